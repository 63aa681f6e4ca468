"""Reads one cell of a retailer's table: amounts, sizes, article numbers, deals, dates. ValueError says what is right.

Retailers write as their country does: comma or point, "6 x 330 ml", "2e halve prijs". Money never passes a float.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction
from functools import lru_cache

from skill.domain.catalogue import Size
from skill.domain.money import Money
from skill.domain.promotion import BundlePrice, BuyGet, Deal, MinimumSpend, Percent, SecondHalfPrice

MAX_CENTS = 100_000_00
MAX_CONTENT = 1_000_000
_AMOUNT = re.compile(r"€?\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*€?")
_SIZE = re.compile(r"(?:(\d{1,4})\s*[x×*]\s*)?(\d{1,6})(?:[.,](\d{1,3}))?\s*([a-zA-Z]+)\.?")
_UNITS = {
    unit: (name, times)
    for name, times, written in (
        ("g", 1, "g gr gram grams grammes"),
        ("g", 1000, "kg kilo kilos kilogram kilograms"),
        ("ml", 1, "ml milliliter millilitre"),
        ("ml", 10, "cl"),
        ("ml", 100, "dl"),
        ("ml", 1000, "l lt ltr liter litre liters litres"),
        ("piece", 1, "piece pieces pc pcs st stuk stuks stk each"),
        ("roll", 1, "roll rolls rol rollen"),
        ("wash", 1, "wash washes wasbeurt wasbeurten wasjes"),
    )
    for unit in written.split()
}
_BUY_GET = re.compile(r"(\d{1,2})\s*\+\s*(\d{1,2})(?:\s*(?:gratis|free))?")
_PERCENT = re.compile(r"-?\s*(\d{1,2})\s*(?:%|procent|percent)(?:\s*(?:korting|off))?")
_BUNDLE = re.compile(r"(\d{1,2})\s*(?:=|for|voor)\s*(.+)")
_HALF = frozenset({"half", "second half price", "2nd half price", "2e halve prijs", "tweede halve prijs"})
_SPEND_OFF = re.compile(r"(?:spend|bij)\s+(?P<spend>€?\s*[\d.,]+)\s+(?:off\s+)?(?P<off>€?\s*[\d.,]+)(?:\s+korting)?")
_OFF_FROM = re.compile(r"(?P<off>€?\s*[\d.,]+)\s+(?:off from|korting vanaf)\s+(?P<spend>€?\s*[\d.,]+)")
_YES = frozenset({"yes", "true", "1", "ja", "x"})
DEALS = "2+1, 25%, 3 for 5.00, second half price or 5.00 off from 25.00"


@lru_cache(maxsize=20_000)
def amount(written: str) -> Money:
    """Euros with a comma or a point and at most two decimals: `2,49`, `2.5`, `€ 3`."""
    found = _AMOUNT.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no amount; write 12.50 or 12,50")
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if cents > MAX_CENTS:
        raise ValueError(f"{written!r} is too much for one product")
    return Money(cents)


@lru_cache(maxsize=20_000)
def size(written: str) -> Size:
    """`500 g`, `1,5 l`, `6 x 330 ml`, `10 stuks`: in g, ml, piece, roll or wash."""
    found = _SIZE.fullmatch(written)
    unit = _UNITS.get(found[4].lower()) if found else None
    if found is None or unit is None:
        raise ValueError(f"{written!r} is no size; write 500 g, 1.5 l, 6 x 330 ml, 10 piece, 8 roll or 40 wash")
    content = Fraction(f"{found[2]}.{found[3] or 0}") * unit[1] * int(found[1] or 1)
    if content.denominator != 1 or not 0 < content <= MAX_CONTENT:
        raise ValueError(f"{written!r} is no whole number of {unit[0]} from 1 to {MAX_CONTENT}")
    return Size(int(content), unit[0])


def gtin(written: str) -> str:
    """An article number (GTIN-8, 12, 13 or 14) whose check digit is right, without spaces."""
    digits = written.replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (8, 12, 13, 14):
        raise ValueError(f"{written!r} is no GTIN of 8, 12, 13 or 14 digits")
    body = [int(digit) for digit in reversed(digits[:-1])]
    check = -sum(digit * (3 if at % 2 == 0 else 1) for at, digit in enumerate(body)) % 10
    if check != int(digits[-1]):
        raise ValueError(f"the check digit of the GTIN {digits} is {check}, not {digits[-1]}; look it up again")
    return digits


def yes(written: str) -> bool:
    return written.lower() in _YES


@lru_cache(maxsize=4_096)
def day(written: str) -> date:
    """2026-03-02."""
    try:
        if len(written) != len("2026-03-02"):
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is no date; write 2026-03-02") from None


@lru_cache(maxsize=4_096)
def deal(written: str) -> Deal:
    """`2+1`, `25%`, `3 for 5.00` (or `3=5.00`), `second half price` (or `half`), `5.00 off from 25.00`;
    Dutch as well."""
    plain = " ".join(written.lower().replace("-", " ").split())
    if plain in _HALF:
        return SecondHalfPrice()
    if (found := _BUY_GET.fullmatch(plain)) and 1 <= int(found[1]) <= 20 and 1 <= int(found[2]) <= 20:
        return BuyGet(int(found[1]), int(found[2]))
    if (found := _PERCENT.fullmatch(plain)) and 1 <= int(found[1]) <= 90:
        return Percent(int(found[1]))
    if (found := _BUNDLE.fullmatch(plain)) and 2 <= int(found[1]) <= 20 and amount(found[2]):
        return BundlePrice(int(found[1]), amount(found[2]))
    if found := _SPEND_OFF.fullmatch(plain) or _OFF_FROM.fullmatch(plain):
        spend, off = amount(found["spend"].strip()), amount(found["off"].strip())
        if not Money(0) < off < spend:
            raise ValueError(f"{written!r} takes off nothing, or as much as has to be spent")
        return MinimumSpend(spend, off)
    raise ValueError(f"{written!r} is no deal that we know; write {DEALS}")


def deal_text(of: Deal) -> str:
    """The deal as `deal` reads it, without spaces."""
    match of:
        case BuyGet(buy, free):
            return f"{buy}+{free}"
        case Percent(percent):
            return f"{percent}%"
        case SecondHalfPrice():
            return "half"
        case BundlePrice(quantity, price):
            return f"{quantity}={euros(price)}"
        case MinimumSpend(spend, off):
            return f"{euros(off)} off from {euros(spend)}"


def euros(of: Money) -> str:
    return f"{of.cents // 100}.{of.cents % 100:02d}"


@lru_cache(maxsize=20_000)
def slug(text: str) -> str:
    """Letters a-z, digits and _: part of an id."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
