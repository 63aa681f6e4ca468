"""Reads data/catalogue/retailers.yml: who sells, when they deliver and when they are paid."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import time
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import DeliveryTerms, Retailer
from skill.domain.money import Money

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PAYS = ("weekly", "monthly", "after_return")
REFUNDS = ("payout", "next_bundle")
TAKES_BACK = ("pickup", "parcel")
DAY_MINUTES = 24 * 60


def read_retailers(path: Path, shown: str, categories: Collection[str], faults: Faults) -> dict[str, Retailer]:
    """All retailers by id; faults are collected in `faults`."""
    file = open_yaml(path, shown, faults, ["retailers"])
    section = file.entry("retailers") if file else None
    keys = ["name", "category", "said", "pays", "asks_on", "return_days", "refunds", "takes_back", "delivery"]
    retailers: dict[str, Retailer] = {}
    for retailer_id in section or ():
        entry = section.entry(retailer_id, keys) if section else None
        if entry is None:
            continue
        entry.words("said")
        pays = entry.choice("pays", PAYS)
        if pays == "after_return" and "return_days" not in entry:
            entry.fault("pays", "missing", "paid after the return term, but how long is that?", "add return_days: 14")
        retailers[retailer_id] = Retailer(
            id=retailer_id,
            name=entry.text("name"),
            category=entry.choice("category", categories),
            pays=pays,
            delivery=_delivery(entry),
            asks_on=WEEKDAYS.index(entry.choice("asks_on", WEEKDAYS, default="monday")),
            return_days=entry.whole("return_days", least=14, most=100, default=14),
            refunds=entry.choice("refunds", REFUNDS, default="payout"),
            takes_back=entry.choice("takes_back", TAKES_BACK, default="pickup"),
        )
    return retailers


def _delivery(retailer: Entry) -> DeliveryTerms | None:
    keys = [
        "lead_hours", "window_minutes", "days", "from", "until", "every_minutes", "fee", "per_street",
        "changes_until_hours",
    ]  # fmt: skip
    entry = retailer.entry("delivery", keys, required=False)
    if entry is None:
        return None
    days = entry.words("days", known=WEEKDAYS, required=True)
    window_minutes = entry.whole("window_minutes", least=5, most=DAY_MINUTES)
    streets = entry.entry("per_street", required=False)
    starts = tuple(_starts(entry, window_minutes))
    if not starts:
        entry.fault("until", "no-window", "no window fits between from and until", "let until come later")
    return DeliveryTerms(
        lead_hours=entry.whole("lead_hours", most=24 * 14),
        window_minutes=window_minutes,
        weekdays=frozenset(WEEKDAYS.index(day) for day in days),
        starts=starts,
        fee=entry.money("fee", default=Money(0)),
        street_starts={street: streets.times(street) for street in streets} if streets else {},
        changes_until_hours=entry.whole("changes_until_hours", most=24 * 14)
        if "changes_until_hours" in entry
        else None,
    )


def _starts(entry: Entry, window_minutes: int) -> Iterator[time]:
    first, last = entry.time_of_day("from"), entry.time_of_day("until")
    every_minutes = entry.whole("every_minutes", least=5, most=DAY_MINUTES)
    begin = first.hour * 60 + first.minute
    end = last.hour * 60 + last.minute
    for minute in range(begin, end - window_minutes + 1, every_minutes):
        yield time(minute // 60, minute % 60)
