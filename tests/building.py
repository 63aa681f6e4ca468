"""A small world in code, apart from the demo data: two grocers, a tailor, an insurer, and a household of five.

Whoever edits the demo world changes no test of a rule. Money is round, so that limits can be met to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from nlu.interpretation import (
    Context,
    DigitsValue,
    Entity,
    Expecting,
    Interpretation,
    OrdinalValue,
    ProductValue,
    QuantityValue,
)
from skill.dialogue.act import Act, Wanted
from skill.dialogue.situation import Situation
from skill.domain.agenda import Presence
from skill.domain.approval import ApprovalRule, ApprovalRules, Cumulative, Term
from skill.domain.authorization import Usage
from skill.domain.catalogue import Catalogue, DeliveryTerms, Kind, KindName, PriceHistory, Product, Retailer, Size
from skill.domain.evidence import Evidence
from skill.domain.home import Control, Device, Home, LinkedAccount, Providers, SepaMandate
from skill.domain.mandate import Allows, Mandate
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot
from skill.domain.payment_methods import Method, PaymentMethods, Terms
from skill.domain.person import Person, Profile, Recognised, Role, Speaker
from skill.domain.promotion import BuyGet, Promotion
from skill.domain.proposition import Proposition, Stage
from skill.home.manner_files import read_manners
from skill.retailers.ranking_files import read_ranking

DATA = Path(__file__).parents[1] / "data"
MANNERS, RANKING = read_manners(DATA), read_ranking(DATA)
"""How notifications are told, and what counts first in an offer, is the same in every home."""

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday."""
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

ANNA = Person("anna", "Anna", voice_consent=True)
BRAM = Person("bram", "Bram", Profile.SAVER, voice_consent=True)
SAAR = Person("saar", "Saar", Profile.SAFETY, voice_consent=True)
MUTE = Person("mute", "Mute", Profile.EARLY_ADOPTER)
"""An adult who did not agree to be recognised by voice."""
KIM = Person("kim", "Kim", role=Role.CHILD, voice_consent=True)
PINS = {"anna": "1111", "bram": "2222", "saar": "3333", "mute": "4444"}

PRICES: dict[tuple[str, str], int] = {
    ("grocer", "beans"): 1000,
    ("grocer", "decaf"): 800,
    ("grocer", "milk_1l"): 100,
    ("grocer", "aa_cells"): 500,
    ("corner", "beans"): 1100,
    ("corner", "milk_1l"): 90,
    ("tailor", "evening_dress"): 6000,
    ("tailor", "blue_jeans"): 4000,
    ("insurer", "ski_cover"): 2500,
}
"""Unit prices in cents by (retailer, product)."""
KIND_OF = {
    "beans": "coffee_beans",
    "decaf": "coffee_beans",
    "milk_1l": "milk",
    "aa_cells": "batteries",
    "evening_dress": "dress",
    "blue_jeans": "jeans",
    "ski_cover": "travel_cover",
}
CATEGORY_OF = {
    "coffee_beans": "groceries",
    "milk": "groceries",
    "batteries": "household",
    "dress": "clothing",
    "jeans": "clothing",
    "travel_cover": "insurance",
}
EXCLUDED = {"milk": "perishable", "batteries": "hygiene", "travel_cover": "service"}
"""Why these kinds are excluded from withdrawal."""
BRAND_OF = {"beans": "roast"}
DEPOSIT = {"milk_1l": Money(25)}
CORNER_FEE = Money(250)

