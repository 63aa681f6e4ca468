"""What tests of spoken values share: the clock they run on, and values written as one line to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.interpretation import (
    DigitsValue,
    Entity,
    EnumValue,
    MomentValue,
    MoneyValue,
    OrdinalValue,
    QuantityValue,
)
from nlu.spoken import SpokenValues

DATA = Path(__file__).parents[3] / "data"
NOW = datetime(2026, 3, 2, 17, 40, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Monday, twenty to six in the afternoon."""


@lru_cache
def values(language: str) -> SpokenValues:
    return SpokenValues.load(DATA, language)


def _shown(value: object) -> str:
    match value:
        case QuantityValue(number, unit):
            return f"{number} {unit}" if unit else f"{number}"
        case MoneyValue(cents, comparison):
            return f"{comparison} {cents}" if comparison != "exactly" else f"{cents}"
        case MomentValue(start, end) if start == end:
            return f"{start:%d-%m %H:%M}"
        case MomentValue(start, end):
            return f"{start:%d-%m %H:%M} > {end:%d-%m %H:%M}"
        case DigitsValue(digits):
            return digits
        case OrdinalValue(rank):
            return f"{rank}"
        case EnumValue(word):
            return word
    raise AssertionError(f"no spoken value: {value!r}")


def rendered(entity: Entity) -> str:
    """One entity as "words = name value"."""
    return f"{entity.text} = {entity.name} {_shown(entity.value)}"


@pytest.fixture
def heard() -> Callable[[str, str], list[str]]:
    """The values in a sentence, as lines."""

    def hear(language: str, sentence: str) -> list[str]:
        return [rendered(entity) for entity in values(language).find(sentence, NOW)]

    return hear
