"""A2: no recognition by voice without that person's recorded consent; a PIN works as fully."""

from __future__ import annotations

import pytest

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
    assert "spent" in parts_said(house.hear(Act("ask_spending"), "mute"))


@pytest.mark.parametrize("how", [Recognised.PIN, Recognised.PLATFORM])
def test_a2_the_platforms_own_verification_needs_no_voice(how: Recognised) -> None:
    house = Household().move_in()
    assert house.hear(order(), "mute", recognised=how).reply.decided == "asked_confirmation"
    assert house.hear(YES, "mute", recognised=how).reply.decided == "placed"


def test_a2_with_consent_the_voice_does() -> None:
    house = Household().move_in()
    assert house.hear(order(), "anna").reply.decided == "asked_confirmation"
