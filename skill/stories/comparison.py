"""Compares what happened with what a story expects. What is named must hold exactly, the lengths of lists too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from nlu.interpretation import Interpretation
from skill.stories.ending import Ending, Thing
from skill.stories.heard_values import HeardValue, heard_shown, heard_values
from skill.stories.story import AnyOf, Named, Outcome, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """`turn` counts from 1 and is None for `then`; `layer` is heard, decided, said, then or world."""

    turn: int | None
    layer: str
    expected: str
    got: str


def same(expected: str, got: str) -> bool:
    """Whether two written values are the same: numbers by their value, times by their moment, else by the letter."""
    if expected == got:
        return True
    try:
        return Decimal(expected) == Decimal(got)
    except InvalidOperation:
        pass
    try:
        return datetime.fromisoformat(expected) == datetime.fromisoformat(got)
    except (ValueError, TypeError):
        return False


def text_fits(expected: AnyOf | None, got: str | None) -> bool:
    """Whether a text is one of those that are right; nothing expected is always right."""
    return expected is None or (got is not None and got in expected.values)


def heard_differences(
    turn: int, expected: Named | None, interpretation: Interpretation | None
) -> tuple[Difference, ...]:
    """Where intent or entities are not what the story names."""
    if expected is None:
        return ()
    if interpretation is None:
        return (Difference(turn, "heard", shown(expected), "nothing: no words were interpreted"),)
    heard = heard_values(interpretation)
    wrong: dict[str, AnyOf] = {}
    for name, wanted in expected.items():
        if name == "intent":
            right = text_fits(wanted, interpretation.intent)
        else:
            right = any(_entity_fits(each, heard.get(name, ())) for each in wanted.values)
        if not right:
            wrong[name] = wanted
    if not wrong:
        return ()
    got = {name: value for name, value in heard_shown(interpretation).items() if name in wrong or name == "intent"}
    return (Difference(turn, "heard", shown(wrong), _written(got)),)


def _entity_fits(expected: str | tuple[str, ...] | Mapping[str, AnyOf], heard: Sequence[HeardValue]) -> bool:
    if isinstance(expected, tuple):
        return len(expected) == len(heard) and all(map(_is_value, expected, heard))
    if isinstance(expected, str):
        return any(_is_value(expected, value) for value in heard)
    return any(_has_parts(expected, value.parts) for value in heard)


def _is_value(expected: str, value: HeardValue) -> bool:
    return any(same(expected, accepted) for accepted in value.accepted)


def _has_parts(expected: Named, parts: Mapping[str, str]) -> bool:
    return all(
        name in parts and any(isinstance(each, str) and same(each, parts[name]) for each in wanted.values)
        for name, wanted in expected.items()
    )


def outcome_differences(expected: Outcome, ending: Ending) -> tuple[Difference, ...]:
    """Where the end of the story is not what `then` names, one difference a section."""
    found = []
    for section, items in expected.sections.items():
        things = ending.section(section)
        if _assigned(items, things, _thing_fits):
            continue
        lines = [line for thing in things for line in thing.lines]
        if section == "orders" and lines and _assigned(items, lines, _thing_fits):
            continue
        wanted = "[" + ", ".join(map(shown, items)) + "]"
        got = "[" + ", ".join(_written(thing.shown()) for thing in things) + "]"
        found.append(Difference(None, "then", f"{section}: {wanted}", f"{section}: {got}"))
    return tuple(found)


def _assigned(items: Sequence[Named], things: Sequence[Thing], fits: Callable[[Named, Thing], bool]) -> bool:
    """Whether each item can be given a thing of its own and none is left over."""
    if len(items) != len(things):
        return False
    if not items:
        return True
    first, rest = items[0], items[1:]
    return any(
        fits(first, thing) and _assigned(rest, [*things[:place], *things[place + 1 :]], fits)
        for place, thing in enumerate(things)
    )


def _thing_fits(expected: Named, thing: Thing) -> bool:
    """An order of several products fits when one of its lines does; its amount is that of the whole."""
    alternatives = thing.lines or (thing,)
    return any(all(_fact_fits(key, wanted, one) for key, wanted in expected.items()) for one in alternatives)


def _fact_fits(key: str, wanted: AnyOf, thing: Thing) -> bool:
    if key in ("below", "above"):
        amount = Decimal(thing.facts["amount"][0])
        limits = [Decimal(each) for each in wanted.values if isinstance(each, str)]
        return any(amount < limit if key == "below" else amount > limit for limit in limits)
    got = thing.facts.get(key, ())
    return any(isinstance(each, str) and any(same(each, one) for one in got) for each in wanted.values)


def _written(facts: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in facts.items()) + "}"
