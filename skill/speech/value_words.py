"""The values of a reply as words to hear, or as digits to read on a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_currency

from skill.dialogue.reply import Count, Deal, KindInGeneral, KindNamed, ProductName, RetailerName, Term, Value
from skill.domain.catalogue import Catalogue, Size
from skill.domain.money import Money
from skill.domain.offer import Slot
from skill.domain.promotion import BundlePrice, BuyGet, MinimumSpend, Percent, Promotion, SecondHalfPrice
from skill.speech.template import Template

MAX_QUOTED_CHARACTERS = 80
"""Words that a person said are repeated up to this length."""

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
"""Whose digits a language writes: the homes are European, so the day stands before the month."""


class ValueWording(Protocol):
    """How one language says numbers, money and moments; `skill.speech.wording` reads it from data."""

    def number(self, n: int) -> str: ...

    def money(self, cents: int) -> str: ...

    def clock(self, at: time) -> str: ...

    def day(self, day: date, today: date) -> str: ...

    def span(self, start: datetime, end: datetime, now: datetime) -> str: ...

    def quantity(self, value: Fraction | int, unit: str | None = None) -> str: ...

    def join(self, words: Sequence[str]) -> str: ...


def quoted(text: str) -> str:
    """Text from outside on one line, without the punctuation that would end our sentence."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * MAX_QUOTED_CHARACTERS]).split())
    return clean[:MAX_QUOTED_CHARACTERS].rstrip(" .,;:!?")


def _as_words(name: str) -> str:
    """An id that the catalogue no longer knows, as something that can be said."""
    return name.replace("_", " ").replace("-", " ")


class Names:
    """What things are called in one language: products, kinds, retailers, terms and promotions."""

    def __init__(self, language: str, catalogue: Catalogue, terms: Mapping[str, str]) -> None:
        self._kinds = {kind.id: kind.names[language] for kind in catalogue.kinds.values() if language in kind.names}
        self._products = {
            product.id: product.names[language] for product in catalogue.products.values() if language in product.names
        }
        self._retailers = {retailer.id: retailer.name for retailer in catalogue.retailers.values()}
        self._terms = terms

    def kind(self, kind: str) -> str:
        return self._kinds[kind].name if kind in self._kinds else _as_words(kind)

    def kind_in_general(self, kind: str) -> str:
        """ "jurken", where one is a jurk."""
        words = self._kinds.get(kind)
        return self.kind(kind) if words is None else words.general or words.name

    def counted(self, kind: str, quantity: int, number: str) -> str:
        """ "drie pakken koffiebonen": the number in front of the kind's word for one or many."""
        words = self._kinds.get(kind)
        if words is None:
            return f"{number} {_as_words(kind)}"
        return f"{number} {words.one if quantity == 1 else words.many}"

    def product(self, product: str) -> str:
        return self._products.get(product) or _as_words(product)

    def retailer(self, retailer: str) -> str:
        return self._retailers.get(retailer) or _as_words(retailer)

    def term(self, key: str) -> str:
        return self._terms[key]


class Deals:
    """What each promotion of the catalogue gives, in words: "twee betalen, de derde gratis"."""

    def __init__(
        self,
        catalogue: Catalogue,
        templates: Mapping[str, Template],
        number: Callable[[int], str],
        money: Callable[[Money], str],
    ) -> None:
        self._promotions = {promotion.id: promotion for promotion in catalogue.promotions}
        self._templates, self._number, self._money = templates, number, money

    def words(self, deal: Deal) -> str:
        promotion = self._promotions.get(deal.promotion)
        if promotion is None:
            return _as_words(deal.promotion)
        said = self._given(promotion, deal.percent)
        return self._templates["mixed"].filled_as_is({"deal": said}) if promotion.mixed else said

    def _given(self, promotion: Promotion, true_percent: int | None) -> str:
        templates, number = self._templates, self._number
        match promotion.deal:
            case BuyGet(buy, free):
                template = templates.get(f"buy_get_{buy}_{free}", templates["buy_get"])
                return template.filled_as_is({"buy": number(buy), "free": number(free), "together": number(buy + free)})
            case Percent(percent):
                return templates["percent"].filled_as_is({"percent": number(true_percent or percent)})
            case SecondHalfPrice():
                return templates["second_half_price"].filled_as_is({})
            case BundlePrice(quantity, price):
                values = {"quantity": number(quantity), "price": self._money(price)}
                return templates["bundle_price"].filled_as_is(values)
            case MinimumSpend(spend, off):
                return templates["minimum_spend"].filled_as_is({"spend": self._money(spend), "off": self._money(off)})


