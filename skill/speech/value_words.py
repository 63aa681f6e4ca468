"""The values of a reply as words to hear, or as digits to read on a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_currency

from skill.dialogue.reply import Count, Deal, KindNamed, ProductName, RetailerName, Term, Value
from skill.domain.catalogue import BundlePrice, BuyGet, Catalogue, Percent, SecondHalfPrice
from skill.domain.money import Money
from skill.domain.offer import Slot
from skill.speech.template import Template

MAX_QUOTED_CHARACTERS = 80
"""Words that a person said are repeated up to this length."""


class Wording(Protocol):
    """How one language says numbers, money and moments; `skill.speech.wording` reads it from data."""

    def number(self, n: int) -> str: ...

    def money(self, cents: int) -> str: ...

    def clock(self, at: time) -> str: ...

    def day(self, day: date, today: date) -> str: ...

    def span(self, start: datetime, end: datetime, now: datetime) -> str: ...

    def join(self, words: Sequence[str]) -> str: ...


def quoted(text: str) -> str:
    """Text from outside on one line, without the punctuation that would end our sentence."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * MAX_QUOTED_CHARACTERS]).split())
    return clean[:MAX_QUOTED_CHARACTERS].rstrip(" .,;:!?")


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
        return self._kinds[kind].name if kind in self._kinds else kind.replace("_", " ")

    def counted(self, kind: str, quantity: int, number: str) -> str:
        """ "drie pakken koffiebonen": the number in front of the kind's word for one or many."""
        words = self._kinds.get(kind)
        if words is None:
            return f"{number} {kind.replace('_', ' ')}"
        return f"{number} {words.one if quantity == 1 else words.many}"

    def product(self, product: str) -> str:
        return self._products.get(product) or product.replace("_", " ")

    def retailer(self, retailer: str) -> str:
        return self._retailers.get(retailer, retailer)

    def term(self, key: str) -> str:
        return self._terms[key]


class Deals:
    """What promotions give, in words: said once for each of the catalogue's promotions."""

    def __init__(self, catalogue: Catalogue, templates: Mapping[str, Template]) -> None:
        self._deals = {promotion.id: promotion.deal for promotion in catalogue.promotions}
        self._templates = templates

    def said(self, promotion: str, number: Callable[[int], str], money: Callable[[Money], str]) -> str:
        """The deal of a promotion; a promotion that is gone from the catalogue is spoken by its id."""
        match self._deals.get(promotion):
            case BuyGet(buy, free):
                template = self._templates.get(f"buy_get_{buy}_{free}", self._templates["buy_get"])
                return template.filled_as_is({"buy": number(buy), "free": number(free), "together": number(buy + free)})
            case Percent(percent):
                return self._templates["percent"].filled_as_is({"percent": number(percent)})
            case SecondHalfPrice():
                return self._templates["second_half_price"].filled_as_is({})
            case BundlePrice(quantity, price):
                words = {"quantity": number(quantity), "price": money(price)}
                return self._templates["bundle_price"].filled_as_is(words)
            case None:
                return promotion.replace("-", " ").replace("_", " ")


class Spoken:
    """Values as words to hear."""

    def __init__(self, wording: Wording, names: Names, deals: Deals) -> None:
        self._wording, self._names, self._deals = wording, names, deals

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
            case Slot():
                start, end = value.start.astimezone(timezone), value.end.astimezone(timezone)
                return self._wording.span(start, end, now.astimezone(timezone))
            case Term(key):
                return self._names.term(key)
            case Deal(promotion):
                return self._deals.said(promotion, self._wording.number, lambda price: self._wording.money(price.cents))
            case tuple():
                return self._wording.join([self.words(item, now, timezone) for item in value])
            case datetime():
                local = value.astimezone(timezone)
                day = self._wording.day(local.date(), now.astimezone(timezone).date())
                return f"{day} {self._wording.clock(local.time())}"
            case date():
                return self._wording.day(value, now.astimezone(timezone).date())


class Written:
    """Values as digits, for a screen."""

    def __init__(self, language: str, names: Names, deals: Deals) -> None:
        self._language, self._names, self._deals = language, names, deals

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
            case Slot():
                start, end = value.start.astimezone(timezone), value.end.astimezone(timezone)
                return f"{self._day(start)} {start:%H:%M}-{end:%H:%M}"
            case Term(key):
                return self._names.term(key)
            case Deal(promotion):
                return self._deals.said(promotion, str, self._money)
            case tuple():
                return ", ".join(self.words(item, now, timezone) for item in value)
            case datetime():
                local = value.astimezone(timezone)
                return f"{self._day(local)} {local:%H:%M}"
            case date():
                return self._day(value)

    def _money(self, money: Money) -> str:
        # Babel puts a no-break space behind the euro sign; cards are plain text.
        amount = Decimal(money.cents) / 100
        return format_currency(amount, money.currency, locale=self._language).replace("\u00a0", " ")

    def _day(self, day: date) -> str:
        return format_skeleton("MMMEd", day, locale=self._language)
