"""From what was heard to what was meant: thresholds, and which number belongs to which product."""

from __future__ import annotations

from dataclasses import replace

from nlu.interpretation import (
    DigitsValue,
    Entity,
    EnumValue,
    Expecting,
    Interpretation,
    MomentValue,
    MoneyValue,
    NameValue,
    OrdinalValue,
    ProductValue,
    QuantityValue,
    TextValue,
)
from skill.dialogue.act import NOT_UNDERSTOOD, OF_THE_BASKET, Act, Wanted

UNDERSTOOD_FROM = 0.30
"""Below this confidence we ask again rather than act."""

CONFIRM_FROM = 0.80
"""A yes costs money: below this confidence it is a doubt, not a confirmation (P2)."""

CHANGES_FROM = 0.50
"""What changes permissions, preferences or an order that stands is done when it is likelier than all else together."""

CHANGING = frozenset({"set_mandate", "revoke_mandate", "pause_buying", "set_preference", "cancel_order"})


def act(interpretation: Interpretation, expecting: Expecting | None) -> Act:
    """The act that an interpretation stands for, given what kind of question is open."""
    intent = interpretation.intent
    if intent == "confirm" and (interpretation.confidence < CONFIRM_FROM or interpretation.also):
        intent = "hesitate"
    elif interpretation.confidence < (CHANGES_FROM if intent in CHANGING else UNDERSTOOD_FROM):
        intent = NOT_UNDERSTOOD
    ordinal = interpretation.value("ordinal", OrdinalValue)
    if expecting == "choice" and intent == "order_product" and ordinal is not None:
        intent = "choose_option"
    wanted = _wanted(interpretation)
    paired = {id(item.quantity) for item in wanted}
    free = [e.value for e in interpretation.of("quantity") if id(e.value) not in paired]
    moments = [e.value for e in interpretation.of("moment") if isinstance(e.value, MomentValue)]
    brand = interpretation.value("brand", NameValue)
    retailer = interpretation.value("retailer", NameValue)
    category = interpretation.value("category", EnumValue)
    period = interpretation.value("period", EnumValue)
    person = interpretation.value("person", NameValue)
    need = interpretation.value("need", TextValue)
    reason = interpretation.value("reason", TextValue)
    digits = interpretation.value("digits", DigitsValue)
    return Act(
        intent=intent,
        confidence=interpretation.confidence,
        wanted=wanted,
        quantity=next((value for value in free if isinstance(value, QuantityValue)), None),
        money=interpretation.value("money", MoneyValue),
        moment=moments[0] if moments else None,
        or_else=tuple(moments[1:]),
        ordinal=ordinal,
        brand=brand.id if brand else None,
        retailer=retailer.id if retailer else None,
        category=category.value if category else None,
        period=period.value if period else None,
        person=person.id if person else None,
        need=need.value if need else None,
        reason=reason.value if reason else None,
        digits=digits.value if digits else None,
        preferences=_preferences(interpretation),
        device=_device(interpretation),
        also=interpretation.also,
        left=interpretation.left if intent != NOT_UNDERSTOOD else "",
        per=interpretation.per,
        put_off=interpretation.put_off,
        only=interpretation.only,
        more=interpretation.more,
    )


def with_second(act: Act, second: Act) -> Act:
    """Both wishes of a sentence, where the second is one of the basket as well and says nothing more."""
    if second.intent not in OF_THE_BASKET or second.left or second.also:
        return act
    return replace(act, then=second)


def _preferences(interpretation: Interpretation) -> tuple[str, ...]:
    told = [entity.value for entity in interpretation.entities if entity.name in ("preference", "label")]
    return tuple(value.value for value in told if isinstance(value, EnumValue))


def _device(interpretation: Interpretation) -> tuple[str, ...]:
    """The words that name a sensor and where it stands, each once: a sensor may bear a name of either."""
    words: dict[str, None] = {}
    for entity in interpretation.of("device"):
        if isinstance(entity.value, EnumValue):
            words.update(dict.fromkeys((entity.value.value, *entity.text.lower().split())))
    return tuple(words)


def _wanted(interpretation: Interpretation) -> tuple[Wanted, ...]:
    """Each product with the quantity that stands right before it (or right after: "coffee, two packs")."""
    products = [(e, e.value) for e in interpretation.of("product") if isinstance(e.value, ProductValue)]
    quantities = sorted(interpretation.of("quantity"), key=lambda entity: entity.start)
    found: list[Wanted] = []
    used: set[int] = set()
    for index, (product, product_value) in enumerate(products):
        previous_end = products[index - 1][0].end if index else -1
        next_start = products[index + 1][0].start if index + 1 < len(products) else len(interpretation.text) + 1
        before = [q for q in quantities if previous_end <= q.start < product.start and q.start not in used]
        after = [q for q in quantities if product.end <= q.start < next_start and q.start not in used]
        quantity: Entity | None = before[-1] if before else (after[0] if after and len(products) == 1 else None)
        if quantity is not None:
            used.add(quantity.start)
        value = quantity.value if quantity is not None else None
        found.append(Wanted(product.text, product_value, value if isinstance(value, QuantityValue) else None))
    return tuple(found)
