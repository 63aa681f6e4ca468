"""What the engines learn from and are measured on: one fold held out, the rest cut to so many sentences an intent."""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from measuring import PROJECT

from nlu.evaluation.folds import write_without
from nlu.evaluation.utterances import Utterance, of_example, read_held_out, read_utterance_folder
from nlu.model_file import LANGUAGES, data_fingerprint
from nlu.training_data import read_training_folder

FOLDS = 5
FOLD_SENTENCES = 1000
"""So many of the held-out fold are asked of each engine, spread over it."""
REAL = PROJECT.parent / "shared" / "utterances"


@dataclass(frozen=True, slots=True)
class Corpus:
    """`data_dir` is a whole data folder to train from; `bodies` are what is measured, by name."""

    data_dir: Path
    sentences: int
    bodies: dict[str, list[Utterance]]


def prepare(data: Path, room: Path, per_intent: int) -> Corpus:
    """The same corpus for all engines and in every run on the same data."""
    target = room / f"{data_fingerprint(data)[:12]}-{per_intent}" / "data"
    part = target.with_name("data.part")
    shutil.rmtree(part, ignore_errors=True)
    held = write_without(data, part, 0, FOLDS)
    sentences = sum(_cut(part / language / "intents", per_intent) for language in LANGUAGES)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    fold = [of_example(one, language, f"fold/{language}") for language, found in held.items() for one in found]
    fold.sort(key=lambda utterance: hashlib.sha256(utterance.text.encode()).digest())
    bodies = {"fold": fold[:FOLD_SENTENCES], "held_out": read_held_out(PROJECT / "tests" / "understanding")}
    if REAL.is_dir():
        bodies["real"] = read_utterance_folder(REAL)
    return Corpus(target, sentences, bodies)


def _cut(folder: Path, per_intent: int) -> int:
    """Keeps `per_intent` sentences of each intent (0: all), chosen by their digest; says how many are left."""
    by_intent = defaultdict(list)
    for example in read_training_folder(folder).examples:
        by_intent[example.intent].append(example)
    dropped: dict[str, set[int]] = defaultdict(set)
    left = 0
    for examples in by_intent.values():
        examples.sort(key=lambda example: hashlib.sha256(example.text.encode()).digest())
        kept_examples = examples[: per_intent or None]
        left += len(kept_examples)
        for example in examples[len(kept_examples) :]:
            dropped[example.file].add(example.line)
    for file, lines in dropped.items():
        path = Path(file)
        written = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for number, line in enumerate(written, 1) if number not in lines)
        path.write_text(kept, encoding="utf-8")
    return left
