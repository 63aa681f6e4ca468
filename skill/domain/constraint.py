"""What a mandate holds a purchase to: typed constraints and the one evaluator that says which are broken.

Unknown means no: a constraint that the evaluator does not know, or whose context is missing, is broken (P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from skill.domain.evidence import NO_EVIDENCE, Evidence
from skill.domain.home import Home
from skill.domain.mandate import CHEAPEST, RENEWABLE, Allows, Mandate, Period
from skill.domain.money import Money
from skill.domain.offer import Line
from skill.domain.person import Profile, Recognised, Speaker
from skill.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class GrantedBy:
    """By an adult of the home, and for purchases not by one with the profile `safety` (P1, P9)."""

    person: str


@dataclass(frozen=True, slots=True)
class ForUse:
    allows: frozenset[Allows]


@dataclass(frozen=True, slots=True)
class OfCategory:
    category: str


@dataclass(frozen=True, slots=True)
class AtRetailers:
    retailers: frozenset[str]


@dataclass(frozen=True, slots=True)
class NotRevoked:
    revoked: datetime | None


@dataclass(frozen=True, slots=True)
class NotPaused:
    paused: bool


@dataclass(frozen=True, slots=True)
class InForce:
    """From the first day up to and not including the last, by the calendar of the home."""

    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class OnlyCheapest:
    """The cheapest of the offers compared, by unit of content."""


@dataclass(frozen=True, slots=True)
class OnlyRenewable:
    """Every product bears the label `renewable`."""


@dataclass(frozen=True, slots=True)
class UnknownCondition:
    name: str


@dataclass(frozen=True, slots=True)
class ExceptKinds:
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskAbove:
    """From `amount` on a line of this kind is asked about."""

    kind: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LimitPerOrder:
    """Exclusive: under EUR 40 is not EUR 40."""

    amount: Money


@dataclass(frozen=True, slots=True)
class LimitPerPeriod:
    """Exclusive, over everything in the calendar period of the home."""

    amount: Money
    period: Period


@dataclass(frozen=True, slots=True)
class Unlimited:
    """A mandate without any limit: it covers nothing (P1)."""

    mandate: str


Constraint = (
    GrantedBy
    | ForUse
    | OfCategory
    | AtRetailers
    | NotRevoked
    | NotPaused
    | InForce
    | OnlyCheapest
    | OnlyRenewable
    | UnknownCondition
    | ExceptKinds
    | AskAbove
    | LimitPerOrder
    | LimitPerPeriod
    | Unlimited
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is to be allowed: an order with its lines, or the bundled payment of a category, which has none here."""

    use: Allows
    category: str
    retailer: str
    amount: Money
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`used` is what counts in the running period already; None when it is unknown (P1)."""

    home: Home
    now: datetime
    used: Money | None
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that a purchase breaks, and what was measured: `reason` has the amounts."""

    constraint: object
    reason: Reason


def constraints_of(mandate: Mandate, use: Allows) -> tuple[Constraint, ...]:
    """What the mandate holds a purchase of this use to.

    A payment pays what was allowed when it was ordered, so exceptions, pause and the conditions on goods are not asked
    of it again; an unknown condition is. Without a limit per period, its bundles of a day stay under the one per order.
    """
    buys = use is Allows.BUY
    found: list[Constraint] = [
        GrantedBy(mandate.grantor),
        ForUse(mandate.allows),
        OfCategory(mandate.category),
        AtRetailers(mandate.retailers),
        NotRevoked(mandate.revoked),
        *([NotPaused(mandate.paused)] if buys else []),
        InForce(mandate.granted, mandate.expires),
        *(condition for name in sorted(mandate.conditions) for condition in _condition(name, buys=buys)),
    ]
    if buys:
        found.append(ExceptKinds(mandate.except_kinds))
        found.extend(AskAbove(kind, mandate.ask_above[kind]) for kind in sorted(mandate.ask_above))
    per_order, per_period = mandate.limit_per_order, mandate.limit_per_period
    if per_order is None and per_period is None:
        found.append(Unlimited(mandate.id))
    if per_order is not None and buys:
        found.append(LimitPerOrder(per_order))
    if per_period is not None:
        found.append(LimitPerPeriod(per_period.amount, per_period.period))
    elif per_order is not None and not buys:
        found.append(LimitPerPeriod(per_order, Period.DAY))
    return tuple(found)


def _condition(name: str, *, buys: bool) -> Iterator[Constraint]:
    if name not in (CHEAPEST, RENEWABLE):
        yield UnknownCondition(name)
    elif buys:
        yield OnlyCheapest() if name == CHEAPEST else OnlyRenewable()


def violations(
    constraints: Iterable[object], purchase: Purchase, circumstances: Circumstances, mandate: str
) -> tuple[Violation, ...]:
    """Every constraint that the purchase breaks, with the amounts; none means that it is covered.

    `mandate` is the id that reasons name. A value that is no constraint counts as broken (P1).
    """
    return tuple(
        Violation(constraint, reason)
        for constraint in constraints
        for reason in _broken(constraint, purchase, circumstances, mandate)
    )


