"""What a fold is measured on, its model has not read."""

from __future__ import annotations

from pathlib import Path

from nlu.evaluation.folds import fold_of, write_without
from nlu.inline_entities import parse_inline
from nlu.near_duplicates import skeleton
from nlu.training_data import Example, read_training_folder


def test_each_sentence_is_held_out_once_and_learned_else(small_data: Path, tmp_path: Path) -> None:
    every = read_training_folder(small_data / "nl" / "intents", small_data).examples
    held: list[str] = []
    for fold in range(3):
        target = tmp_path / f"fold{fold}"
        own = write_without(small_data, target, fold, 3)["nl"]
        held += [f"{example.file}:{example.line}" for example in own]
        left = read_training_folder(target / "nl" / "intents", target)
        assert not left.findings
        assert len(left.examples) + len(own) == len(every)
        assert not {skeleton(example).words for example in own} & {skeleton(example).words for example in left.examples}
    assert len(held) == len(set(held)) == len(every)


def test_sentences_that_differ_in_values_stay_together() -> None:
    folds = set()
    for product in ("melk", "kaas", "zes pakken thee"):
        text, entities = parse_inline(f"bestel [{product}](product) voor mij")
        folds.add(fold_of(Example(text, "order_product", entities, "a.yml", 1), 3))
    assert len(folds) == 1
