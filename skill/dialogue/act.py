"""What a person does by speaking: an intent with its values in the skill's own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlu.interpretation import MomentValue, MoneyValue, OrdinalValue, ProductValue, QuantityValue

NOT_UNDERSTOOD = "not_understood"
"""The act of an utterance that no intent explains well enough."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product as spoken, with the number of it when one was said."""

    text: str
    product: ProductValue
    quantity: QuantityValue | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """`intent` is one of the contract's, or NOT_UNDERSTOOD; `also` names what else the sentence held.

    `digits` (a spoken PIN) never shows in a repr (A5).
    """

    intent: str
    confidence: float = 1.0
    wanted: tuple[Wanted, ...] = ()
    quantity: QuantityValue | None = None
    money: MoneyValue | None = None
    moment: MomentValue | None = None
    ordinal: OrdinalValue | None = None
    brand: str | None = None
    retailer: str | None = None
    category: str | None = None
    period: str | None = None
    person: str | None = None
    need: str | None = None
    reason: str | None = None
    digits: str | None = field(default=None, repr=False)
    also: tuple[str, ...] = ()
