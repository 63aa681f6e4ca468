"""A mandate as a sentence means it, and as it is read back: nothing that was agreed before is lost unsaid (P5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from skill.dialogue.reply import KindInGeneral, Part, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.domain.mandate import CHEAPEST, RENEWABLE, Allows, Mandate, Period, PeriodLimit
from skill.domain.mandate_change import in_force, overlap
from skill.domain.money import Money
from skill.domain.person import Person


@dataclass(frozen=True, slots=True)
class Terms:
    """What was said of it; `period` and `retailer` are None when nothing was said of those."""

    category: str
    limit: Money
    period: Period | None = None
    retailer: str | None = None


def proposed(terms: Terms, person: Person, situation: Situation) -> tuple[Mandate, tuple[Mandate, ...]]:
    """The mandate that the terms stand for, and those in force that it replaces.

    What is not said stays as it was: the retailers, exceptions, conditions and end of what it replaces. Without a
    retailer a mandate that named some is not widened to all.
    """
    named = frozenset({terms.retailer} if terms.retailer else ())
    old = _replaced(person.id, terms.category, named, situation)
    ends = [mandate.expires for mandate in old if mandate.expires is not None]
    per_order, per_period = _limits(terms, old[0] if old else None)
    everywhere = any(not mandate.retailers for mandate in old)
    kept = frozenset[str]() if everywhere else frozenset(name for mandate in old for name in mandate.retailers)
    mandate = Mandate(
        id=_name(person, terms.category, old, situation),
        grantor=person.id,
        category=terms.category,
        allows=frozenset({Allows.BUY, Allows.PAY}),
        granted=situation.today,
        retailers=named or kept,
        limit_per_order=per_order,
        limit_per_period=per_period,
        except_kinds=frozenset(kind for mandate in old for kind in mandate.except_kinds),
        ask_above=_lowest(old),
        conditions=frozenset(name for mandate in old for name in mandate.conditions),
        expires=min(ends) if ends else None if old else _in_a_year(situation.today),
    )
    return mandate, old


@dataclass(frozen=True, slots=True)
class Draft:
    """A mandate as it is filled in on a page: everything of it is said. Kinds that are asked about above an amount stay
    as they were."""

    category: str
    limit_per_order: Money | None
    limit_per_period: PeriodLimit | None
    retailers: frozenset[str] = frozenset()
    except_kinds: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    expires: date | None = None


def drafted(draft: Draft, person: Person, situation: Situation) -> tuple[Mandate, tuple[Mandate, ...]]:
    """The mandate of the draft, and those in force that it replaces."""
    old = _replaced(person.id, draft.category, draft.retailers, situation)
    mandate = Mandate(
        id=_name(person, draft.category, old, situation),
        grantor=person.id,
        category=draft.category,
        allows=frozenset({Allows.BUY, Allows.PAY}),
        granted=situation.today,
        retailers=draft.retailers,
        limit_per_order=draft.limit_per_order,
        limit_per_period=draft.limit_per_period,
        except_kinds=draft.except_kinds,
        ask_above=_lowest(old),
        conditions=draft.conditions,
        expires=draft.expires,
    )
    return mandate, old


def _name(person: Person, category: str, old: tuple[Mandate, ...], situation: Situation) -> str:
    """That of what it replaces; else one that nothing in force goes by, so that what stays is not written over."""
    if old:
        return old[0].id
    taken = {each.id for each in situation.mandates if in_force(each, situation.today)}
    plain = f"{person.id}-{category}"
    names = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)


def _lowest(mandates: Iterable[Mandate]) -> dict[str, Money]:
    """For each kind the lowest amount from which one of these mandates asks about it."""
    asked: dict[str, Money] = {}
    for mandate in mandates:
        for kind, above in mandate.ask_above.items():
            asked[kind] = min(above, asked.get(kind, above))
    return asked


def _limits(terms: Terms, old: Mandate | None) -> tuple[Money, PeriodLimit | None]:
    """The limit that was named, and the other one as it was; one that only followed it follows it still."""
    before = old.limit_per_period if old else None
    period = terms.period or (before.period if before else Period.ORDER if old else Period.WEEK)
    if period is Period.ORDER:
        return terms.limit, before
    per_order = old.limit_per_order if old else None
    followed = per_order is None or (before is not None and per_order == before.amount)
    if followed or per_order is None or per_order > terms.limit:
        per_order = terms.limit
    return per_order, PeriodLimit(terms.limit, period)


def _in_a_year(today: date) -> date:
    return today.replace(year=today.year + 1, day=min(today.day, 28))


def ever_granted(mandate: Mandate, situation: Situation) -> tuple[Mandate, ...]:
    """Every mandate of this grantor for the category, the revoked ones too."""
    return tuple(
        each for each in situation.mandates if each.grantor == mandate.grantor and each.category == mandate.category
    )


def replaced_by(mandate: Mandate, situation: Situation) -> tuple[Mandate, ...]:
    """Those in force that end when this one begins."""
    return _replaced(mandate.grantor, mandate.category, mandate.retailers, situation)


def _replaced(person: str, category: str, retailers: frozenset[str], situation: Situation) -> tuple[Mandate, ...]:
    """Two mandates that speak of the same purchase would let the wider one hold, so the new one takes its place."""
    return tuple(
        each
        for each in situation.mandates
        if each.grantor == person
        and each.category == category
        and in_force(each, situation.today)
        and overlap(each, retailers)
    )


def read_back(mandate: Mandate, replaces: Iterable[Mandate]) -> tuple[Part, ...]:
    """The whole mandate and the question whether that is allowed: the last thing heard before the yes (P3)."""
    limit, period = _limit(mandate)
    category = Term(f"category_{mandate.category}")
    key = "mandate_read_back" if Allows.BUY in mandate.allows else "mandate_read_back_pays"
    said = part(key, category=category, limit=limit, period=Term(f"period_{period.value}"))
    parts = [said, *_details(mandate)]
    replaced = tuple(replaces)
    if any(replace(old, paused=mandate.paused) != mandate for old in replaced):
        parts.append(part("mandate_replaces"))
    if any(old.paused for old in replaced):
        parts.append(part("mandate_resumes"))
    return (*parts, part("shall_that_be_allowed"))


def explained(mandate: Mandate, situation: Situation) -> tuple[Part, ...]:
    """What it allows, under which terms, how much of it is left, and whether it waits."""
    allowed, *left = in_short(mandate, situation)
    return (allowed, *_details(mandate), *left)


def in_short(mandate: Mandate, situation: Situation) -> tuple[Part, ...]:
    """The same without the terms."""
    limit, period = _limit(mandate)
    key = "mandate_buys" if Allows.BUY in mandate.allows else "mandate_pays"
    category = Term(f"category_{mandate.category}")
    parts = [part(key, category=category, limit=limit, period=Term(f"period_{period.value}"))]
    used = situation.usage.of(mandate)
    if mandate.limit_per_period is not None and used is not None and Allows.BUY in mandate.allows:
        parts.append(part("mandate_left", left=max(mandate.limit_per_period.amount - used, Money(0))))
    if mandate.paused:
        parts.append(part("mandate_is_paused"))
    return tuple(parts)


def _limit(mandate: Mandate) -> tuple[Money, Period]:
    """The limit that is said first: the one of the period, where there is one."""
    if mandate.limit_per_period is not None:
        return mandate.limit_per_period.amount, mandate.limit_per_period.period
    return mandate.limit_per_order or Money(0), Period.ORDER


def _details(mandate: Mandate) -> list[Part]:
    names: tuple[Value, ...] = tuple(RetailerName(name) for name in sorted(mandate.retailers))
    parts = [part("mandate_only_at", retailers=names) if names else part("mandate_anywhere")]
    per_order, per_period = mandate.limit_per_order, mandate.limit_per_period
    if per_order is not None and per_period is not None and per_order < per_period.amount:
        parts.append(part("mandate_per_order", limit=per_order))
    kinds: tuple[Value, ...] = tuple(KindInGeneral(kind) for kind in sorted(mandate.except_kinds))
    if kinds:
        parts.append(part("mandate_excepts", kinds=kinds))
    for kind, above in sorted(mandate.ask_above.items()):
        parts.append(part("mandate_asks_above", kind=KindInGeneral(kind), limit=above))
    if CHEAPEST in mandate.conditions:
        parts.append(part("mandate_only_cheapest"))
    if RENEWABLE in mandate.conditions:
        parts.append(part("mandate_only_renewable"))
    if mandate.conditions - {CHEAPEST, RENEWABLE}:
        parts.append(part("mandate_unknown_condition"))
    parts.append(part("mandate_until", day=mandate.expires) if mandate.expires else part("mandate_without_end"))
    return parts
