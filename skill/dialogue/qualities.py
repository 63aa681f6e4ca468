"""What is known of a product that was named: what its label tells and how much is in it. What the catalogue does not
tell is said to be unknown: it is neither affirmed nor denied, and what somebody may not have is on the pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skill.dialogue import labels
from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Part, ProductName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.domain.catalogue import Product

MOST_TOLD = 3
"""Of more products than are offered at once nothing is told one by one."""


def told(situation: Situation, products: Iterable[str], asked: Sequence[str] = ()) -> tuple[Part, ...]:
    """Of each product the labels that were asked for; where none was, all that we know."""
    known = [situation.catalogue.products[each] for each in products if each in situation.catalogue.products]
    if not asked:
        return (*(_all_of(product) for product in known[:MOST_TOLD]), part("no_more_is_known"))
    parts = [_label(product, label) for product in known[:MOST_TOLD] for label in asked]
    return (*parts, part("check_the_pack")) if set(asked) & set(labels.DIETS) else tuple(parts)


def _label(product: Product, label: str) -> Part:
    key = "label_is_known" if label in product.labels else "label_not_known"
    return part(key, product=ProductName(product.id), label=Term(f"label_{label}"))


def _all_of(product: Product) -> Part:
    known: tuple[Value, ...] = tuple(Term(f"label_{label}") for label in labels.LABELS if label in product.labels)
    name = ProductName(product.id)
    if not known:
        return part("known_content", product=name, content=product.size)
    return part("known_content_and_labels", product=name, content=product.size, labels=known)


def just_named(conversation: Conversation, situation: Situation) -> tuple[str, ...]:
    """The products of our last answer, for who heard it: what "it" is when no question is open (P7)."""
    person = situation.speaker.known_adult
    last = conversation.last_reply
    if last is None or conversation.told != (person.id if person else None):
        return ()
    named = (value for each in last.parts for value in each.values.values() if isinstance(value, ProductName))
    return tuple(dict.fromkeys(value.product for value in named))
