"""Every part that the dialogue may say, with the values that it supplies: the contract that `replies.yml` is held to.

A value that ends with `!` must be named in every variant, because a law or a rule wants it said (O1, P5).
A value that ends with `?` is not always supplied: a variant that names it is only used when it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skill.dialogue.labels import LABELS
from skill.domain.ranking import Criterion
from skill.speech.part_tables import afterwards, buying, conversation, money, preferences, reasons

TERMS = frozenset(
    {
        *(f"reason_{r}" for r in ("fits", "last_bought", "known", "new", "promotion", "cheapest")),
        *(f"reason_{r}" for r in ("known_brand", "sustainable", "nearest", "cheaper", "same_price", "dearer")),
        *(f"reason_same_{r}" for r in ("brand", "character", "content")),
        *(f"reason_preferred_{r}" for r in ("brand", "retailer", "size", "label")),
        *(f"criterion_{criterion.value}" for criterion in Criterion),
        *(f"per_{unit}" for unit in ("kg", "l", "piece", "roll", "wash")),
        *(f"category_{c}" for c in ("groceries", "energy", "insurance", "clothing", "household")),
        *(f"period_{p}" for p in ("order", "day", "week", "month")),
        *(f"this_{p}" for p in ("day", "week", "month")),
        *(f"label_{label}" for label in LABELS),
        *(f"size_{s}" for s in ("large", "small")),
        *(f"pay_{p}" for p in ("direct_debit", "payment_request", "wallet", "instant_transfer", "pay_later")),
        *(f"part_{p}" for p in ("morning", "afternoon", "evening")),
        *(f"excluded_{e}" for e in ("perishable", "service")),
        *(f"back_{b}" for b in ("pickup", "parcel")),
        "somebody",
    }
)
"""Words and clauses that the dialogue names by key."""

DEALS: Mapping[str, str] = {
    "buy_get": "buy! free together!",
    "percent": "percent!",
    "second_half_price": "",
    "bundle_price": "quantity! price!",
    "minimum_spend": "spend! off!",
    "mixed": "deal!",
}
"""How a promotion is spoken, with its values. `buy_get_2_1` and the like may say one deal in words of its own; `mixed`
is said around the deal of which different products count together."""

CARDS = frozenset(
    {
        "line",
        "promotion_applies",
        "promotion_counts",
        "deposit_included",
        "delivered_in_slot",
        "delivered_in_free_slot",
        "shall_i_order",
        "shall_i_order_if_home",
        "shall_i_amend",
        "ordered",
        "ordered_within_mandate",
        "comes_in_slot",
    }
)
"""Parts that have a line on a screen."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """The values of a part: all that may be named, those that must be, and those that are not always there."""

    names: frozenset[str]
    required: frozenset[str]
    optional: frozenset[str]


def supplied(written: str) -> Supplied:
    """Reads one right-hand side of the tables above."""
    words = written.split()
    return Supplied(
        frozenset(word.rstrip("!?") for word in words),
        frozenset(word[:-1] for word in words if word.endswith("!")),
        frozenset(word[:-1] for word in words if word.endswith("?")),
    )


PARTS: Mapping[str, Supplied] = {
    key: supplied(written)
    for topic in (
        conversation.TALK,
        conversation.QUESTIONS,
        buying.ORDERING,
        buying.BASKET,
        buying.FOR_SALE,
        afterwards.TELLING,
        afterwards.AFTER_THE_ORDER,
        money.MONEY,
        preferences.PREFERENCES,
        preferences.DEVICES,
        reasons.REFUSED,
        reasons.WHY,
    )
    for key, written in topic.items()
}
"""All parts by key."""

OWN = frozenset({"cut_short"})
"""Parts that speech adds itself; the dialogue does not name them."""
