"""Who understands best: ours, Rasa (DIET, and its light pipeline), and plain TF-IDF + logistic regression.

All learn from the same sentences, in both languages: the data without one fold in five, cut to BENCH_PER_INTENT (25; 0
for all) sentences an intent, since DIET takes minutes for so many and an hour for all. All are measured on the same: a
part of the fold, tests/understanding, and the real utterances in ../shared/utterances where they are. Rasa is measured
where .venv-rasa is (scripts/rasa setup), with BENCH_EPOCHS (40) epochs for DIET; latency includes its HTTP, as in use.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.corpus import Corpus, prepare
from engines.rasa import INSTALLED
from measuring import PROJECT, cpu_seconds, percentile, seconds_of

from nlu.evaluation.hearing import Outcome, hear_all
from nlu.interpretation import Recognizer
from skill.settings import Settings

PER_INTENT = int(os.environ.get("BENCH_PER_INTENT") or "25")
EPOCHS = int(os.environ.get("BENCH_EPOCHS") or "40")
HEAR = "; [r.recognize('hallo', l, now=datetime.now(UTC)) for l in ('nl-NL', 'en-GB')]"
PATHS = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})"
BEFORE = f"{PATHS}\nfrom pathlib import Path\nfrom datetime import *\n"
COLUMNS = {"ours": "ours", "plain": "TF-IDF + LR", "rasa_diet": "Rasa DIET", "rasa_light": "Rasa light",
           "rasa_diet_ours": "DIET, our proof"}  # fmt: skip
"""The last one is `--engine rasa`: Rasa's intents and spans with our values, open question and proof of a yes."""


@dataclass(frozen=True, slots=True)
class Trained:
    """An engine ready to be asked: what it took to get there."""

    name: str
    recognizer: Recognizer
    train_s: float
    train_cpu_s: float
    start_s: float
    memory_mb: float


def measure() -> dict[str, Any]:
    room = PROJECT / "var" / "bench-understanding"
    corpus = prepare(Settings.from_environment().data_dir, room, PER_INTENT)
    figures: dict[str, float] = {"sentences_learned": float(corpus.sentences)}
    figures |= {f"{body}_utterances": float(len(utterances)) for body, utterances in corpus.bodies.items()}
    for engine in engines(corpus):
        _say(f"{engine.name}: {sum(map(len, corpus.bodies.values()))} utterances")
        figures |= {
            f"{engine.name}.train_s": engine.train_s,
            f"{engine.name}.train_cpu_s": engine.train_cpu_s,
            f"{engine.name}.start_s": engine.start_s,
            f"{engine.name}.memory_mb": engine.memory_mb,
        }
        taken: list[float] = []
        for body, utterances in corpus.bodies.items():
            outcomes = hear_all(engine.recognizer, utterances)
            taken += [outcome.ms for outcome in outcomes]
            figures |= {f"{engine.name}.{body}.{name}": value for name, value in quality(outcomes).items()}
        figures[f"{engine.name}.p50_ms"] = percentile(taken, 0.50)
        figures[f"{engine.name}.p99_ms"] = percentile(taken, 0.99)
    measured = {"figures": figures, "ratios": ratios(figures), "table": table(figures)}
    if not INSTALLED.is_file():
        measured["notes"] = ["Rasa was not measured: there is no .venv-rasa here (scripts/rasa setup)"]
    return measured


def engines(corpus: Corpus) -> Iterator[Trained]:
    """One after the other, so that none is measured beside another that runs."""
    yield _ours(corpus)
    yield _plain(corpus)
    if not INSTALLED.is_file():
        return
    from engines.rasa import RawRasa, served
    from engines.rasa import train as train_rasa

    from nlu.rasa.client import RasaRecognizer

    for pipeline in ("light", "diet"):
        _say(f"training Rasa {pipeline}")
        taken = train_rasa(corpus.data_dir, pipeline, EPOCHS)
        with served(corpus.data_dir, pipeline, EPOCHS) as (servers, start_s, memory_mb):
            yield Trained(f"rasa_{pipeline}", RawRasa(servers), *taken, start_s, memory_mb)
            if pipeline == "diet":
                joined = RasaRecognizer(corpus.data_dir, servers)
                yield Trained("rasa_diet_ours", joined, *taken, start_s, memory_mb)


