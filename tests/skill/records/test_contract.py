"""What every adapter of Records promises (skill/usecases/ports.py). The part about money: test_contract_money.py."""

import threading
from dataclasses import replace

import pytest

from skill.dialogue.conversation import ConfirmOrder, Conversation, OpenQuestion
from skill.dialogue.reply import Reply
from skill.domain.agenda import AgendaEntry
from skill.domain.authorization import Reason
from skill.domain.basket import Basket
from skill.domain.decision import Decision
from skill.domain.device_map import UnmappedDevice
from skill.domain.home import Device
from skill.domain.ledger import delivery_entry
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.pantry import FORGOTTEN, Judgement, PantryState, Reading, StrangeMessage
from skill.domain.preference import About, Preference
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, PinCheck, Records
from tests.skill.records.conftest import AnyRecords
from tests.skill.records.samples import HOUR, MANDATE, NOW, ORDER, PAYMENT, QUOTE, REPLY


class Stop(Exception):
    """Breaks off a transaction."""


def test_it_is_what_the_use_cases_ask_for(records: AnyRecords) -> None:
    as_port: Records = records
    with as_port.transaction("thijs") as tx:
        home: HomeRecords = tx
        assert home.orders() == ()


class TestTransactions:
    def test_what_was_written_is_there_in_the_next_one(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.keep_order(ORDER)
        with records.transaction("thijs") as tx:
            assert tx.orders() == (ORDER,)

    def test_an_exception_undoes_everything(self, records: AnyRecords) -> None:
        def break_off() -> None:
            with records.transaction("thijs") as tx:
                tx.keep_order(ORDER)
                tx.reserve("m1", "o1", Money(1798), NOW)
                tx.post(delivery_entry(ORDER, NOW))
                raise Stop

        with pytest.raises(Stop):
            break_off()
        with records.transaction("thijs") as tx:
            assert tx.orders() == ()
            assert tx.usage_since("m1", NOW - HOUR) == Money(0)
            assert tx.entries() == ()

    def test_leaving_early_keeps_what_was_written(self, records: AnyRecords) -> None:
        def keep() -> None:
            with records.transaction("thijs") as tx:
                tx.keep_order(ORDER)
                return

        keep()
        with records.reading("thijs") as tx:
            assert tx.orders() == (ORDER,)

    def test_a_second_one_inside_the_first_is_a_fault(self, records: AnyRecords) -> None:
        with records.transaction("thijs"), pytest.raises(RuntimeError, match="already"), records.transaction("emily"):
            pass
        with records.reading("thijs"), pytest.raises(RuntimeError, match="already"), records.transaction("thijs"):
            pass

    def test_records_are_of_no_use_after_it(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            pass
        with pytest.raises(RuntimeError, match="ended"):
            tx.keep_order(ORDER)

    def test_a_reading_sees_what_was_committed_and_writes_nothing(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.keep_order(ORDER)
        with records.reading("thijs") as tx:
            assert tx.orders() == (ORDER,)
        with pytest.raises(RuntimeError, match="reading only"), records.reading("thijs") as tx:
            tx.keep_order(replace(ORDER, id="o2"))
        with records.transaction("thijs") as tx:
            assert tx.orders() == (ORDER,)
            tx.keep_order(replace(ORDER, id="o3"))

    def test_threads_take_turns(self, records: AnyRecords) -> None:
        def add(number: int) -> None:
            with records.transaction("thijs") as tx:
                lines = tx.basket().add("milk_whole", 1, f"person{number}")
                tx.keep_basket(lines)

        threads = [threading.Thread(target=add, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with records.reading("thijs") as tx:
            assert tx.basket().lines[0].quantity == 8

    def test_several_homes_change_together_or_not_at_all(self, records: AnyRecords) -> None:
        with records.together(["thijs", "emily"]) as of:
            for home in ("thijs", "emily"):
                of(home).keep_pantry(PantryState("canister", short_since=NOW))
            assert of("thijs").pantry("canister").short_since == NOW

        def break_off() -> None:
            with records.together(["emily", "sander"]) as both:
                both("emily").keep_pantry(PantryState("canister"))
                both("sander").keep_pantry(PantryState("canister", short_since=NOW))
                raise Stop

        with pytest.raises(Stop):
            break_off()
        for home, since in (("thijs", NOW), ("emily", NOW), ("sander", None)):
            with records.reading(home) as tx:
                assert tx.pantry("canister").short_since == since
        with pytest.raises(RuntimeError, match="ended"):
            of("emily").pantry("canister")

    def test_homes_are_registered_once(self, records: AnyRecords) -> None:
        assert records.homes() == ()
        assert records.add_home("thijs", NOW)
        assert records.add_home("emily", NOW + HOUR)
        assert not records.add_home("thijs", NOW + HOUR)
        assert records.homes() == ("thijs", "emily")


def test_no_home_sees_another(records: AnyRecords) -> None:
    with records.transaction("thijs") as tx:
        tx.keep_answer("r1", REPLY, NOW)
        tx.keep_conversation(Conversation("c1"), NOW)
        tx.keep_basket(Basket().add("milk_whole", 1, "thijs"))
        tx.keep_mandate(MANDATE)
        tx.reserve("m1", "o1", Money(1), NOW)
        tx.keep_order(ORDER)
        tx.add_payment(PAYMENT)
        tx.post(delivery_entry(ORDER, NOW))
        tx.keep_notification(Notification("n1", "thijs", "shortage", "milk", NOW))
        tx.add_decision(Decision("d1", NOW, "placed", ()))
        tx.keep_agenda_entry(AgendaEntry("a1", "thijs", "delivery", "beans", NOW, NOW + HOUR))
        tx.keep_pantry(PantryState("canister", short_since=NOW))
        tx.keep_preference(Preference("thijs", About.BRAND, "milk", "weidegoud", NOW))
        tx.keep_pin(PinCheck("thijs", "hash"))
        tx.add_errand(Errand("place:o1", "place", {}), NOW)
    with records.transaction("emily") as tx:
        assert (tx.answer_to("r1"), tx.conversation("c1"), tx.basket()) == (None, None, Basket())
        assert (tx.mandates(), tx.usage_since("m1", NOW), tx.orders(), tx.order("o1")) == ((), Money(0), (), None)
        assert (tx.payments(), tx.payment("p1"), tx.entries(), tx.notifications(unread=False)) == ((), None, (), ())
        assert (tx.decisions(9), tx.agenda(), tx.pantry("canister")) == ((), (), PantryState("canister"))
        assert (tx.preferences(), tx.pins(), tx.errands()) == ((), (), ())
        with pytest.raises(ValueError, match="belongs to thijs"):
            tx.keep_order(ORDER)
        with pytest.raises(ValueError, match="belongs to thijs"):
            tx.add_payment(PAYMENT)


class TestConversations:
    def test_the_first_answer_to_a_request_stands(self, records: AnyRecords) -> None:
        """P4."""
        with records.transaction("thijs") as tx:
            assert tx.answer_to("r1") is None
            tx.keep_answer("r1", REPLY, NOW)
            tx.keep_answer("r1", Reply("greeted", ()), NOW + HOUR)
            assert tx.answer_to("r1") == REPLY

    def test_a_conversation_keeps_its_open_question(self, records: AnyRecords) -> None:
        asked = Conversation("c1", OpenQuestion(ConfirmOrder(QUOTE), "thijs", NOW), REPLY, introduced=True, turn=2)
        with records.transaction("thijs") as tx:
            assert tx.conversation("c1") is None
            tx.keep_conversation(asked, NOW)
            assert tx.conversation("c1") == asked
            tx.keep_conversation(asked.without_question(), NOW)
            assert tx.conversation("c1") == asked.without_question()

    def test_each_has_a_life(self, records: AnyRecords) -> None:
        with records.transaction("emily") as hers:
            hers.keep_answer("r1", REPLY, NOW - HOUR)
            hers.keep_conversation(Conversation("c1"), NOW - HOUR)
        with records.transaction("thijs") as tx:
            tx.keep_answer("r1", REPLY, NOW - HOUR)
            tx.keep_answer("r2", REPLY, NOW)
            tx.keep_conversation(Conversation("c1"), NOW - HOUR)
            tx.keep_conversation(Conversation("c2"), NOW - HOUR)
            tx.keep_conversation(Conversation("c2"), NOW)
            assert tx.forget(NOW, NOW) == 2
            assert tx.forget(NOW, NOW) == 0
            assert (tx.answer_to("r1"), tx.answer_to("r2")) == (None, REPLY)
            assert (tx.conversation("c1"), tx.conversation("c2")) == (None, Conversation("c2"))
        with records.reading("emily") as hers:
            assert (hers.answer_to("r1"), hers.conversation("c1")) == (REPLY, Conversation("c1"))

    def test_the_basket_is_empty_at_first(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            assert tx.basket() == Basket()
            tx.keep_basket(Basket().add("eggs_ten", 2, "thijs"))
            assert tx.basket() == Basket().add("eggs_ten", 2, "thijs")
            tx.keep_basket(Basket())
            assert tx.basket() == Basket()


class TestTellingAndExplaining:
    def test_what_is_no_longer_true_waits_no_more_and_keeps_why(self, records: AnyRecords) -> None:
        note = Notification("n1", "thijs", "shortage", "milk", NOW).announced_at(NOW)
        with records.transaction("thijs") as tx:
            tx.keep_notification(note)
            assert (tx.notifications(), tx.lit_notifications()) == ((note,), (note,))
            ended = note.over(NOW + HOUR, "refilled")
            tx.keep_notification(ended)
            assert (tx.notifications(), tx.lit_notifications()) == ((), (ended,))
            tx.keep_notification(ended.dimmed())
            assert tx.lit_notifications() == ()
        with records.transaction("thijs") as tx:
            assert tx.notifications(unread=False) == (ended.dimmed(),)

    def test_notifications_wait_until_they_are_read(self, records: AnyRecords) -> None:
        first = Notification("n2", "thijs", "shortage", "milk", NOW + HOUR)
        second = Notification("n1", "thijs", "payment", "p1", NOW)
        with records.transaction("thijs") as tx:
            tx.keep_notification(first)
            tx.keep_notification(second)
            assert tx.notifications() == (first, second)
            tx.keep_notification(first.marked_read(NOW + HOUR))
            assert tx.notifications() == (second,)
            assert tx.notifications(unread=False) == (first.marked_read(NOW + HOUR), second)

    def test_decisions_come_newest_first_with_their_reasons(self, records: AnyRecords) -> None:
        """P11."""
        reasons = (Reason("P5", "within_mandate", Money(1), Money(2), Money(-1), "thijs", "m1"), Reason("P2", "x"))
        made = [Decision(f"d{n}", NOW, "placed", reasons, "thijs", "voice", f"o{n}") for n in range(3)]
        with records.transaction("thijs") as tx:
            for decision in made:
                tx.add_decision(decision)
            assert tx.decisions(2) == (made[2], made[1])
            assert (tx.was_decided(made[0].id), tx.was_decided("another")) == (True, False)
            assert tx.decisions(0) == ()
            assert tx.decisions(-1) == ()
            with pytest.raises(ValueError, match="d1"):
                tx.add_decision(replace(made[1], outcome="refused"))
            assert tx.decisions(9) == tuple(reversed(made))

    def test_the_agenda(self, records: AnyRecords) -> None:
        entry = AgendaEntry("delivery:o1", "thijs", "delivery", "beans", NOW, NOW + HOUR)
        moved = replace(entry, start=NOW + HOUR, end=NOW + 2 * HOUR)
        with records.transaction("thijs") as tx:
            tx.keep_agenda_entry(entry)
            tx.keep_agenda_entry(moved)
            assert tx.agenda() == (moved,)
            tx.remove_agenda_entry("delivery:o1")
            tx.remove_agenda_entry("delivery:o1")
            assert tx.agenda() == ()


class TestHousehold:
    def test_the_pantry(self, records: AnyRecords) -> None:
        state = PantryState("canister", Reading("canister", 70, NOW), NOW)
        with records.transaction("thijs") as tx:
            assert tx.pantry("canister") == PantryState("canister")
            tx.keep_pantry(state)
            assert tx.pantry("canister") == state
            tx.keep_pantry(replace(state, short_since=None))
            assert tx.pantry("canister") == replace(state, short_since=None)

    def test_readings_of_one_device_are_forgotten_alone(self, records: AnyRecords) -> None:
        for home in ("thijs", "emily"):
            with records.transaction(home) as tx:
                for device in ("door", "canister"):
                    for at in (NOW, NOW + HOUR):
                        assert tx.add_reading(Reading(device, 1, at), Judgement.OPEN)
        with records.transaction("thijs") as tx:
            tx.forget_readings(NOW + HOUR, "door")
        with records.reading("thijs") as tx:
            assert tx.readings_since("door", NOW) == ((Reading("door", 1, NOW + HOUR), Judgement.OPEN),)
            assert len(tx.readings_since("canister", NOW)) == 2
        with records.reading("emily") as tx:
            assert len(tx.readings_since("door", NOW)) == 2

    def test_what_was_strange_is_counted_and_can_be_mapped(self, records: AnyRecords) -> None:
        tin = StrangeMessage("tin", "unknown", NOW, times=3, measures="weight_g", most=640)
        with records.transaction("thijs") as tx:
            tx.note_strange(tin)
            tx.note_strange(StrangeMessage("tin", "unknown", NOW + HOUR))
            tx.note_strange(StrangeMessage("lamp", "unknown", NOW + HOUR))
            tx.note_strange(StrangeMessage("tin", "unknown", NOW + 2 * HOUR, measures="weight_g", most=20))
        with records.reading("thijs") as tx:
            assert tx.unmapped_devices(9) == (UnmappedDevice("tin", "weight_g", 640, NOW + 2 * HOUR),)
            assert tx.strange_messages()[0] == replace(tin, times=5, last_at=NOW + 2 * HOUR)
        with records.transaction("thijs") as tx:
            tx.note_strange(StrangeMessage("tin", "unknown", NOW + 2 * HOUR, measures="percent", most=20))
            assert tx.unmapped_devices(1) == (UnmappedDevice("tin", "percent", 20, NOW + 2 * HOUR),)
        with records.reading("emily") as tx:
            assert (tx.unmapped_devices(9), tx.strange_messages(), tx.mapped_devices()) == ((), (), ())

    def test_what_was_strange_is_forgotten_but_for_the_latest(self, records: AnyRecords) -> None:
        with records.transaction("emily") as tx:
            tx.note_strange(StrangeMessage("tin", "unknown", NOW))
        with records.transaction("thijs") as tx:
            for hours, source in enumerate(("tin", "jar", "lamp")):
                tx.note_strange(StrangeMessage(source, "unknown", NOW + hours * HOUR, times=5))
            tx.note_strange(StrangeMessage("", FORGOTTEN, NOW - HOUR, times=2))
            assert tx.forget_strange(3) == 0
            assert tx.forget_strange(1) == 10
            assert [each.source for each in tx.strange_messages()] == ["lamp", ""]
        with records.reading("emily") as tx:
            assert len(tx.strange_messages()) == 1

    def test_devices_are_mapped_mapped_anew_and_unmapped(self, records: AnyRecords) -> None:
        tin = Device("tin", "coffee_beans", "weight_g", 120, 800, learns=True)
        with records.transaction("thijs") as tx:
            tx.keep_mapped_device(tin, NOW)
            tx.keep_mapped_device(replace(tin, id="jar"), NOW + HOUR)
            tx.keep_mapped_device(replace(tin, kind="tea", learns=False), NOW)
            assert tx.mapped_devices() == (replace(tin, kind="tea", learns=False), replace(tin, id="jar"))
            assert tx.remove_mapped_device("tin")
            assert not tx.remove_mapped_device("tin")
            assert tx.mapped_devices() == (replace(tin, id="jar"),)

    def test_preferences(self, records: AnyRecords) -> None:
        told = Preference("thijs", About.BRAND, "milk", "polderland", NOW)
        everybodys = Preference("", About.QUIET, "", "22:00-07:00")
        with records.transaction("thijs") as tx:
            tx.keep_preference(replace(told, value="weidegoud"))
            tx.keep_preference(told)
            tx.keep_preference(replace(told, person="noor", value="weidegoud"))
            tx.keep_preference(everybodys)
            assert tx.preferences() == (everybodys, replace(told, person="noor", value="weidegoud"), told)
            tx.erase_preference(replace(told, value="whatever it was"))
            tx.erase_preference(everybodys)
            assert tx.preferences() == (replace(told, person="noor", value="weidegoud"),)

    def test_pins(self, records: AnyRecords) -> None:
        locked = PinCheck("thijs", "hash", wrong=3, locked_until=NOW + HOUR)
        with records.transaction("thijs") as tx:
            tx.keep_pin(PinCheck("thijs", "hash"))
            tx.keep_pin(PinCheck("noor", "other"))
            tx.keep_pin(locked)
            assert tx.pins() == (locked, PinCheck("noor", "other"))
