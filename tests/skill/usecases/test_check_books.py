"""M1: the check finds nothing in books that a life wrote, and every way in which they were tampered with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from skill.dialogue.act import Act
from skill.domain.audit import Audited, Fault
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.ledger import top_up_entry
from skill.domain.money import Money
from skill.records.sqlite import SqliteRecords
from skill.usecases import check_books
from tests.building import DAY, NOW, YES, mandate, order
from tests.household import Household


def a_life(records: SqliteRecords) -> Household:
    """Orders that were placed, cancelled, delivered, corrected, returned, paid, refused and paid back."""
    house = Household(records=records).move_in(mandate())
    house.hear(order("beans"))
    house.hear(order("milk_1l"))
    house.cancel()
    house.hear(order("beans", 4), speaker="bram")
    house.hear(YES, speaker="bram")
    house.hear(order("beans"), speaker="saar")
    house.hear(YES, speaker="saar")
    with records.transaction(house.home.id) as tx:
        tx.post(top_up_entry("w1", Money(5000), NOW))
    house.wait(2 * DAY)
    first = house.orders()[0]
    house.retailers.report(
        house.home.id, Correction("r1", CorrectionKind.WEIGHED, "grocer", Money(-37), first.id, product="beans")
    )
    bottles = Correction("r2", CorrectionKind.BOTTLES, "grocer", Money(-25), person="anna")
    house.retailers.report(house.home.id, bottles)
    house.wait(4 * DAY)
    house.hear(Act("read_notifications"), speaker="bram")
    house.hear(Act("deny"), speaker="bram")
    house.retailers.report(house.home.id, Correction("r3", CorrectionKind.RETURNED, "grocer", order=first.id))
    house.wait(7 * DAY)
    house.hear(order("decaf"))
    return house


def test_a_whole_life_adds_up(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "records.db")
    house = a_life(records)
    statuses = {each.status.value for each in house.orders()}
    assert statuses == {"placed", "cancelled", "delivered", "returned"}
    assert {each.status.value for each in house.payments()} == {"paid", "refused"}
    assert {each.kind for each in house.payments()} >= {"payout"}
    audited = check_books.run(records)
    assert audited == Audited(1, sum(len(entry.postings) for entry in house.entries()), ())
    records.close()


def test_homes_are_looked_at_a_batch_at_a_time(tmp_path: Path) -> None:
    records = SqliteRecords(tmp_path / "records.db")
    for _ in range(3):
        Household(records=records).move_in(mandate()).hear(order("beans"))
    seen: list[int] = []
    assert check_books.run(records, lambda done: seen.append(done.homes), at_once=2) == Audited(3, 6, ())
    assert seen == [2, 3]
    records.close()


TAMPERED = {
    Fault.UNBALANCED: "UPDATE postings SET cents = cents + 7 WHERE entry_id LIKE 'delivered:%' AND position = 2",
    Fault.RESERVATION: "UPDATE orders SET status = 'cancelled' WHERE status = 'placed'",
    Fault.DELIVERY: "UPDATE orders SET total_cents = total_cents + 7 WHERE status = 'delivered'",
    Fault.CHARGE: "UPDATE charges SET cents = cents - 7 WHERE charge_id LIKE 'corrected:%'",
    Fault.PAYMENT: "UPDATE payments SET status = 'paid' WHERE status = 'refused'",
    Fault.BUNDLE: "UPDATE payments SET amount_cents = amount_cents + 7 WHERE status = 'refused'",
}


@pytest.mark.parametrize("fault", Fault)
def test_what_was_tampered_with_is_named(fault: Fault, tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    records = SqliteRecords(path)
    house = a_life(records)
    with sqlite3.connect(path) as by_hand:
        for (trigger,) in by_hand.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            by_hand.execute(f"DROP TRIGGER {trigger}")
        if fault is Fault.BALANCE:  # an entry that balances, about nothing that we know of
            by_hand.execute("INSERT INTO entries VALUES (?, 'x:1', 999, '2026-01-01', 'x')", [house.home.id])
            for position, (account, cents) in enumerate([("owed:grocer", -7), ("expenses:groceries", 7)]):
                row = [house.home.id, "x:1", position, account, cents]
                by_hand.execute("INSERT INTO postings VALUES (?, ?, ?, ?, ?, 'EUR')", row)
        else:
            changed = by_hand.execute(TAMPERED[fault]).rowcount
            assert changed > 0
    found = check_books.run(records).found
    assert fault in {each.fault for each in found}
    named = next(each for each in found if each.fault is fault)
    assert named.home == house.home.id
    assert named.expected != named.found
    for word in (named.home, named.about, str(named.expected), str(named.found)):
        assert word in str(named)
    records.close()
