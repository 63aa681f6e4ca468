"""Replies become words: complete, without doubled spaces, escaped, cut where they are too long, the same each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.dialogue.reply import (
    Count,
    Deal,
    KindNamed,
    Part,
    ProductName,
    Reply,
    RetailerName,
    Term,
    Value,
    part,
    reply,
)
from skill.domain.catalogue import Catalogue, Kind, KindName, Product, Retailer, Size
from skill.domain.money import Money
from skill.domain.offer import Slot
from skill.domain.promotion import BundlePrice, BuyGet, MinimumSpend, Percent, Promotion, SecondHalfPrice
from skill.speech.phrasebook import Phrasebook
from skill.speech.reply_files import LANGUAGES, read_replies
from skill.speech.speech import Speech
from skill.speech.spoken_parts import PARTS
from skill.speech.template import capitalised

DATA = Path(__file__).parents[3] / "data"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
SLOT = Slot("groenmarkt", datetime(2026, 3, 3, 16, 0, tzinfo=UTC), datetime(2026, 3, 3, 16, 15, tzinfo=UTC))
BEANS = "coffee_beans_brandt_espresso_500"


def _promotion(name: str, deal: BuyGet | Percent | SecondHalfPrice | BundlePrice) -> Promotion:
    return Promotion(name, "groenmarkt", frozenset({BEANS}), date(2026, 1, 1), date(2027, 1, 1), deal)


CATALOGUE = Catalogue(
    kinds={
        "coffee_beans": Kind(
            "coffee_beans",
            "groceries",
            {
                "nl": KindName("koffiebonen", "pak koffiebonen", "pakken koffiebonen"),
                "en": KindName("coffee beans", "pack of coffee beans", "packs of coffee beans"),
            },
        )
    },
    brands={"brandt": "Brandt"},
    retailers={"groenmarkt": Retailer("groenmarkt", "Groenmarkt", "groceries", "weekly")},
    products={
        BEANS: Product(
            BEANS, "coffee_beans", {"nl": "Brandt espressobonen", "en": "Brandt espresso beans"}, Size(500, "g")
        )
    },
    prices={},
    promotions=(
        _promotion("three-for-two", BuyGet(2, 1)),
        _promotion("six-for-four", BuyGet(4, 2)),
        _promotion("fifth-off", Percent(20)),
        _promotion("second-half", SecondHalfPrice()),
        _promotion("two-for-five", BundlePrice(2, Money(500))),
        replace(_promotion("three-mixed", BundlePrice(3, Money(500))), mixed=True),
        _promotion("from-25", MinimumSpend(Money(2500), Money(500))),
    ),
)


class Digits:
    """Stands in for a language's wording, so that these tests see the phrases alone."""

    def number(self, n: int) -> str:
        return str(n)

    def money(self, cents: int) -> str:
        return f"{cents / 100:.2f} euro"

    def clock(self, at: time) -> str:
        return f"{at:%H:%M}"

    def day(self, day: date, today: date) -> str:
        return day.isoformat()

    def span(self, start: datetime, end: datetime, now: datetime) -> str:
        return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"

    def quantity(self, value: Fraction | int, unit: str | None = None) -> str:
        return f"{float(value):g} {unit}"

    def join(self, words: Sequence[str]) -> str:
        return ", ".join(words)


def _phrasebook(language: str, data: Path = DATA) -> Phrasebook:
    replies = read_replies(data, language)
    return Phrasebook.of(replies, language, CATALOGUE, Digits())


@pytest.fixture(scope="module")
def dutch() -> Phrasebook:
    return _phrasebook("nl")


def _say(phrasebook: Phrasebook, said: Reply, turn: int = 0) -> Speech:
    return phrasebook.say(said, now=NOW, timezone=AMSTERDAM, turn=turn)


def _parsed(speech: Speech) -> ET.Element:
    return ET.fromstring(speech.ssml)  # noqa: S314 - our own words


def _plain(phrasebook: Phrasebook, *parts: Part, turn: int = 0) -> str:
    return _say(phrasebook, reply("informed", *parts), turn).plain


ORDER_QUESTION = reply(
    "asked_confirmation",
    part("line", count=Count("coffee_beans", 3), product=ProductName(BEANS), total=Money(1350)),
    part("promotion_applies", deal=Deal("three-for-two"), saving=Money(675)),
    part("delivered_in_free_slot", retailer=RetailerName("groenmarkt"), slot=SLOT, fee=Money(0)),
    part("shall_i_order", total=Money(1350), retailer=RetailerName("groenmarkt")),
    awaits=True,
)


