"""P1, P2: a mandate allows a purchase, never a guess about when somebody is home to take it in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.domain.agenda import Busy, Presence
from skill.domain.authorization import Allowed, Consent, NeedsConfirmation, authorize
from skill.domain.evidence import NO_EVIDENCE, Evidence
from skill.domain.home import Control
from tests.building import (
    ANNA,
    DAY,
    HOME,
    HOUR,
    NOW,
    PROPOSITIONS,
    TERMS,
    YES,
    codes,
    mandate,
    nothing_used,
    order,
    quote,
    voice_of,
)
from tests.household import Household, PaperAgendas, new_home, parts_said

ALWAYS_OUT = (Busy(NOW - DAY, NOW + 30 * DAY),)
ALGORITHM = replace(HOME, control=Control.ALGORITHM)


def household(**away: tuple[Busy, ...] | None) -> Household:
    return Household(new_home(ALGORITHM), agendas=PaperAgendas(away)).move_in(mandate())


@pytest.mark.parametrize("speaker", [None, voice_of(ANNA)])
@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (NO_EVIDENCE, "agenda_unreadable"),
        (Evidence(presence=Presence.UNKNOWN), "agenda_unreadable"),
        (Evidence(presence=Presence.AWAY), "nobody_home"),
        (Evidence(presence=Presence.HOME), None),
    ],
)
def test_p1_only_who_is_known_to_be_home_gets_a_delivery_unasked(
    evidence: Evidence, why: str | None, speaker: object
) -> None:
    used = nothing_used(mandate())
    verdict = authorize(
        quote(), PROPOSITIONS["groceries"], HOME, [mandate()], used, speaker, None, NOW, TERMS, evidence,  # type: ignore[arg-type]
    )  # fmt: skip
    assert isinstance(verdict, Allowed if why is None else NeedsConfirmation)
    assert why is None or codes(verdict.reasons) == {("P1", why)}


def test_p1_what_is_not_brought_needs_nobody_home() -> None:
    sent = replace(quote(), slot=None)
    verdict = authorize(
        sent, PROPOSITIONS["groceries"], HOME, [mandate()], nothing_used(mandate()), None, None, NOW, TERMS
    )
    assert isinstance(verdict, Allowed)


def test_p1_a_mandate_that_does_not_cover_it_says_that_first() -> None:
    dear = quote(10_000_00)
    verdict = authorize(
        dear, PROPOSITIONS["groceries"], HOME, [mandate()], nothing_used(mandate()), None, None, NOW, TERMS
    )
    assert ("P1", "agenda_unreadable") not in codes(verdict.reasons)


def test_p2_a_yes_is_enough_without_an_agenda() -> None:
    consent = Consent(quote(), ANNA.id, NOW)
    used = nothing_used()
    verdict = authorize(quote(), PROPOSITIONS["groceries"], HOME, [], used, voice_of(ANNA), consent, NOW, TERMS)
    assert isinstance(verdict, Allowed)


@pytest.mark.parametrize("away", [None, ALWAYS_OUT])
def test_p2_a_sensor_orders_nothing_while_the_agenda_says_nothing(away: tuple[Busy, ...] | None) -> None:
    house = household(anna=away)
    assert house.sense(100).decided == "notified"
    assert house.orders() == ()


def test_p2_a_sensor_orders_when_somebody_is_home() -> None:
    house = household(anna=())
    assert house.sense(100).decided == "placed"


def test_p1_one_adult_at_home_is_enough() -> None:
    assert household(anna=ALWAYS_OUT, bram=()).sense(100).decided == "placed"
    assert household(anna=None, bram=()).sense(100).decided == "placed"
    assert household(anna=None, bram=ALWAYS_OUT).sense(100).decided == "notified"
    assert household(anna=ALWAYS_OUT, kim=()).sense(100).decided == "notified", "a child takes nothing in"


def test_p1_two_who_are_out_by_turns_are_home_by_turns() -> None:
    """A slot in which the one is home and the other is not is found."""
    tomorrow = NOW + DAY
    house = household(anna=(Busy(NOW, tomorrow),), bram=(Busy(tomorrow, NOW + 30 * DAY),))
    assert house.sense(100).decided == "placed"


def test_who_ordered_is_asked_whether_somebody_is_home() -> None:
    house = household(anna=None)
    asked = house.hear(order())
    assert asked.reply.decided == "asked_confirmation"
    assert {"agenda_unreadable", "shall_i_order_if_home"} <= parts_said(asked)
    assert house.hear(YES).reply.decided == "placed"


def test_who_is_never_home_is_told_so_and_asked() -> None:
    asked = household(anna=ALWAYS_OUT).hear(order())
    assert asked.reply.decided == "asked_confirmation"
    assert {"not_at_home_then", "shall_i_order"} <= parts_said(asked)


def test_who_keeps_no_agenda_is_taken_to_be_home() -> None:
    assert household().hear(order()).reply.decided == "placed"
    assert household(anna=(Busy(NOW, NOW + HOUR),)).hear(order()).reply.decided == "placed"
