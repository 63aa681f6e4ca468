"""The parts of a language that are read from its tables rather than learned."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nlu.pipeline import ValueFinder
from nlu.words import fold


def load_values(data_dir: Path, language: str) -> ValueFinder:
    """The finder of spoken values; raises DataFilesError for broken tables."""
    from nlu.spoken import SpokenValues

    return SpokenValues.load(data_dir, language)


@lru_cache(maxsize=4)
def function_words(language: str) -> frozenset[str]:
    """Words such as "de", "per", "the": never a name in another form than the catalogue writes it."""
    from spacy.util import get_lang_class

    return frozenset(fold(word).replace("'", "") for word in get_lang_class(language).Defaults.stop_words)
