"""The parts of a language that are read from its tables rather than learned."""

from __future__ import annotations

import runpy
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from nlu.reading import ValueFinder
from nlu.words import fold


def load_values(data_dir: Path, language: str) -> ValueFinder:
    """The finder of spoken values; raises DataFilesError for broken tables."""
    from nlu.spoken import SpokenValues

    return SpokenValues.load(data_dir, language)


@lru_cache(maxsize=4)
def function_words(language: str) -> frozenset[str]:
    """Words such as "de", "per", "the": never a name in another form than the catalogue writes it."""
    return frozenset(fold(word).replace("'", "") for word in _stop_words(language))


def _stop_words(language: str) -> set[str]:
    """spaCy's, from their own file: importing spaCy takes a second, and training does nothing else with it."""
    package = find_spec("spacy")
    if package is None or package.origin is None:
        raise ImportError("spaCy is not installed")
    path = Path(package.origin).parent / "lang" / language / "stop_words.py"
    found: set[str] = runpy.run_path(str(path))["STOP_WORDS"]
    return found
