"""Takes the picture of a home that the policy decides from: its records, and what the outside said before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from skill.dialogue.situation import Situation, Stock
from skill.domain.agenda import Busy
from skill.domain.authorization import Usage, period_start
from skill.domain.home import Home
from skill.domain.mandate import Mandate, Period
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.person import UNKNOWN_SPEAKER, Speaker
from skill.domain.preference import stated
from skill.usecases import charge, map_device
from skill.usecases.as_told import as_told
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords

SIZE_UNITS = {"weight_g": "g", "volume_ml": "ml", "count": "piece"}
"""What a device measures, in the units that the sizes of products have; a share of what fits has none."""

ORDERS_REMEMBERED = timedelta(days=120)
"""How far back a turn looks at orders, beside those that are not finished and the latest few: past the longest term in
which goods may go back (100 days after they came), past any period that spending is asked of (a month). A home with
four orders a week reads 69 of them after ten years as after one: figures in skill/records/README.md."""

DECISIONS_REMEMBERED = 60
"""How many of the latest decisions can be explained by voice."""


def glance(parts: Parts, home: Home, outside: Outside, busy: tuple[Busy, ...] | None, now: datetime) -> Situation:
    """What can be had and when it comes, without the home's records: enough to judge a stock by. `home` is the
    household as it is now."""
    market = Market(parts.catalogue, outside, home.timezone, home.street)
    approval = parts.approval.on(now.astimezone(home.timezone).date())
    return Situation(now, home, UNKNOWN_SPEAKER, market, parts.propositions, approval, busy=busy)


def situation(
    parts: Parts,
    home: Home,
    records: HomeRecords,
    outside: Outside,
    busy: tuple[Busy, ...] | None,
    now: datetime,
    *,
    speaker: Speaker = UNKNOWN_SPEAKER,
    pin_holders: tuple[str, ...] = (),
    approves_as: str = "voice",
    puts_off: bool = False,
) -> Situation:
    """Everything read under the lock that `records` holds, so that no budget is judged by old figures (P6)."""
    told = stated(home.preferences, records.preferences())
    person = speaker.known_adult or home.head
    home = as_told(map_device.household(home, records), records, person.id)
    mandates = records.mandates()
    notifications = parts.manners.most_urgent_first(records.notifications())
    current = tuple(reversed(records.current_orders(now - ORDERS_REMEMBERED)))
    short = {notification.subject for notification in notifications if notification.kind == "shortage"}
    return Situation(
        now=now,
        home=home,
        speaker=speaker,
        market=Market(parts.catalogue, outside, home.timezone, home.street),
        propositions=parts.propositions,
        approval=parts.approval.on(now.astimezone(home.timezone).date()),
        mandates=mandates,
        usage=usage(records, mandates, home, now),
        basket=records.basket(),
        orders=current,
        payments=records.owed_payments(),
        charged=_charged(records),
        held={order.id: _held(order, records, mandates, home, now) for order in current if order.is_open},
        notifications=notifications,
        decisions=records.decisions(DECISIONS_REMEMBERED),
        busy=busy,
        pin_holders=pin_holders,
        approves_as=approves_as,
        told=records.notifications(unread=False) if puts_off else (),
        stocks=stocks(home, short, records),
        payment_methods=parts.payment_methods,
        ranking=parts.ranking,
        since_last=charge.since_last_strong(records, speaker.id),
        unmapped=map_device.unmapped(home, records),
        preferences=told,
        mapped=frozenset(device.id for device in records.mapped_devices()),
    )


def stocks(home: Home, kinds: Collection[str], records: HomeRecords) -> dict[str, Stock]:
    """What the sensors tell of these kinds, where enough is known of their use."""
    found: dict[str, Stock] = {}
    for device in home.devices:
        use = records.pantry(device.id).use if device.kind in kinds else None
        if use is not None and use.known and device.measures in SIZE_UNITS:
            found[device.kind] = Stock(use, SIZE_UNITS[device.measures], device.full * 2 - use.level)
    return found


def _charged(records: HomeRecords) -> dict[str, Money]:
    """What each delivered order that is not asked yet costs, with its corrections."""
    charged: dict[str, Money] = {}
    for each in records.open_charges():
        charged[each.order] = charged.get(each.order, Money(0, each.amount.currency)) + each.amount
    return charged


def _held(
    order: Order, records: HomeRecords, mandates: tuple[Mandate, ...], home: Home, now: datetime
) -> dict[str, Money]:
    """What the order, with its changes, takes of the running period of each mandate."""
    if order.mandate is None:
        return {}
    begun = {mandate.id: _began(mandate, home, now) for mandate in mandates}
    found: dict[str, Money] = {}
    for use in order.uses:
        for each in records.reservations(use):
            if each.mandate in begun and each.at >= begun[each.mandate]:
                found[each.mandate] = found.get(each.mandate, Money(0, each.amount.currency)) + each.counts
    return found


def _began(mandate: Mandate, home: Home, now: datetime) -> datetime:
    period = mandate.limit_per_period.period if mandate.limit_per_period else Period.DAY
    return period_start(period, now, home.timezone)


def usage(records: HomeRecords, mandates: tuple[Mandate, ...], home: Home, now: datetime) -> Usage:
    """What each mandate has used up in its running period."""
    return Usage({each.id: records.usage_since(each.id, _began(each, home, now)) for each in mandates})