_EVERY_DAY = frozenset(range(7))
_GROCER = DeliveryTerms(2, 15, _EVERY_DAY, (time(9), time(17)), changes_until_hours=1)
_CORNER = DeliveryTerms(2, 60, _EVERY_DAY, (time(11), time(19)), CORNER_FEE, changes_until_hours=1)
RETAILERS = {
    "grocer": Retailer("grocer", "Grocer", "groceries", "weekly", _GROCER),
    "corner": Retailer("corner", "Corner", "groceries", "weekly", _CORNER),
    "tailor": Retailer(
        "tailor", "Tailor", "clothing", "after_return", DeliveryTerms(24, 60, _EVERY_DAY, (time(12),)), return_days=14
    ),
    "insurer": Retailer("insurer", "Insurer", "insurance", "monthly"),
}
THIRD_FREE = Promotion("third_free", "grocer", frozenset({"decaf"}), date(2026, 1, 1), date(2027, 1, 1), BuyGet(2, 1))
CATALOGUE = Catalogue(
    kinds={
        kind: Kind(
            kind,
            category,
            {lang: KindName(kind, kind, kind) for lang in ("nl", "en")},
            keeps_days=100,
            returnable=kind not in EXCLUDED,
            excluded=EXCLUDED.get(kind),
        )
        for kind, category in CATEGORY_OF.items()
    },
    brands={"roast": "Roast"},
    retailers=RETAILERS,
    products={
        product: Product(
            product, kind, {}, Size(1000, "g"), BRAND_OF.get(product), deposit=DEPOSIT.get(product, Money(0))
        )
        for product, kind in KIND_OF.items()
    },
    prices={key: PriceHistory(((date(2025, 1, 1), Money(cents)),)) for key, cents in PRICES.items()},
    promotions=(THIRD_FREE,),
)
_LATER = (Stage.APPROVAL, Stage.DELIVERY, Stage.PAYMENT)
PROPOSITIONS = {
    "groceries": Proposition("groceries", _LATER),
    "clothing": Proposition("clothing", _LATER, repeats=False),
    "insurance": Proposition("insurance", (Stage.APPROVAL, Stage.PAYMENT, Stage.DELIVERY), financial=True),
}
CANISTER = Device("canister", "coffee_beans", "weight_g", low_below=150, full=1000)
FRIDGE = Device("fridge", "milk", "volume_ml", low_below=300, full=2000)
SKI_RACK = Device("ski_rack", "travel_cover", "count", low_below=1, full=4)


LINKED = date(2026, 1, 1)
ACCOUNTS = tuple(
    LinkedAccount(
        person.id,
        person.name,
        iban,
        date(2026, 1, 1),
        strongly=True,
        debit=SepaMandate(f"M-{person.id}", date(2026, 1, 1)),
    )
    for person, iban in zip(
        (ANNA, BRAM, SAAR, MUTE),
        ("NL20TEST0000000301", "NL90TEST0000000302", "NL63TEST0000000303", "NL36TEST0000000304"),
        strict=True,
    )
)
"""Every adult linked a bank account strongly and signed for debits, on the first of January."""
METHODS = PaymentMethods(
    methods={
        "payment_request": Method("payment_request", payee_collects=True),
        "direct_debit": Method("direct_debit", payee_collects=True),
        "wallet": Method("wallet", payee_collects=True),
    },
    retailers={
        retailer: Terms(("payment_request", "direct_debit", "wallet", "instant_transfer")) for retailer in RETAILERS
    },
)


def home(control: Control = Control.ALGORITHM, market: Providers = Providers.ONE, *persons: Person) -> Home:
    """The household; with one provider the grocer is its platform."""
    one = market is Providers.ONE
    return Home(
        id="home",
        market=market,
        control=control,
        timezone=ZONE,
        street="Dorpsstraat",
        retailers=("grocer", "tailor", "insurer") if one else ("grocer", "corner", "tailor", "insurer"),
        persons=persons or (ANNA, BRAM, SAAR, MUTE, KIM),
        devices=(CANISTER, FRIDGE, SKI_RACK),
        platform="grocer" if one else None,
        accounts=ACCOUNTS,
    )


HOME = home()


def voice_of(person: Person) -> Speaker:
    return Speaker(person, Recognised.VOICE)


def line(cents: int = 1000, product: str = "beans", quantity: int = 1) -> Line:
    kind = KIND_OF[product]
    return Line(product, kind, CATEGORY_OF[kind], quantity, Money(cents), Money(cents * quantity))


