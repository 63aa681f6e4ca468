"""A retailer that will not cancel or move: our order is what the retailer does, in budget, agenda and books."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue.effects import MoveDelivery
from skill.domain.decision import Decision
from skill.domain.home import Providers
from skill.domain.money import Money
from skill.domain.offer import Slot
from skill.domain.order import OrderStatus
from skill.records.sqlite import SqliteRecords
from skill.usecases import check_books
from skill.usecases.call_off import cancel
from skill.usecases.carry_out import carry_out
from skill.usecases.patience import PATIENCE
from tests.building import DAY, HOUR, MINUTE, NOW, mandate, order
from tests.household import Household, new_home


def ordered() -> Household:
    """Anna has beans on their way for ten euros, inside her mandate."""
    house = Household().move_in(mandate())
    house.hear(order())
    assert house.retailers.received("place")
    return house


def cancels(house: Household) -> None:
    with house.records.transaction(house.home.id) as tx:
        cancel(tx.orders()[0], tx, house.clock.now)
    house.wait(MINUTE)


def moves(house: Household, hours_ahead: int) -> Slot:
    start = NOW + hours_ahead * HOUR
    slot = Slot("grocer", start, start + 15 * MINUTE)
    parts = house.parts
    with house.records.transaction(house.home.id) as tx:
        effect = MoveDelivery(tx.orders()[0].id, slot)
        carry_out(effect, house.home, tx, house.clock.now, parts.new_id, parts.payment_methods, parts.signer)
    return slot


def used(house: Household) -> Money:
    with house.records.reading(house.home.id) as tx:
        return tx.usage_since("anna-groceries", NOW - DAY)


def reasons(decisions: tuple[Decision, ...]) -> list[str]:
    return [reason.code for decision in decisions for reason in decision.reasons]


def kinds_told(house: Household) -> list[str]:
    return [note.kind for note in house.notifications()]


def test_an_order_that_the_retailer_does_not_cancel_stands_again() -> None:
    house = ordered()
    reminder = dict(house.agendas.written)
    house.retailers.fail_next("refuse", kind="cancel")
    cancels(house)
    (stands,) = house.orders()
    assert stands.status is OrderStatus.PLACED
    assert used(house) == stands.total
    assert house.agendas.written == reminder
    assert kinds_told(house) == ["not_cancelled"]
    assert "cancellation_refused" in reasons(house.decisions())
    house.wait(14 * DAY)
    assert [each.status for each in house.orders()] == [OrderStatus.DELIVERED]
    assert [each.amount for each in house.payments()] == [stands.total], "what came is owed"


def test_a_cancelled_order_holds_its_budget_until_the_retailer_agrees() -> None:
    """P6: until then it may come and be owed, so what it takes of the limit is not there for another order."""
    house = ordered()
    house.retailers.fail_next("time_out", kind="cancel")
    cancels(house)
    assert house.orders()[0].status is OrderStatus.CANCELLED
    assert used(house) == Money(1000)
    house.wait(HOUR)
    assert used(house) == Money(0)
    assert kinds_told(house) == []


def test_it_can_be_cancelled_anew_after_it_was_refused() -> None:
    house = ordered()
    house.retailers.fail_next("refuse", kind="cancel")
    cancels(house)
    house.clock.turn(HOUR)
    cancels(house)
    assert house.orders()[0].status is OrderStatus.CANCELLED
    assert len(house.retailers.received("cancel")) == 1
    assert used(house) == Money(0)
    assert house.agendas.written == {}


def test_a_cancellation_that_nobody_answers_is_told_once_and_tried_on() -> None:
    house = ordered()
    house.retailers.fail_next(*["time_out"] * (PATIENCE["cancel"].tries + 2), kind="cancel")
    cancels(house)
    for _ in range(PATIENCE["cancel"].tries + 1):
        assert house.orders()[0].status is OrderStatus.CANCELLED
        house.wait(HOUR)
    assert kinds_told(house) == ["problem"]
    house.wait(HOUR)
    assert len(house.retailers.received("cancel")) == 1
    assert used(house) == Money(0)


def test_a_delivery_that_the_retailer_does_not_move_keeps_its_slot() -> None:
    house = ordered()
    before, reminder = house.orders()[0].slot, dict(house.agendas.written)
    house.retailers.fail_next("refuse", kind="move")
    moves(house, 55)
    house.wait(MINUTE)
    assert house.orders()[0].slot == before
    assert house.agendas.written == reminder
    assert kinds_told(house) == ["not_moved"]
    assert "move_refused" in reasons(house.decisions())


def test_the_slot_that_was_agreed_last_is_the_one_that_stays() -> None:
    house = ordered()
    agreed = moves(house, 55)
    house.wait(MINUTE)
    house.retailers.fail_next("refuse", kind="move")
    moves(house, 79)
    house.wait(MINUTE)
    assert house.orders()[0].slot == agreed
    assert set(house.agendas.written.values()) == {agreed.start.isoformat()}


def test_a_later_move_decides_instead_of_one_that_was_refused() -> None:
    house = ordered()
    house.retailers.fail_next("refuse", kind="move")
    moves(house, 55)
    house.clock.turn(MINUTE)
    wanted = moves(house, 79)
    house.wait(MINUTE)
    assert house.orders()[0].slot == wanted
    assert kinds_told(house) == []


def test_a_slot_may_be_left_and_taken_again() -> None:
    house = ordered()
    first = house.orders()[0].slot
    assert first is not None
    moves(house, 55)
    house.wait(MINUTE)
    hours = (first.start - NOW) // HOUR
    moves(house, hours)
    house.wait(MINUTE)
    assert [call.body["slot"] for call in house.retailers.peer.calls("move")][-1] == first.start.isoformat()
    assert set(house.agendas.written.values()) == {first.start.isoformat()}


def test_an_order_that_is_not_known_to_have_arrived_stays_cancelled() -> None:
    """No answer to the order and no to the cancellation: only the person can find out what comes."""
    house = Household().move_in(mandate())
    house.retailers.fail_next(*["time_out"] * PATIENCE["place"].tries, kind="place")
    house.retailers.fail_next("refuse", kind="cancel")
    house.hear(order())
    for _ in range(10):
        house.wait(HOUR)
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    assert kinds_told(house) == ["problem"]
    assert used(house) == Money(1000), "it may have arrived, so its budget is not given out again"


def test_an_order_that_was_cancelled_before_the_retailer_refused_it_is_free_and_not_spoken_of() -> None:
    house = Household(records=SqliteRecords(":memory:"), promptly=lambda errands: None).move_in(mandate())
    house.hear(order())
    moves(house, 55)
    with house.records.transaction(house.home.id) as tx:
        cancel(tx.orders()[0], tx, house.clock.now)
    house.retailers.fail_next("refuse", kind="place")
    house.wait(MINUTE)
    assert used(house) == Money(0)
    assert house.retailers.received("cancel") == house.retailers.received("move") == []
    assert kinds_told(house) == []
    assert house.agendas.written == {}
    assert_books_are_right(house)


def test_the_books_are_right_at_every_moment_of_a_cancellation() -> None:
    """What may still come is set aside; what will not is not; what stands again is."""
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate())
    house.hear(order())
    house.retailers.fail_next("time_out", "refuse", kind="cancel")
    cancels(house)
    assert_books_are_right(house)
    house.wait(HOUR)
    assert house.orders()[0].status is OrderStatus.PLACED
    assert_books_are_right(house)
    cancels(house)
    assert house.orders()[0].status is OrderStatus.CANCELLED
    assert used(house) == Money(0)
    assert_books_are_right(house)


def assert_books_are_right(house: Household) -> None:
    assert check_books.run(house.records).found == ()  # type: ignore[arg-type]


def test_a_cheaper_slot_sets_less_aside_and_its_refusal_the_old_amount_again() -> None:
    home = replace(new_home(), market=Providers.MANY, platform=None, retailers=("corner",))
    house = Household(home=home, records=SqliteRecords(":memory:")).move_in(mandate(retailers=frozenset({"corner"})))
    house.hear(order())
    dear = house.orders()[0]
    assert dear.slot is not None
    cheap = replace(dear.slot, start=dear.slot.start + DAY, end=dear.slot.end + DAY, fee=Money(100))
    parts = house.parts
    house.retailers.fail_next("time_out", "refuse", kind="move")
    with house.records.transaction(house.home.id) as tx:
        effect = MoveDelivery(dear.id, cheap)
        carry_out(effect, house.home, tx, house.clock.now, parts.new_id, parts.payment_methods, parts.signer)
    house.wait(MINUTE)
    assert house.orders()[0].total == dear.total - Money(150)
    assert_books_are_right(house)
    house.wait(HOUR)
    assert house.orders()[0] == dear
    assert_books_are_right(house)
    house.wait(14 * DAY)
    assert [each.amount for each in house.payments()] == [dear.total]
    assert_books_are_right(house)
