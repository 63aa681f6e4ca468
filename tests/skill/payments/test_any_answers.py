"""P12, M1, P6: whatever a bank says, how often and in which order, books and budget end right, and it pays once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.domain.money import Money
from skill.domain.payment import PaymentStatus
from skill.records.sqlite import SqliteRecords
from skill.usecases import read_answers
from tests.building import DAY, YES, mandate, order
from tests.household import Household, new_home

ATTEMPTS = st.sampled_from(["", ".2", ".7"])
SAID = st.lists(
    st.tuples(st.sampled_from(Outcome), ATTEMPTS, st.sampled_from([None, 1000, 999, 0])), min_size=1, max_size=10
)


@settings(max_examples=60)
@given(SAID, st.booleans(), st.randoms(use_true_random=False))
def test_any_answers_end_in_right_books(
    said: list[tuple[Outcome, str, int | None]], asked_first: bool, chance: object
) -> None:
    """`asked_first`: nobody approved it; then no answer about a debit pays it, whatever it says."""
    house = Household(home=new_home(), records=SqliteRecords(":memory:"))
    house.move_in(*([] if asked_first else [mandate()]))
    house.rail.answer_later()
    house.rail.say()
    house.hear(order("beans", 1))
    house.hear(YES)
    house.wait(8 * DAY)
    (payment,) = house.payments()
    assert payment.approved_by == (None if asked_first else "mandate")
    for outcome, attempt, cents in said * 2:
        amount = None if cents is None else Money(cents)
        house.rail.say(BankAnswer(f"{payment.id}{attempt}", outcome, amount=amount))
    read_answers.run(house.parts, house.clock.now)
    holds(house)
    before = house.payments(), house.entries()
    for outcome, attempt, cents in said:
        amount = None if cents is None else Money(cents)
        house.rail.say(BankAnswer(f"{payment.id}{attempt}", outcome, amount=amount))
    read_answers.run(house.parts, house.clock.now)
    holds(house)
    assert (house.payments(), house.entries()) == before, "P12: what was said before changes nothing"


def holds(house: Household) -> None:
    """M1: each entry sums to zero. The debt is what was delivered less what was paid and did not come back."""
    (payment,) = house.payments()
    entries = house.entries()
    assert all(sum(posting.amount.cents for posting in entry.postings) == 0 for entry in entries)
    paid = {entry.id for entry in entries if entry.id.startswith("paid:")}
    back = {entry.id for entry in entries if entry.id.startswith("returned:")}
    assert {each.replace("returned:", "paid:") for each in back} <= paid, "what came back was paid"
    owed = -sum(p.amount.cents for entry in entries for p in entry.postings if p.account == "owed:grocer")
    assert owed == 1000 - 1000 * (len(paid) - len(back))
    assert (f"paid:{payment.end_to_end}" in paid - {each.replace("returned:", "paid:") for each in back}) == (
        payment.status is PaymentStatus.PAID
    )
    if payment.approved_by is None:
        assert not paid, "P2: a bank's word is no approval"
    with house.records.reading(house.home.id) as records:
        used = records.usage_since("anna-groceries/pay", house.clock.now - 30 * DAY)
    if payment.approved_by == "mandate":
        gone = payment.status in (
            PaymentStatus.REFUSED,
            PaymentStatus.EXPIRED,
            PaymentStatus.RETURNED,
            PaymentStatus.REFUNDED,
        )
        assert used == (Money(0) if gone else Money(1000)), "P6"