def slot(hours_ahead: int = 24, retailer: str = "grocer", fee: Money = Money(0)) -> Slot:
    start = NOW + hours_ahead * HOUR
    return Slot(retailer, start, start + 15 * MINUTE, fee)


def quote(cents: int = 1000, product: str = "beans", quantity: int = 1, retailer: str = "grocer") -> Quote:
    """One line of `cents` a piece, in a free slot tomorrow."""
    return Quote(retailer, RETAILERS[retailer].category, (line(cents, product, quantity),), slot(retailer=retailer))


def mandate(**facts: object) -> Mandate:
    """Anna's: groceries at the grocer, under 40 euros an order; `facts` replace any of it."""
    usual = Mandate(
        id="anna-groceries",
        grantor="anna",
        category="groceries",
        allows=frozenset(Allows),
        granted=date(2026, 1, 1),
        retailers=frozenset({"grocer"}),
        limit_per_order=Money(4000),
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def situation(speaker: Speaker, *, now: datetime = NOW, outside: Outside = Outside(), **facts: object) -> Situation:
    """A picture in which this voice speaks and nothing was bought yet; `facts` replace any of it."""
    plain = Situation(
        now=now,
        home=HOME,
        speaker=speaker,
        market=Market(CATALOGUE, outside, ZONE, HOME.street),
        propositions=PROPOSITIONS,
        approval=TERMS,
        ranking=RANKING,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


APPROVAL_RULES = ApprovalRules(
    tuple(
        ApprovalRule(term, rule, value, date(2020, 1, 1), "this household's own")
        for term, rule, value in (
            (Term.VOICE_LIMIT, "A3", 10_000),
            (Term.CONFIRMATION_LIVES, "P3", 120),
            (Term.LOW_VALUE_PAYMENT, "M3", 3_000),
            (Term.LOW_VALUE_TOTAL, "M3", 10_000),
            (Term.LOW_VALUE_NUMBER, "M3", 5),
        )
    ),
    {"payment_request": Cumulative.SUM, "wallet": Cumulative.NUMBER},
)
TERMS = APPROVAL_RULES.on(date(2026, 3, 4))


SOMEBODY_HOME = Evidence(presence=Presence.HOME)


def nothing_used(*mandates: Mandate) -> Usage:
    return Usage({each.id: Money(0) for each in mandates})


def wish(product: str, number: int | None = None) -> Wanted:
    """A product as a person names it: by its id here."""
    count = QuantityValue(Fraction(number)) if number is not None else None
    return Wanted(product, ProductValue(KIND_OF[product], (product,), named=1), count)


def order(product: str = "beans", number: int | None = None) -> Act:
    """The act of "order this"."""
    return Act("order_product", wanted=(wish(product, number),))


def choose(ordinal: int | str) -> Act:
    return Act("choose_option", ordinal=OrdinalValue(ordinal))


def pin(digits: str) -> Act:
    return Act("give_pin", digits=digits)


YES, NO = Act("confirm"), Act("deny")


@dataclass(slots=True)
class TurnedClock:
    """Shows what it is turned to, backwards as well."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, span: timedelta) -> None:
        self.now += span


@dataclass(slots=True)
class NumberedIds:
    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        return f"id{self.made:05d}"


@dataclass(slots=True)
class ScriptedRecognizer:
    """Hears what its table says of a text; any other text is out of scope."""

    hears: Mapping[str, Interpretation] = field(default_factory=dict)
    asked: list[tuple[str, Expecting | None]] = field(default_factory=list)

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        self.asked.append((text, expecting))
        return self.hears.get(text, Interpretation(text, locale, "out_of_scope", 1.0))


def heard_digits(text: str, digits: str) -> Interpretation:
    """A spoken PIN as the recogniser hears it."""
    return Interpretation(
        text, "en-GB", "give_pin", 1.0, entities=(Entity("digits", text, 0, len(text), DigitsValue(digits)),)
    )


def codes(reasons: Iterable[object]) -> set[tuple[str, str]]:
    """(rule, code) of each reason."""
    return {(reason.rule, reason.code) for reason in reasons}  # type: ignore[attr-defined]
