"""P7: unrecognised and child voices may ask and fill the basket, never approve, never hear another's spending."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nlu.interpretation import MoneyValue, ProductValue, QuantityValue
from skill.dialogue.act import Act, Wanted
from skill.dialogue.policy import TOPICS
from skill.domain.authorization import NeedsStepUp, Refused, Usage, authorize
from skill.domain.home import Control, Providers
from skill.domain.mandate import Allows
from skill.domain.money import Money
from skill.domain.person import UNKNOWN_SPEAKER, Person, Recognised, Role, Speaker
from tests.building import (
    DAY,
    HOME,
    KIM,
    KIND_OF,
    MINUTE,
    NOW,
    PROPOSITIONS,
    SECOND,
    TERMS,
    YES,
    choose,
    codes,
    home,
    mandate,
    nothing_used,
    order,
    pin,
    quote,
    voice_of,
    wish,
)
from tests.household import Household, new_home, parts_said
from tests.rules.what_was_said import SPENDING

STRANGERS = ["unknown", "mute", "child", "kim", "somebody else"]


def test_p7_a_stranger_and_a_child_are_not_covered_by_any_mandate() -> None:
    granted = mandate()
    for speaker, verdict_type, reason in (
        (UNKNOWN_SPEAKER, NeedsStepUp, ("P7", "unknown_voice")),
        (voice_of(KIM), Refused, ("P7", "child")),
        (Speaker(KIM, Recognised.PIN), Refused, ("P7", "child")),
        (Speaker(Person("x", "X", role=Role.CHILD), Recognised.PLATFORM), Refused, ("P7", "child")),
    ):
        verdict = authorize(
            quote(), PROPOSITIONS["groceries"], HOME, [granted], nothing_used(granted), speaker, None, NOW, TERMS
        )
        assert isinstance(verdict, verdict_type)
        assert codes(verdict.reasons) == {reason}


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_ask_what_they_like(who: str) -> None:
    house = Household().move_in()
    assert "price_is" in parts_said(house.hear(Act("ask_price", wanted=(wish("beans"),)), who))
    assert "in_stock" in parts_said(house.hear(Act("ask_stock", wanted=(wish("beans"),)), who))


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_fill_the_basket(who: str) -> None:
    house = Household().move_in()
    assert house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 2),)), who).reply.decided == "changed"
    assert [(each.product, each.quantity) for each in house.basket().lines] == [("milk_1l", 2)]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(
    "act", [order(), Act("checkout"), Act("reorder"), Act("order_product")], ids=lambda a: a.intent
)
def test_p7_they_order_nothing_also_inside_a_mandate(who: str, act: Act) -> None:
    house = Household().move_in(mandate())
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 2),)))
    for said in (act, YES, choose(1), YES):
        house.hear(said, who)
    assert house.orders() == ()


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_approve_no_order_no_mandate_and_no_payment(who: str) -> None:
    house = Household().move_in()
    house.hear(order())
    house.hear(YES, who)
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "held"
    assert house.hear(YES).reply.decided == "placed"
    house.hear(Act("set_mandate", money=MoneyValue(3000)))
    house.hear(YES, who)
    assert house.mandates() == ()
    house.hear(Act("cancel"))
    house.wait(8 * DAY)
    house.hear(Act("read_notifications"))
    house.hear(YES, who)
    assert [each.approved_by for each in house.payments()] == [None]
    assert "shall_i_pay" in parts_said(house.hear(YES))
    assert house.hear(YES).reply.decided == "changed"


ASKED = frozenset({"line", "it_is", "it_would_be", "shall_i_order", "shall_i_order_short", "delivered_in_slot"})
"""What tells what somebody is about to buy."""


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("intent", sorted(TOPICS))
def test_p7_they_hear_nothing_of_what_somebody_is_asked_to_buy(who: str, intent: str) -> None:
    house = Household().move_in()
    house.hear(order())
    between = house.hear(Act(intent, quantity=QuantityValue(Fraction(3))), who)
    assert not parts_said(between) & ASKED
    yes = house.hear(YES).reply
    assert yes.decided != "placed", "and the yes after that is not to what was said last (O1)"
    if yes.decided == "held":
        assert {"it_is", "shall_i_order_short"} <= {part.key for part in yes.parts}
        assert house.hear(YES).reply.decided == "placed"


ANY_COFFEE = Wanted(
    "koffie", ProductValue("coffee_beans", tuple(i for i, kind in KIND_OF.items() if kind == "coffee_beans"))
)


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_hear_nothing_of_what_somebody_chooses_from(who: str) -> None:
    house = Household(home=new_home(home(Control.CONSUMER, Providers.MANY))).move_in()
    assert house.hear(Act("order_product", wanted=(ANY_COFFEE,))).reply.decided == "offered_choice"
    for intent in ("ask_price", "help", "out_of_scope", "repeat", "ask_delivery", "hesitate"):
        assert not {key for key in parts_said(house.hear(Act(intent), who)) if key.startswith(("option", "line"))}


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_change_no_permission(who: str) -> None:
    house = Household().move_in(mandate())
    for intent in ("set_mandate", "revoke_mandate", "pause_buying", "set_preference"):
        house.hear(Act(intent, money=MoneyValue(100_000), brand="roast"), who)
        house.hear(YES, who)
    assert house.mandates() == (mandate(),)


@pytest.fixture
def spent() -> Household:
    """Anna ordered, paid a week, was asked for the next; a payment of hers is open."""
    house = Household().move_in(mandate(allows=frozenset({Allows.BUY})))
    house.hear(order("beans", 2))
    house.wait(8 * DAY)
    house.hear(Act("read_notifications"))
    house.hear(YES)
    house.hear(order("beans", 3))
    house.wait(8 * DAY)
    assert [each.status.value for each in house.payments()] == ["paid", "open"]
    return house


@pytest.mark.parametrize("who", STRANGERS)
def test_p7_they_hear_nothing_of_what_was_spent(spent: Household, who: str) -> None:
    for intent in TOPICS:
        said = parts_said(spent.hear(Act(intent), who, on=f"{who}/{intent}"))
        assert not said & SPENDING, f"by {intent}"


@pytest.mark.parametrize("who", [*STRANGERS, "bram"])
@pytest.mark.parametrize(
    "told", ["ask_spending", "read_notifications", "explain_decision", "order_status", "ask_mandate"]
)
def test_p7_nor_by_asking_what_was_just_said(spent: Household, who: str, told: str) -> None:
    """Right after Anna heard it, on the same device, and while a payment is open."""
    assert parts_said(spent.hear(Act(told))) & SPENDING
    for intent in ("repeat", "help", "hesitate", "out_of_scope", "not_understood", "thanks", "confirm", "deny"):
        said = parts_said(spent.hear(Act(intent), who))
        assert not said & SPENDING, f"{who} heard {said & SPENDING} by {intent}"


def test_p7_another_adult_is_not_put_a_payment_that_is_not_theirs(spent: Household) -> None:
    assert "shall_i_pay" not in parts_said(spent.hear(Act("read_notifications"), "bram", on="bram"))


def test_p7_what_a_stranger_was_read_stays_unread_for_the_person() -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(Act("read_notifications"), "unknown")
    assert [note.kind for note in house.notifications()] == ["shortage"]


@pytest.fixture
def proved() -> Household:
    """An unknown voice said Anna's PIN, and is asked whether to order the coffee."""
    house = Household().move_in()
    assert house.hear(order(), "unknown").reply.decided == "asked_step_up"
    assert house.hear(pin("1111"), "unknown").reply.decided == "asked_confirmation"
    return house