def _broken(constraint: object, purchase: Purchase, circumstances: Circumstances, mandate: str) -> Iterator[Reason]:
    match constraint:
        case GrantedBy() | NotRevoked() | NotPaused() | InForce():
            yield from _not_standing(constraint, purchase, circumstances, mandate)
        case ForUse(given):
            if (allows := purchase.use) not in given:
                yield Reason("P5", f"does_not_allow_{allows.value}", subject=mandate)
        case OfCategory(category):
            named = (purchase.category, *(line.category for line in purchase.lines))
            yield from (Reason("P5", "other_category", subject=other) for other in named if other != category)
        case AtRetailers(retailers):
            if retailers and purchase.retailer not in retailers:
                yield Reason("P5", "other_retailer", subject=purchase.retailer)
        case OnlyCheapest() | OnlyRenewable():
            yield from _condition_not_met(constraint, purchase, circumstances.evidence)
        case UnknownCondition(name):
            yield Reason("P1", "unknown_condition", subject=name)
        case ExceptKinds(kinds):
            if excepted := sorted(kinds & {line.kind for line in purchase.lines}):
                yield Reason("P5", "excepted_kind", subject=excepted[0])
        case AskAbove() | LimitPerOrder() | LimitPerPeriod():
            yield from _over(constraint, purchase, circumstances.used, mandate)
        case Unlimited():
            yield Reason("P1", "no_limit", subject=mandate)
        case _:
            yield Reason("P1", "unknown_constraint", subject=mandate)


def _over(
    constraint: AskAbove | LimitPerOrder | LimitPerPeriod, purchase: Purchase, used: Money | None, mandate: str
) -> Iterator[Reason]:
    """Amounts. They are exclusive, and amounts of two currencies are not compared (P1)."""
    limit = constraint.amount
    counted = used if isinstance(constraint, LimitPerPeriod) and used is not None else limit
    if {purchase.amount.currency, counted.currency} != {limit.currency}:
        yield Reason("P1", "other_currency", purchase.amount, limit)
        return
    match constraint:
        case AskAbove(kind):
            dear = [line for line in purchase.lines if line.kind == kind and line.total >= limit]
            yield from (Reason("P5", "asked_above", line.total, limit, subject=kind) for line in dear)
        case LimitPerOrder():
            if purchase.amount >= limit:
                yield Reason("P5", "limit_per_order", purchase.amount, limit)
        case LimitPerPeriod():
            if used is None:
                yield Reason("P1", "usage_unknown", subject=mandate)
            elif used + purchase.amount >= limit:
                yield Reason("P5", "limit_per_period", purchase.amount, limit, max(limit - used, Money(0)))


def _not_standing(
    constraint: GrantedBy | NotRevoked | NotPaused | InForce,
    purchase: Purchase,
    circumstances: Circumstances,
    mandate: str,
) -> Iterator[Reason]:
    """What has nothing to do with what is bought: by whom and when the mandate counts."""
    match constraint:
        case GrantedBy(person):
            grantor = circumstances.home.person(person)
            if grantor is None or Speaker(grantor, Recognised.PLATFORM).known_adult is None:
                yield Reason("P1", "unknown_grantor", who=person)
            elif purchase.use is Allows.BUY and grantor.profile is Profile.SAFETY:
                yield Reason("P9", "safety_profile", who=person)
        case NotRevoked(revoked):
            if revoked is not None:
                yield Reason("P5", "revoked", subject=mandate)
        case NotPaused(paused):
            if paused:
                yield Reason("P5", "paused", subject=mandate)
        case InForce(first, until):
            today = circumstances.now.astimezone(circumstances.home.timezone).date()
            if today < first or (until is not None and today >= until):
                yield Reason("P5", "expired", subject=mandate)


def _condition_not_met(
    condition: OnlyCheapest | OnlyRenewable, purchase: Purchase, evidence: Evidence
) -> Iterator[Reason]:
    if isinstance(condition, OnlyRenewable):
        for line in purchase.lines:
            labels = (evidence.labels or {}).get(line.product)
            if labels is None:
                yield Reason("P1", "labels_unknown", subject=line.product)
            elif RENEWABLE not in labels:
                yield Reason("P5", "not_renewable", subject=line.product)
        if not purchase.lines:
            yield Reason("P1", "labels_unknown")
        return
    comparison = evidence.comparison
    if comparison is None or comparison.own.price != purchase.amount:
        yield Reason("P1", "offers_unknown", purchase.amount)
    elif (cheaper := comparison.cheaper()) is not None:
        same = cheaper.contents == comparison.own.contents
        yield Reason("P5", "not_cheapest", purchase.amount, cheaper.price if same else None)
