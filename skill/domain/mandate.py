"""A mandate: what a person allowed to be bought or paid without being asked each time (P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from skill.domain.money import Money


class Allows(StrEnum):
    """`buy`: orders on its own. `pay`: the bundled payment without asking."""

    BUY = "buy"
    PAY = "pay"


class Period(StrEnum):
    ORDER = "order"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


CHEAPEST, RENEWABLE = "cheapest", "renewable"
CONDITIONS = (CHEAPEST, RENEWABLE)
"""The conditions that can be judged: the cheapest of the offers compared, and only what is labelled renewable."""


@dataclass(frozen=True, slots=True)
class PeriodLimit:
    amount: Money
    period: Period


@dataclass(frozen=True, slots=True)
class Mandate:
    """Limits are exclusive: "under EUR 40" covers 39.99 and not 40.00.

    `ask_above` names kinds that are asked about from that amount on ("dresses above EUR 50").
    An empty `retailers` means every linked one. `revoked` ends it at once.
    """

    id: str
    grantor: str
    category: str
    allows: frozenset[Allows]
    granted: date
    retailers: frozenset[str] = frozenset()
    limit_per_order: Money | None = None
    limit_per_period: PeriodLimit | None = None
    except_kinds: frozenset[str] = frozenset()
    ask_above: Mapping[str, Money] = field(default_factory=dict)
    conditions: frozenset[str] = frozenset()
    expires: date | None = None
    revoked: datetime | None = None
    paused: bool = False