def test_p7_a_pin_makes_an_unknown_voice_a_person_for_one_question(proved: Household) -> None:
    proved.clock.turn(2 * MINUTE)
    assert proved.hear(YES, "unknown").reply.decided == "placed"
    assert [each.person for each in proved.orders()] == ["anna"]
    assert proved.hear(order(), "unknown").reply.decided == "asked_step_up", "the next voice may be anybody's"


def test_p7_and_for_no_longer_than_the_question_is_open(proved: Household) -> None:
    proved.clock.turn(2 * MINUTE + SECOND)
    proved.hear(YES, "unknown")
    assert proved.orders() == ()


@pytest.mark.parametrize(
    "private", ["ask_spending", "ask_mandate", "set_mandate", "revoke_mandate", "read_notifications"]
)
def test_p7_and_for_nothing_else_while_it_is_open(proved: Household, private: str) -> None:
    said = proved.hear(Act(private, money=MoneyValue(3000)), "unknown")
    assert said.reply.decided in ("refused", "informed")
    assert not parts_said(said) & SPENDING
    assert proved.mandates() == ()


def test_p7_another_number_is_another_question(proved: Household) -> None:
    more = Act("change_quantity", quantity=QuantityValue(Fraction(9)))
    assert proved.hear(more, "unknown").reply.decided == "asked_step_up"
    proved.hear(YES, "unknown")
    assert proved.orders() == ()


def test_p7_a_question_that_is_put_again_for_its_price_is_the_same_one(proved: Household) -> None:
    proved.retailers.change_price("coffee_beans", Money(1001))
    assert proved.hear(YES, "unknown").reply.decided == "asked_confirmation"
    assert proved.hear(YES, "unknown").reply.decided == "placed"


def test_p7_a_known_voice_in_between_takes_the_question_with_it(proved: Household) -> None:
    """Bram asks for something else; the guest's yes answers Bram's question no more than Anna's."""
    assert proved.hear(order("milk_1l"), "bram").reply.decided == "asked_confirmation"
    assert proved.hear(YES, "unknown").reply.decided == "refused"
    assert proved.orders() == ()


@pytest.mark.parametrize("ends", ["stop", "goodbye"])
def test_p7_and_no_longer_than_the_conversation(ends: str) -> None:
    house = Household().move_in()
    house.hear(order(), "unknown")
    house.hear(pin("1111"), "unknown")
    house.hear(Act(ends), "unknown")
    assert house.hear(order(), "unknown").reply.decided == "asked_step_up"
    assert house.hear(order(), "unknown", on="bedroom").reply.decided == "asked_step_up", "nor in another"


def test_p7_a_known_voice_lends_its_pin_to_nobody() -> None:
    """Anna's voice was known and she gave her PIN for a large amount; the guest beside her is a stranger still."""
    house = Household().move_in()
    house.hear(order("blue_jeans", 4))
    house.hear(YES)
    assert house.hear(pin("1111")).reply.decided == "placed"
    assert house.hear(order(), "unknown").reply.decided == "asked_step_up"


def test_p7_a_child_with_a_pin_is_a_child() -> None:
    house = Household().move_in()
    house.hear(order(), "unknown")
    assert house.hear(pin("1111"), "kim").reply.decided == "refused"
    house.hear(YES, "kim")
    assert house.orders() == ()


def test_p7_recognised_means_recognised() -> None:
    """A name without a recognised voice is a stranger's."""
    house = Household().move_in(mandate())
    assert house.hear(order(), "anna", recognised=Recognised.NOT).reply.decided == "asked_step_up"
    assert authorize(
        quote(),
        PROPOSITIONS["groceries"],
        HOME,
        [],
        Usage({}),
        Speaker(HOME.persons[0], Recognised.NOT),
        None,
        NOW,
        TERMS,
    ) == NeedsStepUp(house.decisions()[0].reasons)