_LARGER = {"g": "kg", "ml": "l"}


def _in_large(size: Size) -> tuple[Fraction, str]:
    """In the unit that people say: a kilo, not a thousand grams."""
    if size.unit in _LARGER and size.amount >= 1000:
        return Fraction(size.amount, 1000), _LARGER[size.unit]
    return Fraction(size.amount), size.unit


class Spoken:
    """Values as words to hear. `catalogue` and `deals` are those of its promotions and of replies.yml."""

    def __init__(
        self, wording: ValueWording, names: Names, catalogue: Catalogue, deals: Mapping[str, Template]
    ) -> None:
        self._wording, self._names = wording, names
        self._deals = Deals(catalogue, deals, wording.number, lambda price: wording.money(price.cents))

    def words(self, value: Value, now: datetime, timezone: ZoneInfo) -> str:
        match value:
            case str():
                return quoted(value)
            case int():
                return self._wording.number(value)
            case Money():
                return self._wording.money(value.cents)
            case ProductName(product):
                return self._names.product(product)
            case Count(kind, quantity):
                return self._names.counted(kind, quantity, self._wording.number(quantity))
            case RetailerName(retailer):
                return self._names.retailer(retailer)
            case KindNamed(kind):
                return self._names.kind(kind)
            case KindInGeneral(kind):
                return self._names.kind_in_general(kind)
            case Slot():
                start, end = value.start.astimezone(timezone), value.end.astimezone(timezone)
                return self._wording.span(start, end, now.astimezone(timezone))
            case Term(key):
                return self._names.term(key)
            case Size():
                return self._wording.quantity(*_in_large(value))
            case Deal():
                return self._deals.words(value)
            case tuple():
                return self._wording.join([self.words(item, now, timezone) for item in value])
            case datetime():
                local = value.astimezone(timezone).replace(second=0, microsecond=0)
                return self._wording.span(local, local, now.astimezone(timezone))
            case time():
                return self._wording.clock(value)
            case date():
                return self._wording.day(value, now.astimezone(timezone).date())


class Written:
    """Values as digits, for a screen."""

    def __init__(self, language: str, names: Names, catalogue: Catalogue, deals: Mapping[str, Template]) -> None:
        self._locale, self._names = _LOCALES.get(language, language), names
        self._deals = Deals(catalogue, deals, str, self._money)

    def words(self, value: Value, now: datetime, timezone: ZoneInfo) -> str:
        match value:
            case str():
                return quoted(value)
            case int():
                return str(value)
            case Money():
                return self._money(value)
            case ProductName(product):
                return self._names.product(product)
            case Count(kind, quantity):
                return self._names.counted(kind, quantity, str(quantity))
            case RetailerName(retailer):
                return self._names.retailer(retailer)
            case KindNamed(kind):
                return self._names.kind(kind)
            case KindInGeneral(kind):
                return self._names.kind_in_general(kind)
            case Slot():
                start, end = value.start.astimezone(timezone), value.end.astimezone(timezone)
                return f"{self._day(start)} {start:%H:%M}-{end:%H:%M}"
            case Term(key):
                return self._names.term(key)
            case Size(amount, unit):
                return f"{amount} {unit}"
            case Deal():
                return self._deals.words(value)
            case tuple():
                return ", ".join(self.words(item, now, timezone) for item in value)
            case datetime():
                local = value.astimezone(timezone)
                return f"{self._day(local)} {local:%H:%M}"
            case time():
                return f"{value:%H:%M}"
            case date():
                return self._day(value)

    def _money(self, money: Money) -> str:
        return _amount(money, self._locale)

    def _day(self, day: date) -> str:
        return _short_day(day.toordinal(), self._locale)


@lru_cache(maxsize=4_096)
def _amount(money: Money, locale: str) -> str:
    # Babel puts a no-break space behind the euro sign; cards are plain text.
    return format_currency(Decimal(money.cents) / 100, money.currency, locale=locale).replace("\u00a0", " ")


@lru_cache(maxsize=512)
def _short_day(ordinal: int, locale: str) -> str:
    return format_skeleton("MMMEd", date.fromordinal(ordinal), locale=locale)
