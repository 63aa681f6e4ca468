"""SEPA direct debit: when it may be collected, as which of a series, and how long it can come back (M5).

Sources: EPC016-06 SDD Core rulebook (sequence types 4.3, pre-notification PT-03.02, refunds 4.4); PSD2 art. 76 and 77
(eight weeks without reason), art. 71 (thirteen months where it was not authorised); the closing days of T2 (ECB).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain.home import SepaMandate
from skill.domain.payment import Payment, PaymentStatus

NOTICE = timedelta(days=14)
"""How long before it a debit is announced, unless a shorter time was agreed."""

PRESENTED_BEFORE = 1
"""Banking days that the bank wants a file before its collection day (D-1 in SDD Core)."""

REFUND_WITHOUT_REASON = timedelta(weeks=8)
UNAUTHORISED_MONTHS = 13

UNAUTHORISED = "MD01"
"""The reason code of a debit that was never allowed; MD06 is a refund that the debtor asked for."""


class Sequence(StrEnum):
    FIRST = "FRST"
    RECURRING = "RCUR"
    ONE_OFF = "OOFF"
    FINAL = "FNAL"


@dataclass(frozen=True, slots=True)
class Collection:
    """A debit as it goes to the bank: what kind of a series, and on which banking day."""

    sequence: Sequence
    collect_on: date
    announced_days: int


class NotCollectable(ValueError):
    """This mandate does not allow a debit now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no debit on this mandate: {code}")
        self.code = code


def collection(mandate: SepaMandate, earlier: Iterable[Payment], today: date) -> Collection:
    """The debit that can be collected first, if it is announced today.

    `earlier`: the person's other debits on this mandate. One that the bank refused never was part of the series. Raises
    NotCollectable for a mandate that is signed in the future, was used up, or ends before the day.
    """
    used = [payment for payment in earlier if payment.status in _COUNTS]
    if today < mandate.signed:
        raise NotCollectable("mandate_not_signed_yet")
    if mandate.one_off and used:
        raise NotCollectable("one_off_mandate_used")
    notice = min(timedelta(days=mandate.notice_days), NOTICE)
    day = banking_day(max(today + notice, _after(today, PRESENTED_BEFORE)))
    if mandate.ends is not None and day >= mandate.ends:
        raise NotCollectable("mandate_ends_before")
    return Collection(_sequence(mandate, bool(used), day), day, (day - today).days)


_COUNTS = frozenset(
    {
        PaymentStatus.APPROVED,
        PaymentStatus.SUBMITTED,
        PaymentStatus.PAID,
        PaymentStatus.RETURNED,
        PaymentStatus.REFUNDED,
    }
)


def _sequence(mandate: SepaMandate, used: bool, day: date) -> Sequence:
    if mandate.one_off:
        return Sequence.ONE_OFF
    if mandate.ends is not None and day + NOTICE >= mandate.ends:
        return Sequence.FINAL
    return Sequence.RECURRING if used else Sequence.FIRST


def refundable_until(payment: Payment, timezone: ZoneInfo, *, authorised: bool = True) -> date | None:
    """The last day on which the debtor can have it back: without reason, or because it never was authorised. None for
    what is no debit, or was not collected."""
    if payment.kind != "direct_debit" or payment.status is not PaymentStatus.PAID or payment.paid_at is None:
        return None
    day = payment.collect_on or payment.paid_at.astimezone(timezone).date()
    if authorised:
        return day + REFUND_WITHOUT_REASON
    months = day.month - 1 + UNAUTHORISED_MONTHS
    first = day.replace(year=day.year + months // 12, month=months % 12 + 1, day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def banking_day(day: date) -> date:
    """That day, or the first one after it on which euros move between banks."""
    while day.weekday() >= 5 or _is_closing_day(day):
        day += timedelta(days=1)
    return day


def _after(day: date, banking_days: int) -> date:
    for _ in range(banking_days):
        day = banking_day(day + timedelta(days=1))
    return day


def _is_closing_day(day: date) -> bool:
    """T2 is closed at new year, on Good Friday and Easter Monday, on 1 May and at Christmas (ECB/2022/8, annex I)."""
    if (day.month, day.day) in ((1, 1), (5, 1), (12, 25), (12, 26)):
        return True
    easter = easter_sunday(day.year)
    return day in (easter - timedelta(days=2), easter + timedelta(days=1))


def easter_sunday(year: int) -> date:
    """By the anonymous Gregorian computus (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    leap_centuries, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap_centuries - correction + 15) % 30
    leaps, left_years = divmod(of_century, 4)
    weekday = (32 + 2 * left + 2 * leaps - epact - left_years) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