def _ours(corpus: Corpus) -> Trained:
    from nlu.recognizer import load_recognizer
    from nlu.training import train

    path = corpus.data_dir.with_name("ours.npz")
    path.with_name("ours-vectors.npz").unlink(missing_ok=True)  # from scratch, the sentence vectors too
    taken = _timed(lambda: train(corpus.data_dir, path))
    code = (
        f"{BEFORE}from nlu.recognizer import load_recognizer\n"
        f"r = load_recognizer(Path({str(path)!r}), Path({str(corpus.data_dir)!r})){HEAR}"
    )
    return Trained("ours", load_recognizer(path, corpus.data_dir), *taken, seconds_of(code), _memory_of(code))


def _plain(corpus: Corpus) -> Trained:
    from engines.plain import load, train

    path = corpus.data_dir.with_name("plain.joblib")
    taken = _timed(lambda: train(corpus.data_dir, path))
    code = f"{BEFORE}from engines.plain import load\nr = load(Path({str(path)!r})){HEAR}"
    return Trained("plain", load(path), *taken, seconds_of(code), _memory_of(code))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of processors."""
    began, cpu = time.perf_counter(), cpu_seconds()
    work()
    return time.perf_counter() - began, cpu_seconds() - cpu


def _memory_of(code: str) -> float:
    """MB of 10^6 bytes of a new process that ran `code`."""
    asked = f"{code}\nfrom measuring import resident_mb; print(resident_mb())"
    ran = subprocess.run([sys.executable, "-c", asked], check=True, cwd=PROJECT, capture_output=True, text=True)  # noqa: S603
    return float(ran.stdout.split()[-1])


def quality(outcomes: list[Outcome]) -> dict[str, float]:
    """Shares of 1. A yes is what was heard with a confirmation open; `refused` is what was taken for out of scope."""
    judged = [one for one in outcomes if one.judged]
    outside = [one for one in judged if one.utterance.intent == "out_of_scope"]
    inside = [one for one in judged if one.utterance.intent != "out_of_scope"]
    yes = [one for one in outcomes if one.is_yes]
    return {
        "accuracy": _share([one.right for one in judged]),
        "false_yes": _share([one.false_yes for one in outcomes if not one.is_yes]),
        "yes_recall": _share([one.yes is not None for one in yes]),
        "oos_recall": _share([one.intent == "out_of_scope" for one in outside]),
        "refused": _share([one.intent == "out_of_scope" for one in inside]),
    }


def _share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 0.0


def ratios(figures: dict[str, float]) -> dict[str, float]:
    """Ours to each other engine: below 1 is better for errors, time and memory."""
    found = {}
    for other in COLUMNS:
        if other == "ours" or f"{other}.train_s" not in figures:
            continue
        for name in ("train_s", "train_cpu_s", "start_s", "memory_mb", "p50_ms", "p99_ms"):
            if figures[f"{other}.{name}"]:
                found[f"{name}_to_{other}"] = figures[f"ours.{name}"] / figures[f"{other}.{name}"]
        for body in ("fold", "held_out", "real"):
            if wrong := 1 - figures.get(f"{other}.{body}.accuracy", 1.0):
                found[f"{body}_errors_to_{other}"] = (1 - figures[f"ours.{body}.accuracy"]) / wrong
    return found


def table(figures: dict[str, float]) -> str:
    """A row for each figure, a column for each engine that was measured."""
    names = [name for name in COLUMNS if f"{name}.train_s" in figures]
    rows = [name.removeprefix("ours.") for name in figures if name.startswith("ours.")]
    lines = [" " * 22 + "".join(f"{COLUMNS[name]:>17}" for name in names)]
    for row in rows:
        values = [figures[f"{name}.{row}"] for name in names]
        shown = [f"{value:.1%}" if row.count(".") else f"{value:,.1f}" for value in values]
        lines.append(f"{row:22}" + "".join(f"{value:>17}" for value in shown))
    return "\n".join(lines)


def _say(words: str) -> None:
    sys.stderr.write(f"  {words}\n")
