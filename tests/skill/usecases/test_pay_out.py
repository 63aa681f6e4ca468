"""Payouts: every payment of every home is in one of them, once; what went back is taken off."""

from __future__ import annotations

from collections.abc import Iterable

from skill.domain.correction import Correction, CorrectionKind
from skill.domain.payout import Payout
from skill.records.sqlite import MEMORY, SqliteRecords
from skill.usecases import pay_out
from tests.building import DAY, mandate, order
from tests.household import Household


def summed(payouts: Iterable[Payout]) -> list[tuple[str, int, int]]:
    return [(each.retailer, each.lines, each.amount.cents) for each in payouts]


def test_payments_of_all_homes_become_one_payout_and_a_refund_lowers_the_next() -> None:
    records = SqliteRecords(MEMORY)
    houses = [Household(records=records).move_in(mandate()) for _ in range(3)]
    for house in houses:
        house.hear(order("beans"))
        house.wait(6 * DAY)
    now = houses[0].clock.now
    assert pay_out.run(records, now + DAY, batch=2) == 3
    assert pay_out.run(records, now + DAY, batch=2) == 0, "P12"
    first = houses[0]
    returned = Correction("r1", CorrectionKind.RETURNED, "grocer", order=first.orders()[0].id)
    first.retailers.report(first.home.id, returned)
    first.wait(DAY)
    first.wait(7 * DAY)
    assert pay_out.run(records, now + 9 * DAY) == 1
    with records.auditing() as books:
        payouts = books.payouts()
        lines = [line for payout in payouts for line in books.payout_lines(payout)]
    assert summed(payouts) == [("grocer", 3, 3000), ("grocer", 1, -1000)]
    assert len({(line.home, line.entry) for line in lines}) == len(lines) == 4
    assert [line.amount.cents for line in lines] == [1000, 1000, 1000, -1000]


def test_what_is_paid_after_the_moment_waits_for_the_next() -> None:
    records = SqliteRecords(MEMORY)
    house = Household(records=records).move_in(mandate())
    house.hear(order("beans"))
    house.wait(6 * DAY)
    assert pay_out.run(records, house.entries()[-1].at) == 0
    assert pay_out.run(records, house.clock.now + DAY) == 1
