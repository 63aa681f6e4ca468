"""What a new mandate lets happen that those before it did not: widening takes more than a voice (A3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from skill.domain.mandate import Allows, Mandate, Period
from skill.domain.reason import Reason

_LENGTH = {Period.ORDER: 0, Period.DAY: 1, Period.WEEK: 2, Period.MONTH: 3}


def in_force(mandate: Mandate, today: date) -> bool:
    """Neither revoked nor over; paused counts as in force, for it is only waiting."""
    return mandate.revoked is None and (mandate.expires is None or today < mandate.expires)


def overlap(mandate: Mandate, retailers: frozenset[str]) -> bool:
    """Whether both speak of one retailer; none named is every one."""
    return not mandate.retailers or not retailers or bool(mandate.retailers & retailers)


def widening(before: Iterable[Mandate], after: Mandate) -> Reason | None:
    """Why `after` lets more happen than its grantor allowed before, or None when it does not.

    `before`: every mandate that this grantor ever gave for the category, the revoked ones too: else to revoke and grant
    anew would raise a limit unasked. To buy where only paying was allowed is more. Only the very first of a category
    widens nothing: the limit of a voice holds for that one.
    """
    earlier = list(before)
    for use in sorted(after.allows):
        if earlier and not any(use in old.allows and _is_inside(after, old, use) for old in earlier):
            old = next((each for each in reversed(earlier) if use in each.allows), earlier[-1])
            limit = old.limit_per_period.amount if old.limit_per_period else old.limit_per_order
            new = after.limit_per_period.amount if after.limit_per_period else after.limit_per_order
            return Reason("A3", "widens_mandate", new, limit, who=after.grantor, subject=after.id)
    return None


def _is_inside(new: Mandate, old: Mandate, use: Allows) -> bool:
    """Whether everything that `new` covers of this use was covered by `old`."""
    return (
        (not old.retailers or (bool(new.retailers) and new.retailers <= old.retailers))
        and not _is_without_limit(old)
        and _orders_inside(new, old)
        and _periods_inside(new, old)
        and (use is Allows.BUY or _bills_inside(new, old))
        and new.except_kinds >= old.except_kinds
        and new.conditions >= old.conditions
        and all(kind in new.ask_above and new.ask_above[kind] <= above for kind, above in old.ask_above.items())
        and (old.expires is None or (new.expires is not None and new.expires <= old.expires))
        and (new.paused or not old.paused)
    )


def _is_without_limit(mandate: Mandate) -> bool:
    """It covers nothing (P1), so whatever comes in its place is more."""
    return mandate.limit_per_order is None and mandate.limit_per_period is None


def _bills_inside(new: Mandate, old: Mandate) -> bool:
    """Without a limit per period the bills of a day stay under the one per order; a period of its own may be more."""
    if old.limit_per_period is not None or old.limit_per_order is None:
        return True
    limit = new.limit_per_period.amount if new.limit_per_period else new.limit_per_order
    return limit is not None and limit <= old.limit_per_order


def _orders_inside(new: Mandate, old: Mandate) -> bool:
    if old.limit_per_order is None:
        return old.limit_per_period is not None or new.limit_per_order is None
    ceilings = [limit for limit in (new.limit_per_order,) if limit is not None]
    if new.limit_per_period is not None:
        ceilings.append(new.limit_per_period.amount)
    return bool(ceilings) and min(ceilings) <= old.limit_per_order


def _periods_inside(new: Mandate, old: Mandate) -> bool:
    """A smaller sum in a longer period is less; in a shorter one it is more, however small: a month has many days."""
    if old.limit_per_period is None:
        return True
    if new.limit_per_period is None:
        return False
    longer = _LENGTH[new.limit_per_period.period] >= _LENGTH[old.limit_per_period.period]
    return longer and new.limit_per_period.amount <= old.limit_per_period.amount
