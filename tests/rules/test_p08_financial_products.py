"""P8: a financial product is always confirmed by voice, whatever the mandate says."""

from __future__ import annotations

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.authorization import Allowed, Consent, NeedsConfirmation, authorize
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from tests.building import (
    ANNA,
    HOME,
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
from tests.household import Household, parts_said

COVER = quote(2500, "ski_cover", retailer="insurer")


def insured_by_mandate() -> Mandate:
    return mandate(id="cover", category="insurance", retailers=frozenset(), limit_per_order=Money(100_000))


def test_p8_the_widest_mandate_does_not_cover_it() -> None:
    granted = insured_by_mandate()
    for speaker in (None, voice_of(ANNA)):
        verdict = authorize(
            COVER, PROPOSITIONS["insurance"], HOME, [granted], nothing_used(granted), speaker, None, NOW, TERMS
        )
        assert isinstance(verdict, NeedsConfirmation)
        assert codes(verdict.reasons) == {("P8", "financial_product")}


def test_p8_a_yes_does() -> None:
    consent = Consent(COVER, "anna", NOW)
    verdict = authorize(COVER, PROPOSITIONS["insurance"], HOME, [], nothing_used(), voice_of(ANNA), consent, NOW, TERMS)
    assert isinstance(verdict, Allowed)
    assert verdict.by == "voice"


def test_p8_it_cannot_hide_among_groceries() -> None:
    """A line of another category is outside a mandate for groceries (P5), so a cover on a grocer's order is asked."""
    granted = mandate()
    mixed = quote(1000, "ski_cover")
    verdict = authorize(
        mixed, PROPOSITIONS["groceries"], HOME, [granted], nothing_used(granted), None, None, NOW, TERMS
    )
    assert isinstance(verdict, NeedsConfirmation)


def test_p8_a_sensor_inside_a_mandate_proposes_it_and_no_more() -> None:
    house = Household().move_in(insured_by_mandate())
    assert house.sense(0, "ski_rack").decided == "notified"
    assert house.orders() == ()


def test_p8_asked_for_inside_a_mandate_it_is_asked_and_confirmed() -> None:
    house = Household().move_in(insured_by_mandate())
    asked = house.hear(order("ski_cover"))
    assert asked.reply.decided == "asked_confirmation"
    assert codes(asked.reasons) == {("P8", "financial_product")}
    assert house.hear(YES).reply.decided == "placed"
    assert [each.approved_by for each in house.orders()] == ["voice"]


def test_p8_no_mandate_for_it_is_granted_by_voice() -> None:
    house = Household().move_in()
    answer = house.hear(Act("set_mandate", money=MoneyValue(3000), category="insurance"))
    assert answer.reply.decided == "refused"
    assert "refused_financial_product" in parts_said(answer)
    house.hear(YES)
    assert house.mandates() == ()
