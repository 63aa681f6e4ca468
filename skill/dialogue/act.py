"""What a person does by speaking: an intent with its values in the skill's own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlu.interpretation import MomentValue, MoneyValue, OrdinalValue, ProductValue, QuantityValue

NOT_UNDERSTOOD = "not_understood"
"""The act of an utterance that no intent explains well enough."""


OF_THE_BASKET = frozenset({"add_to_basket", "remove_from_basket", "change_quantity"})
"""Acts that only change what is in the basket, so that two of them can be one turn."""


SURELY_HEARD_FROM = 0.9
"""Of what is less like the name that it was taken for, much is another product or none: no mandate buys it (P2)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product as spoken, with the number of it when one was said."""

    text: str
    product: ProductValue
    quantity: QuantityValue | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether something else may have been said: "aparte" is not quite "paté"."""
        return bool(self.product.candidates) and self.product.score < SURELY_HEARD_FROM


@dataclass(frozen=True, slots=True)
class Act:
    """`intent` is one of the contract's, or NOT_UNDERSTOOD; `also` names what else the sentence held, and `left` are
    the words of a second wish; `then` is what was meant by them, where both wishes are of the basket.

    `preferences` are the contract's words for what a preference is about ("ask_less", "forget") and for what a product
    is ("organic"), in the order spoken;
    `named` is one preference as a page names it (`Preference.name`). `device` names a sensor or where it stands, in the
    contract's words and in those that were spoken. `per` is the unit that a price was asked by ("per kilo"). `put_off`:
    they would rather hear it again later. `only`: the product that is named and no other; `more`: the number comes on
    top. `or_else` are further moments that will do ("tomorrow or else Saturday").
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
    preferences: tuple[str, ...] = ()
    device: tuple[str, ...] = ()
    named: str | None = None
    also: tuple[str, ...] = ()
    per: str | None = None
    put_off: bool = False
    only: bool = False
    more: bool = False
    left: str = field(default="", repr=False)
    then: Act | None = None
    or_else: tuple[MomentValue, ...] = ()

    @property
    def moments(self) -> tuple[MomentValue, ...]:
        """When it may be, the dearest wish first."""
        return (self.moment, *self.or_else) if self.moment is not None else ()
