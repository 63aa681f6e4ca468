"""A2: no recognition by voice without that person's recorded consent; a PIN works as fully."""

from __future__ import annotations

import pytest

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.mandate import Mandate
from skill.domain.person import Recognised
from tests.building import YES, mandate, order, pin
from tests.household import Household, parts_said

MUTES = mandate(id="mutes", grantor="mute")


def test_a2_a_voice_without_consent_is_nobodys() -> None:
    house = Household().move_in(MUTES)
    assert house.hear(order(), "mute").reply.decided == "asked_step_up"
    assert house.orders() == ()
    assert "refused_unknown_voice" in parts_said(house.hear(Act("ask_spending"), "mute"))


@pytest.mark.parametrize("mandates", [(), (MUTES,)])
def test_a2_a_pin_works_as_fully(mandates: tuple[Mandate, ...]) -> None:
    house = Household().move_in(*mandates)
    house.hear(order(), "mute")
    assert house.hear(pin("4444"), "mute").reply.decided == "asked_confirmation"
    assert house.hear(YES, "mute").reply.decided == "placed"
    assert [each.person for each in house.orders()] == ["mute"]
    for private, said in (("ask_spending", "spent"), ("ask_mandate", "mandate_buys" if mandates else "no_mandates")):
        refused = house.hear(Act(private), "mute")
        assert {"refused_unknown_voice", "pin_would_do"} <= parts_said(refused)
        assert said not in parts_said(refused)
        assert said in parts_said(house.hear(pin("4444"), "mute")), "one PIN, one answer"


def test_a2_a_mandate_is_granted_and_taken_back_by_pin_alone() -> None:
    house = Household().move_in()
    assert house.hear(Act("set_mandate", money=MoneyValue(3000)), "mute").reply.decided == "refused"
    assert house.hear(pin("4444"), "mute").reply.decided == "asked_confirmation"
    assert house.hear(YES, "mute").reply.decided == "changed"
    assert [(each.grantor, each.revoked) for each in house.mandates()] == [("mute", None)]
    house.hear(Act("revoke_mandate"), "mute")
    assert house.hear(pin("4444"), "mute").reply.decided == "changed"
    assert house.mandates()[0].revoked is not None


def test_a2_the_offer_of_a_pin_is_for_who_asked_and_pushes_no_question_aside() -> None:
    house = Household().move_in()
    house.hear(order())
    assert "pin_would_do" not in parts_said(house.hear(Act("ask_spending"), "unknown")), "Anna's question is open"
    assert house.hear(YES).reply.decided == "held", "a stranger spoke in between: it is put again first (O1)"
    assert house.hear(YES).reply.decided == "placed"
    house.hear(Act("ask_spending"), "unknown")
    assert "nothing_open" in parts_said(house.hear(YES)), "Anna is not asked for a PIN"
    assert "no_pin_needed" in parts_said(house.hear(pin("1111"), "unknown"))


@pytest.mark.parametrize("how", [Recognised.PIN, Recognised.PLATFORM])
def test_a2_the_platforms_own_verification_needs_no_voice(how: Recognised) -> None:
    house = Household().move_in()
    assert house.hear(order(), "mute", recognised=how).reply.decided == "asked_confirmation"
    assert house.hear(YES, "mute", recognised=how).reply.decided == "placed"


def test_a2_with_consent_the_voice_does() -> None:
    house = Household().move_in()
    assert house.hear(order(), "anna").reply.decided == "asked_confirmation"
