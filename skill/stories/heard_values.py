"""What was heard, in the words of a story: the intent and each entity by a plain value."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from nlu.interpretation import (
    DigitsValue,
    Entity,
    EntityValue,
    EnumValue,
    Interpretation,
    MomentValue,
    MoneyValue,
    NameValue,
    OrdinalValue,
    ProductValue,
    QuantityValue,
    TextValue,
)

HIDDEN_DIGITS = "****"
"""Shown for a spoken PIN, which no report repeats (A5)."""

Plain = str | int | float


@dataclass(frozen=True, slots=True)
class HeardValue:
    """`shown` stands in reports; an expected text may be any of `accepted`, an expected mapping names `parts`."""

    shown: Plain
    accepted: tuple[str, ...] = field(repr=False)
    parts: dict[str, str] = field(repr=False)


def heard_values(interpretation: Interpretation) -> dict[str, tuple[HeardValue, ...]]:
    """The entities that were heard, by name, in the order spoken."""
    found: dict[str, tuple[HeardValue, ...]] = {}
    for entity in interpretation.entities:
        found[entity.name] = (*found.get(entity.name, ()), _value(entity))
    return found


def heard_shown(interpretation: Interpretation) -> dict[str, Plain | list[Plain]]:
    """The intent, its confidence and the plain values, as a report shows them."""
    found: dict[str, Plain | list[Plain]] = {
        "intent": interpretation.intent,
        "confidence": round(interpretation.confidence, 3),
    }
    for name, values in heard_values(interpretation).items():
        found[name] = values[0].shown if len(values) == 1 else [value.shown for value in values]
    return found


def _value(entity: Entity) -> HeardValue:
    shown, accepted, parts = _plain(entity.value)
    return HeardValue(shown, (str(shown), *accepted), {"text": entity.text, **parts})


def _plain(value: EntityValue) -> tuple[Plain, tuple[str, ...], dict[str, str]]:
    match value:
        case ProductValue(kind, candidates):
            best = candidates[0] if candidates else ""
            parts = {"kind": kind or "", "candidate": best}
            return kind or best, (best,), parts
        case QuantityValue(number, unit):
            plain = _number(number)
            return plain, (f"{plain} {unit}",) if unit else (), {"value": str(plain), "unit": unit or ""}
        case MoneyValue(cents, comparison):
            euros = f"{cents / 100:.2f}"
            parts = {"cents": str(cents), "euros": euros, "comparison": comparison}
            return euros, (f"{comparison} {euros}",), parts
        case MomentValue(start, end):
            parts = {"start": start.isoformat(), "end": end.isoformat()}
            day = (start.date().isoformat(),) if start.date() == end.date() else ()
            return start.isoformat(), (f"{start.isoformat()}/{end.isoformat()}", *day), parts
        case OrdinalValue(place):
            return place, (), {"value": str(place)}
        case NameValue(name):
            return name, (), {"value": name}
        case EnumValue(word):
            return word, (), {"value": word}
        case DigitsValue(digits):
            return HIDDEN_DIGITS, (digits,), {"value": digits}
        case TextValue(words):
            return words, (), {"value": words}


def _number(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)
