"""Reads the mandates in a home's file: what somebody allowed to be bought or paid without being asked (P5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from skill.checked_yaml import Entry
from skill.domain.catalogue import Catalogue
from skill.domain.mandate import CONDITIONS, Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.person import Person, Profile, Role

CATEGORIES = ("groceries", "energy", "insurance", "clothing", "household")
_KEYS = (
    "id", "grantor", "category", "retailers", "allows", "limit_per_order", "limit_per_period",
    "except_kinds", "ask_above", "conditions", "granted", "expires",
)  # fmt: skip


def read_mandates(
    file: Entry, persons: Collection[Person], retailers: Collection[str], catalogue: Catalogue | None
) -> Iterator[Mandate]:
    """The mandates of a home file; unknown means no (P1), so a mandate needs its limits, and faults are reported."""
    adults = {person.id: person for person in persons if person.role is Role.ADULT}
    seen: set[str] = set()
    for entry in file.entries("mandates", _KEYS):
        mandate = _mandate(entry, adults, retailers, catalogue)
        if mandate.id in seen:
            entry.fault("id", "doubled", f"two mandates are called {mandate.id!r}", "give each an id of its own")
        seen.add(mandate.id)
        grantor = adults.get(mandate.grantor)
        if grantor and grantor.profile is Profile.SAFETY and Allows.BUY in mandate.allows:
            message = f"{grantor.name} has the profile safety: nothing is bought on its own (P9)"
            entry.fault("allows", "not-allowed", message, "leave buy out")
        yield mandate


def _mandate(entry: Entry, adults: Collection[str], retailers: Collection[str], catalogue: Catalogue | None) -> Mandate:
    granted = entry.day("granted")
    expires = entry.day("expires", default=granted) if "expires" in entry else None
    if expires is not None and expires <= granted:
        entry.fault("expires", "dates-reversed", "it would end before it begins", "let expires come after granted")
    allows = frozenset(Allows(word) for word in entry.words("allows", known=list(Allows), required=True))
    limit_per_order = entry.money("limit_per_order", least_cents=1)
    return Mandate(
        id=entry.id("id"),
        grantor=entry.choice("grantor", adults),
        category=entry.choice("category", CATEGORIES),
        allows=allows,
        granted=granted,
        retailers=frozenset(entry.words("retailers", known=retailers)),
        limit_per_order=limit_per_order,
        limit_per_period=_period_limit(entry),
        except_kinds=frozenset(entry.words("except_kinds", known=catalogue.kinds if catalogue else None)),
        ask_above=_ask_above(entry, catalogue),
        conditions=frozenset(entry.words("conditions", known=CONDITIONS)),
        expires=expires,
    )


def _period_limit(mandate: Entry) -> PeriodLimit | None:
    entry = mandate.entry("limit_per_period", ["amount", "period"], required=False)
    if entry is None:
        return None
    return PeriodLimit(entry.money("amount", least_cents=1), Period(entry.choice("period", list(Period))))


def _ask_above(mandate: Entry, catalogue: Catalogue | None) -> dict[str, Money]:
    entry = mandate.entry("ask_above", catalogue.kinds if catalogue else None, required=False)
    return {kind: entry.money(kind) for kind in entry} if entry else {}