SAMPLE: dict[str, Value] = {
    "amount": Money(1350),
    "before": KindNamed("oat_milk"),
    "brand": "Brandt",
    "category": Term("category_groceries"),
    "criteria": (Term("criterion_unit_price"), Term("criterion_delivery")),
    "criterion": Term("criterion_unit_price"),
    "content": Size(1500, "ml"),
    "count": Count("coffee_beans", 3),
    "deal": Deal("three-for-two"),
    "deposit": Money(60),
    "device": "bus keuken",
    "devices": ("bus keuken", "pot kelder"),
    "fee": Money(295),
    "items": (ProductName(BEANS), Count("coffee_beans", 1)),
    "kind": KindNamed("coffee_beans"),
    "kinds": (KindNamed("coffee_beans"), KindNamed("oat_milk")),
    "label": Term("label_organic"),
    "labels": (Term("label_organic"), Term("label_fairtrade")),
    "left": Money(2650),
    "limit": Money(4000),
    "method": Term("pay_direct_debit"),
    "methods": (Term("pay_wallet"), Term("pay_payment_request")),
    "moment": Term("part_evening"),
    "new": Money(725),
    "number": 3,
    "old": Money(675),
    "period": Term("period_week"),
    "per": Term("per_kg"),
    "person": "Thijs",
    "price": Money(675),
    "product": ProductName(BEANS),
    "reason": Term("reason_last_bought"),
    "reasons": (Term("reason_last_bought"), Term("reason_promotion")),
    "retailer": RetailerName("groenmarkt"),
    "retailers": (RetailerName("groenmarkt"), RetailerName("groenmarkt")),
    "said": "bonen",
    "saving": Money(675),
    "size": Term("size_large"),
    "slot": SLOT,
    "present": SLOT,
    "start": time(22),
    "day": date(2026, 3, 7),
    "more": Money(139),
    "how": Term("back_pickup"),
    "gone": ProductName(BEANS),
    "at": datetime(2026, 3, 2, 17, 0, tzinfo=UTC),
    "total": Money(1350),
    "unit_price": Money(450),
    "until": time(7),
    "what": ProductName(BEANS),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_of_every_part_sounds_like_a_sentence(language: str) -> None:
    phrasebook = _phrasebook(language)
    for key, supplied in PARTS.items():
        for names in (supplied.names, supplied.names - supplied.optional):
            values = {name: SAMPLE[name] for name in names}
            numbers: Sequence[Value] = (0, 1, 2) if "number" in values else (3,)
            for number in numbers:
                values |= {"number": number} if "number" in values else {}
                for turn in range(6):
                    speech = _say(phrasebook, reply("informed", Part(key, values)), turn)
                    assert re.fullmatch(r"(?=[A-Z0-9É])[^{}]*[.?!]", speech.plain), (key, speech.plain)
                    assert not re.search(r"  | [,.?!:;]|[.,;:][.,;:?!]", speech.plain), (key, speech.plain)
                    assert _parsed(speech).tag == "speak"


def test_the_question_about_an_order_says_all_that_the_law_wants(dutch: Phrasebook) -> None:
    """O1: product, quantity, total with delivery, seller, and that a yes obliges to pay."""
    speech = _say(dutch, ORDER_QUESTION)
    assert speech.plain == (
        "3 pakken koffiebonen, Brandt espressobonen, voor 13.50 euro. "
        "Met de aanbieding, twee betalen, de derde gratis, scheelt dat 6.75 euro. "
        "Groenmarkt bezorgt 2026-03-03 17:00-17:15, gratis. "
        "Samen is dat 13.50 euro, bij Groenmarkt. Zal ik het bestellen? Een ja verplicht tot betalen."
    )
    assert speech.awaits_answer


def test_the_coffee_story_sounds_right_in_real_words() -> None:
    phrasebook = Phrasebook.load(DATA, "nl", CATALOGUE)
    proposal = reply(
        "proposed",
        part("nearly_finished", kind=KindNamed("coffee_beans")),
        part("propose_last_bought", product=ProductName(BEANS), price=Money(675)),
        part("promotion_runs", deal=Deal("three-for-two")),
        part("shall_i_order_new"),
        awaits=True,
    )
    assert _say(phrasebook, proposal).plain == (
        "Je bent bijna door je koffiebonen heen. De vorige keer nam je Brandt espressobonen, zes euro vijfenzeventig "
        "per stuk. Daar is nu een aanbieding voor: twee betalen, de derde gratis. Zal ik nieuwe bestellen?"
    )
    assert _say(phrasebook, ORDER_QUESTION).plain == (
        "Drie pakken koffiebonen, Brandt espressobonen, voor dertien euro vijftig. "
        "Met de aanbieding, twee betalen, de derde gratis, scheelt dat zes euro vijfenzeventig. "
        "Groenmarkt bezorgt morgen tussen vijf uur en kwart over vijf, gratis. "
        "Samen is dat dertien euro vijftig, bij Groenmarkt. Zal ik het bestellen? Een ja verplicht tot betalen."
    )


def test_a_card_shows_the_order_in_digits(dutch: Phrasebook) -> None:
    assert _say(dutch, ORDER_QUESTION).card == (
        "3 pakken koffiebonen (Brandt espressobonen): € 13,50\n"
        "Aanbieding: twee betalen, de derde gratis, je bespaart € 6,75\n"
        "Bezorging: di 3 mrt 17:00-17:15\n"
        "Totaal: € 13,50 bij Groenmarkt, bestelling met betaalverplichting"
    )
    english = _say(_phrasebook("en"), ORDER_QUESTION).card
    assert english is not None
    assert "Total: €13.50 at Groenmarkt" in english


def test_only_an_order_has_a_card(dutch: Phrasebook) -> None:
    assert _say(dutch, reply("placed", part("ordered", retailer=RetailerName("x"), total=Money(5)))).card
    assert _say(dutch, reply("greeted", part("hello"))).card is None
    mandate = part("mandate_read_back", **{name: SAMPLE[name] for name in PARTS["mandate_read_back"].names})
    assert _say(dutch, reply("asked_confirmation", mandate)).card is None


def test_a_slot_that_is_said_twice_stands_once_on_the_card(dutch: Phrasebook) -> None:
    retailer = RetailerName("groenmarkt")
    placed = reply(
        "placed",
        part("delivered_in_free_slot", retailer=retailer, slot=SLOT, fee=Money(0)),
        part("comes_in_slot", slot=SLOT),
    )
    assert _say(dutch, placed).card == "Bezorging: di 3 mrt 17:00-17:15"


def test_variants_follow_the_turn_and_nothing_else(dutch: Phrasebook) -> None:
    heard = [_plain(dutch, part("ordered", retailer=RetailerName("x"), total=Money(5)), turn=turn) for turn in range(6)]
    assert len(set(heard)) == 3
    assert heard[:3] == heard[3:]


def test_what_is_repeated_sounds_as_it_did(dutch: Phrasebook) -> None:
    thanked = part("you_are_welcome")
    for turn in range(4):
        said = _say(dutch, reply("greeted", thanked), turn).plain
        assert _say(dutch, reply("repeated", thanked), turn).plain == said


def test_the_number_chooses_its_form(dutch: Phrasebook) -> None:
    def spent(number: int) -> str:
        return _plain(dutch, part("spent", total=Money(1350), period=Term("this_week"), number=number))

    assert spent(0) == "Je hebt deze week nog niets besteld."
    assert spent(1) == "Je hebt deze week één keer besteld, voor 13.50 euro."
    assert spent(4) == "Je hebt deze week 4 keer besteld, samen 13.50 euro."


def test_a_variant_is_only_said_when_its_values_are_known(dutch: Phrasebook) -> None:
    known: dict[str, Value] = {"amount": Money(1350), "limit": Money(4000), "person": "Thijs"}
    for turn in range(4):
        assert "over" not in _plain(dutch, part("why_limit_per_period", **known), turn=turn)
        assert "26.50 euro over" in _plain(dutch, part("why_limit_per_period", **known, left=Money(2650)), turn=turn)


def test_a_percentage_is_said_as_it_was_measured(dutch: Phrasebook) -> None:
    """O4: what it comes to beside the lowest price of 30 days, not what the retailer calls it."""
    assert "16 procent" in _plain(dutch, part("promotion_runs", deal=Deal("fifth-off", 16)))


@pytest.mark.parametrize(
    ("promotion", "words"),
    [
        ("three-for-two", "twee betalen, de derde gratis"),
        ("six-for-four", "6 halen, 4 betalen"),
        ("fifth-off", "20 procent korting"),
        ("second-half", "de tweede voor de halve prijs"),
        ("two-for-five", "2 voor 5.00 euro"),
        ("three-mixed", "3 voor 5.00 euro, ook door elkaar"),
        ("from-25", "vanaf 25.00 euro 5.00 euro korting"),
        ("gone-since", "gone since"),
    ],
)
def test_a_deal_is_said_as_what_it_gives(dutch: Phrasebook, promotion: str, words: str) -> None:
    assert _plain(dutch, part("promotion_runs", deal=Deal(promotion))).endswith(f"{words}.")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("één pak", "Eén pak"),
        ("ijs is op", "IJs is op"),
        ("'s ochtends", "'s Ochtends"),
        ("élke dag", "Élke dag"),
        ("3 pakken", "3 pakken"),
        ("...", "..."),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital(written: str, said: str) -> None:
    assert capitalised(written) == said


def test_an_option_gives_its_reason_and_a_pause_before_it(dutch: Phrasebook) -> None:
    values = {name: SAMPLE[name] for name in PARTS["option"].names}
    speech = _say(dutch, reply("offered_choice", part("option", **values), part("option", **values)))
    assert speech.plain.startswith(
        "3: Brandt espressobonen bij Groenmarkt, 3 pakken koffiebonen, in totaal 13.50 euro. Dat"
    )
    assert speech.ssml.count("<break ") == 2


def test_the_evening_before_is_today_in_the_home(dutch: Phrasebook) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    slot = Slot("groenmarkt", late, late + timedelta(minutes=15))
    assert "2026-03-03 00:30" in _plain(dutch, part("comes_in_slot", slot=slot))
