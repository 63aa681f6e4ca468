"""Cross-validation: the whole training, on the data without one part, measured on that part.

Sentences that differ in their values only stay together, so that no fold is measured on a twin of what it learned.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from nlu.evaluation.hearing import Outcome, Progress, hear_all
from nlu.evaluation.utterances import of_example
from nlu.model_file import LANGUAGES
from nlu.near_duplicates import skeleton
from nlu.recognizer import recognizer_of
from nlu.training import train
from nlu.training_data import Example, read_training_folder

FOLDS = 3


def fold_of(example: Example, folds: int) -> int:
    """Which fold a sentence is held out in; the same on every machine and in every run."""
    digest = hashlib.sha256(" ".join(skeleton(example).words).encode()).digest()
    return int.from_bytes(digest[:4], "big") % folds


def cross_validate(
    data_dir: Path,
    folds: int = FOLDS,
    names: Sequence[str] = (),
    vectors_cache: Path | None = None,
    progress: Progress = lambda _: None,
) -> list[Outcome]:
    """An outcome for each training sentence by a model that had not seen it. Trains `folds` times: takes minutes.

    `vectors_cache` is the file of sentence vectors beside a trained model, which saves most of the time.
    """
    outcomes: list[Outcome] = []
    for fold in range(folds):
        with tempfile.TemporaryDirectory(prefix="boodschap-fold-") as folder:
            kept = Path(folder) / data_dir.name
            held = write_without(data_dir, kept, fold, folds)
            model_path = Path(folder) / "fold.npz"
            if vectors_cache is not None and vectors_cache.is_file():
                shutil.copyfile(vectors_cache, model_path.with_name("fold-vectors.npz"))
            progress(f"fold {fold + 1} of {folds}: learning without {sum(map(len, held.values()))} sentences")
            recognizer = recognizer_of(train(kept, model_path), kept)
            utterances = [
                of_example(example, language, f"fold {fold + 1}/{language}")
                for language, examples in held.items()
                for example in examples
            ]
            outcomes += hear_all(recognizer, utterances, names, progress)
    return outcomes


def write_without(data_dir: Path, target: Path, fold: int, folds: int) -> dict[str, list[Example]]:
    """Copies the data without one fold's sentences; returns those by language. An intent keeps at least one."""
    shutil.copytree(data_dir, target)
    held: dict[str, list[Example]] = {}
    for language in LANGUAGES:
        folder = target / language / "intents"
        examples = read_training_folder(folder, target).examples
        chosen = [example for example in examples if fold_of(example, folds) == fold]
        left = {example.intent for example in examples if fold_of(example, folds) != fold}
        chosen = [example for example in chosen if example.intent in left]
        lines: dict[str, set[int]] = defaultdict(set)
        for example in chosen:
            lines[example.file].add(example.line)
        for file, dropped in lines.items():
            path = target / file
            kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
            text = "".join(line for number, line in enumerate(kept, 1) if number not in dropped)
            path.write_text(text, encoding="utf-8")
        held[language] = chosen
    return held
