"""Reads what must hold at the end of a story: the part under `then`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from skill.domain.catalogue import Catalogue
from skill.domain.home import Home
from skill.domain.notification import KINDS
from skill.domain.order import OrderStatus
from skill.domain.payment import PaymentStatus
from skill.stories.story import NOBODY, SECTIONS, AnyOf, Named, Outcome
from skill.stories.story_entry import StoryEntry

PAYMENT_KINDS = ("payment_request", "direct_debit", "instant_transfer", "wallet", "payout")
AGENDA_KINDS = ("delivery", "payment")

_AMOUNTS = ("amount", "below", "above")
_KEYS: Mapping[str, Collection[str]] = {
    "orders": ("kind", "product", "quantity", "retailer", "status", "person", "approved_by", "slot", *_AMOUNTS),
    "payments": ("kind", "retailer", "status", "person", "approved_by", *_AMOUNTS),
    "agenda": ("kind", "person", "title", "start", "end"),
    "notifications": ("kind", "about", "person"),
    "announced": ("kind", "about", "person"),
}
_EUROS = re.compile(r"-?\d+(\.\d{1,2})?")


def read_outcome(story: StoryEntry, home: Home | None, catalogue: Catalogue) -> Outcome:
    """What the story says under `then`; nothing is checked where it says nothing."""
    entry = story.sub("then", SECTIONS) if "then" in story else None
    if entry is None:
        return Outcome()
    return Outcome(entry.line, {section: tuple(_items(entry, section, home, catalogue)) for section in entry})


def _items(entry: StoryEntry, section: str, home: Home | None, catalogue: Catalogue) -> Iterator[Named]:
    for item in entry.subs(section, _KEYS[section]):
        found: dict[str, AnyOf] = {}
        for key in item:
            value = item.any_of(key, _known(section, key, home, catalogue))
            if value is None:
                continue
            if key in _AMOUNTS:
                _check_euros(item, key, value)
            found[key] = value
        if not found:
            item.fault(None, "empty", f"an item of {section} names something", f"one of {', '.join(_KEYS[section])}")
        yield found


def _known(section: str, key: str, home: Home | None, catalogue: Catalogue) -> Collection[str] | None:
    match section, key:
        case "orders", "kind":
            return catalogue.kinds
        case "orders", "product":
            return catalogue.products
        case "orders", "status":
            return [status.value for status in OrderStatus]
        case "payments", "kind":
            return PAYMENT_KINDS
        case "payments", "status":
            return [status.value for status in PaymentStatus]
        case "agenda", "kind":
            return AGENDA_KINDS
        case "notifications" | "announced", "kind":
            return [*KINDS, *catalogue.kinds]
        case _, "retailer":
            return catalogue.retailers
        case _, "approved_by":
            return ("voice", "mandate", "app", "retailer", NOBODY)
        case _, "person":
            return [person.id for person in home.persons] if home is not None else None
    return None


def _check_euros(item: StoryEntry, key: str, value: AnyOf) -> None:
    for each in value.values:
        if not isinstance(each, str) or not _EUROS.fullmatch(each):
            item.fault(key, "bad-amount", f"{each!r} is no amount", "write euros as 12.50")
