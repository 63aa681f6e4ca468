"""Every value that is kept as a document reads back as it was; what is no document of ours is refused."""

import dataclasses
import json
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Any, ForwardRef, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.dialogue import reply
from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import DECIDED, Part, Reply
from skill.domain.basket import Basket, BasketLine
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.preference import About, Preference
from skill.records.codec import DOCUMENTS, UnreadableDocument, decode, encode, time_of, time_text
from tests.skill.records.samples import MANDATE, NOW, ORDER

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-5, minutes=-30))])
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001  zones are drawn
ATOMS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    int: st.integers(),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: MOMENTS,
    date: st.dates(),
    time: st.times(),
}


@cache
def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint, to any depth: a new class in a document is tested from the day it is there."""
    return st.deferred(lambda: drawn(hint))


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    if isinstance(hint, str | ForwardRef):  # a value may hold values
        return values_of(getattr(reply, hint if isinstance(hint, str) else hint.__forward_arg__))
    if hint in ATOMS:
        return ATOMS[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([values_of(argument) for argument in arguments])
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(values_of(arguments[0]), max_size=3)
    if origin is Mapping:
        return st.dictionaries(ATOMS[str], values_of(arguments[1]), max_size=3)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    assert dataclasses.is_dataclass(hint), hint
    parts = {name: values_of(part) for name, part in get_type_hints(hint).items()}
    if hint is Reply:
        parts["decided"] = st.sampled_from(sorted(DECIDED))
    if hint is Preference:
        parts["about"] = st.sampled_from([About.BRAND, About.RETAILER, About.PAYMENT])
    return st.builds(hint, **parts)


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_kept_reads_back_equal(kind: type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    text = encode(value)
    assert decode(text, kind) == value
    assert encode(decode(text, kind)) == text


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    assert (time_text(one) < time_text(other)) == (one < other)
    assert time_of(time_text(one)) == one
    assert time_of(time_text(one)).tzinfo is UTC


def test_equal_values_have_one_text() -> None:
    labels = [f"label{number}" for number in range(20)]
    forwards, backwards = frozenset(labels), frozenset(reversed(labels))
    assert encode(forwards) == encode(backwards)
    assert encode(Part("k", {"a": 1, "b": 2})) == encode(Part("k", {"b": 2, "a": 1}))


def test_a_key_or_text_that_looks_like_ours_is_kept_as_it_is() -> None:
    odd = Reply("informed", (Part("k", {"_": "Money", "of": ("_", '{"_":"map"}')}),))
    assert decode(encode(odd), Reply) == odd


@pytest.mark.parametrize(
    "value",
    [1.5, [1], {1: "key"}, b"bytes", timedelta(1), object(), NOW.replace(tzinfo=None)],
    ids=lambda value: type(value).__name__,
)
def test_what_no_document_holds_is_refused(value: object) -> None:
    """Money is never a float, a time never without a zone."""
    with pytest.raises((TypeError, ValueError)):
        encode(Part("k", {"value": value}))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a document"),
        ("{", "not a document"),
        ("[" * 5000, "not a document"),
        ("1.5", "no float"),
        ('{"lines": []}', "unknown kind of value None"),
        ('{"_": "Path", "at": "/"}', "unknown kind of value 'Path'"),
        ('{"_": ["Basket"]}', "unknown kind"),
        ('{"_": "Basket", "owner": "x"}', "not a Basket: .*owner"),
        ('{"_": "BasketLine", "product": "x"}', "not a BasketLine: .*quantity"),
        ('{"_": "OrderStatus", "is": "lost"}', "not a OrderStatus: .*lost"),
        ('{"_": "Money", "cents": "5"}', "not a Money"),
        ('{"_": "datetime", "at": "noon"}', "not a datetime"),
        ('{"_": "map", "of": []}', "not a map"),
        ('{"_": "Money", "cents": 5}', "a Basket was expected, not a Money"),
        ("null", "a Basket was expected"),
    ],
)
def test_what_is_no_document_of_ours_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableDocument, match=complaint):
        decode(text, Basket)


def test_a_field_that_came_later_takes_its_default() -> None:
    assert decode('{"_":"Conversation","id":"c1"}', Conversation) == Conversation("c1")


def test_documents_of_the_first_version_still_read() -> None:
    """Whoever renames a class or a field here writes a migration of the stored documents."""
    line = '{"_":"BasketLine","product":"milk_whole","quantity":2,"added_by":"thijs"}'
    assert decode('{"_":"Basket","lines":[' + line + "]}", Basket) == Basket((BasketLine("milk_whole", 2, "thijs"),))
    mandate = json.loads(encode(MANDATE))
    assert mandate["allows"] == {"_": "frozenset", "of": [{"_": "Allows", "is": "buy"}, {"_": "Allows", "is": "pay"}]}
    assert mandate["granted"] == {"_": "date", "on": "2026-01-01"}
    assert mandate["ask_above"] == {"_": "map", "of": {"dress": {"_": "Money", "cents": 5000, "currency": "EUR"}}}
    assert decode(encode(MANDATE), Mandate).limit_per_period == MANDATE.limit_per_period
    order = json.loads(encode(ORDER))
    assert order["placed_at"] == {"_": "datetime", "at": "2026-03-02T16:40:00.000000+00:00"}
    assert order["status"] == {"_": "OrderStatus", "is": "placed"}
    assert order["quote"]["_"] == "Quote"
    assert decode(encode(ORDER), Order).total == Money(1798)
