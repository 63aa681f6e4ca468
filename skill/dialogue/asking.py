"""Questions about what is for sale: price, promotions, stock, alternatives, advice. A question never buys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from skill.dialogue import (
    amounts,
    exchanging,
    labels,
    offering,
    open_question,
    order_words,
    ordering,
    qualities,
    suggesting,
)
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import (
    ChooseOffer,
    ConfirmAmendment,
    ConfirmOrder,
    ConfirmProposal,
    Conversation,
    SayMissing,
)
from skill.dialogue.reply import KindNamed, Part, ProductName, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, say
from skill.domain.offer import Offer
from skill.domain.promotion import MinimumSpend


def _asked_about(act: Act) -> Wanted:
    """The product of the question: the first that the catalogue knows, for a name that it doesn't may be no product."""
    return next((wanted for wanted in act.wanted if wanted.product.candidates), act.wanted[0])


def _open_products(conversation: Conversation, situation: Situation) -> tuple[str, ...]:
    """What "it" is when a question is open."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return ()
    match opened.subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)):
            return tuple(line.product for line in quote.lines)
        case ConfirmAmendment() as asked:
            return tuple(line.product for line in asked.more)
        case ChooseOffer(offers):
            return tuple(offer.line.product for offer in offers)
        case _:
            return ()


def _open_offers(subject: object) -> tuple[Offer, ...]:
    """The lines that a yes would order, each by itself."""
    match subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)):
            return tuple(Offer(replace(quote, lines=(line,))) for line in quote.lines)
        case ConfirmAmendment() as asked:
            return tuple(Offer(replace(asked.quote, lines=(line,))) for line in asked.more)
        case _:
            return ()


def _still_asked(conversation: Conversation, situation: Situation) -> tuple[Part, ...]:
    """The open question again, so that an answer in between does not bury it."""
    opened = conversation.open
    return open_question.recap(situation, opened) if opened and opened.is_open(situation.now) else ()


def ask_price(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What something costs now; of the open order, its total."""
    opened = conversation.open
    if not act.wanted and not act.brand and opened is not None and _open_products(conversation, situation):
        if isinstance(opened.subject, ChooseOffer):
            prices = _prices(situation, opened.subject.offers, act)
            return say(conversation, "informed", *prices, *_still_asked(conversation, situation))
        by_content = _prices(situation, _open_offers(opened.subject), act) if act.per is not None else ()
        return say(conversation, "held", *by_content, *open_question.recap(situation, opened))
    if not act.wanted:
        return ask(conversation, situation, SayMissing("ask_price"), "asked_back", part("which_product"))
    wanted = _asked_about(act)
    quantity = amounts.said(act, wanted) or amounts.ONE_PACK
    products = ordering.resolve(situation, wanted, act.brand)
    found = offering.offers(situation, products, quantity=quantity, retailer=act.retailer, most=3)
    lead: tuple[Part, ...] = ()
    if not found and act.retailer is not None:
        found = offering.offers(situation, products, quantity=quantity, most=3)
        lead = (ordering.not_sold_there(situation, act.retailer, found),) if found else ()
    if not found:
        return say(conversation, "informed", part("not_in_assortment", said=wanted.text))
    told = (*lead, *_prices(situation, found, act))
    return say(conversation, "informed", *told, *_still_asked(conversation, situation))


def _prices(situation: Situation, offers: Iterable[Offer], act: Act) -> list[Part]:
    """What each costs; by content when that was asked, and beside the price for who wants the lowest cost (O4)."""
    offered = tuple(offers)
    parts = [_price(situation, offer, act) for offer in offered]
    return [*parts, *order_words.sponsored_in(situation, (offer.quote for offer in offered))]


def _price(situation: Situation, offer: Offer, act: Act) -> Part:
    product, retailer = ProductName(offer.line.product), RetailerName(offer.quote.retailer)
    told = order_words.by_content(situation, offer.line)
    per, total, number = Term(f"per_{told.unit}"), offer.quote.goods, offer.line.quantity
    if act.per is not None:
        return part("price_by_content", product=product, unit_price=told.price, per=per, retailer=retailer)
    if not offering.counts_prices(situation):
        return part("price_is", product=product, total=total, number=number, retailer=retailer)
    return part(
        "price_and_by_content",
        product=product,
        total=total,
        number=number,
        retailer=retailer,
        unit_price=told.price,
        per=per,
    )


def ask_offers(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The promotions that run now, on what was named or on what this home buys."""
    products = situation.catalogue.products
    named = set(ordering.resolve(situation, _asked_about(act))) if act.wanted else None
    bought = situation.bought()
    kinds = {products[product].kind for product in bought if product in products}
    running: list[tuple[bool, tuple[str, str], Part]] = []
    sellers = offering.retailers(situation, act.retailer)
    for promotion in situation.catalogue.promotions:
        if promotion.retailer not in sellers or not promotion.runs_on(situation.today):
            continue
        on_all = isinstance(promotion.deal, MinimumSpend) and named is None
        for product in sorted(promotion.products if named is None else promotion.products & named):
            if situation.market.promotion(promotion.retailer, product, situation.today) != promotion:
                continue
            deal = order_words.deal(situation, promotion.retailer, product)
            if deal is None or situation.market.price(promotion.retailer, product, situation.today) is None:
                continue
            said = part("promotion_of", product=ProductName(product), deal=deal)
            if on_all:
                said = part("promotion_at", retailer=RetailerName(promotion.retailer), deal=deal)
            running.append((products[product].kind not in kinds, (promotion.retailer, product), said))
            if on_all:
                break
    running.sort(key=lambda item: item[0])
    if not running:
        return say(conversation, "informed", part("no_promotions"))
    paid = order_words.sponsored(situation, (offered for _, offered, _ in running[:3]))
    told = (said for _, _, said in running[:3])
    return say(conversation, "informed", *told, *paid, *_still_asked(conversation, situation))


def ask_stock(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Whether it can be had now."""
    if not act.wanted:
        return ask(conversation, situation, SayMissing("ask_stock"), "asked_back", part("which_product"))
    found = offering.offers(
        situation, ordering.resolve(situation, _asked_about(act)), quantity=amounts.ONE_PACK, most=1
    )
    if not found:
        return say(conversation, "informed", part("not_in_assortment", said=_asked_about(act).text))
    there = part("in_stock", product=ProductName(found[0].line.product), retailer=RetailerName(found[0].quote.retailer))
    paid = order_words.sponsored_in(situation, [found[0].quote])
    return say(conversation, "informed", there, *paid, *_still_asked(conversation, situation))


def ask_alternatives(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Other products of the kind that is talked about; cheaper ones when an amount was named."""
    seen = _open_products(conversation, situation)
    if act.wanted:
        products: tuple[str, ...] = ordering.resolve(situation, _asked_about(act))
        kinds = list(dict.fromkeys(situation.catalogue.products[product].kind for product in products))
    else:
        kinds = list(dict.fromkeys(situation.catalogue.products[product].kind for product in seen))
    if not kinds:
        return ask(conversation, situation, SayMissing("ask_alternatives"), "asked_back", part("which_product"))
    place = exchanging.place_of(conversation, situation, kinds[0])
    asked = labels.said(act)
    known = [product.id for product in situation.catalogue.of_kind(kinds[0])]
    if place is not None:
        seen = (*seen, place.product)
    every = [product for product in known if product not in seen]
    others = _with_labels(situation, known, asked)
    if act.brand:
        others = [product for product in others if situation.catalogue.products[product].brand == act.brand]
    # Held against what they have already, so that "the cheapest" is true, and told without it.
    offered = exchanging.others(situation, place, others)
    found = tuple(offer for offer in offered if offer.line.product not in seen)[: exchanging.OTHERS_TOLD]
    if act.money is not None:
        found = tuple(offer for offer in found if offer.quote.goods.cents < act.money.cents)
    if not found:
        none = (
            _none_such(situation, every, asked)
            if asked and every
            else (part("no_alternatives", kind=KindNamed(kinds[0])),)
        )
        return say(conversation, "informed", *none, *_still_asked(conversation, situation))
    return suggesting.offer_choice(conversation, situation, found, place=place)


def ask_advice(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Suggests products with a reason that is true for this person; asks back when nothing was named to go on."""
    asked = labels.said(act)
    table = _open_products(conversation, situation)
    if table and _is_about(situation, table, act):
        # What we do not know of it is no reason to drop the question.
        told = qualities.told(situation, _meant(conversation, situation, table, act), asked)
        return say(conversation, "held", *told, *_still_asked(conversation, situation))
    named = qualities.just_named(conversation, situation)
    if not act.wanted and named and not act.need:
        return say(conversation, "informed", *qualities.told(situation, named, asked))
    if not act.wanted:
        return ask(conversation, situation, SayMissing("ask_advice"), "asked_back", part("advice_for_what"))
    products = ordering.resolve(situation, _asked_about(act), act.brand)
    found = offering.offers(situation, _with_labels(situation, products, asked), most=2)
    if not found and asked and offering.offers(situation, products, most=1):
        return say(conversation, "informed", *_none_such(situation, products, asked))
    if not found:
        return say(conversation, "informed", part("not_in_assortment", said=_asked_about(act).text))
    parts = [_advice(situation, offer) for offer in found]
    if asked:
        parts += qualities.told(situation, (offer.line.product for offer in found), asked)
    which = part("which_one") if len(found) > 1 else part("shall_i_order_new")
    paid = order_words.sponsored_in(situation, (offer.quote for offer in found))
    return ask(conversation, situation, ChooseOffer(found), "advised", *parts, *paid, which)


def _is_about(situation: Situation, table: Sequence[str], act: Act) -> bool:
    """Whether the question is about what is on the table: nothing else was named than what lies there."""
    if not act.wanted:
        return True
    kinds = {situation.catalogue.products[product].kind for product in table}
    labelled = bool(labels.said(act))  # "is that organic milk?" names organic milk, and asks about this one
    return not act.brand and all(
        wanted.product.kind in kinds and (labelled or not wanted.product.named) for wanted in act.wanted
    )


def _meant(conversation: Conversation, situation: Situation, table: Sequence[str], act: Act) -> Sequence[str]:
    """What "that" is among several: the kind that was named, else what was told of last, as what was just added."""
    kinds = {wanted.product.kind for wanted in act.wanted}
    named = [each for each in table if situation.catalogue.products[each].kind in kinds]
    return named or [each for each in qualities.just_named(conversation, situation) if each in table] or table


def _with_labels(situation: Situation, products: Iterable[str], asked: Sequence[str]) -> list[str]:
    return [each for each in products if set(asked) <= situation.catalogue.products[each].labels]


def _none_such(situation: Situation, products: Sequence[str], asked: Sequence[str]) -> tuple[Part, ...]:
    kind = KindNamed(situation.catalogue.products[products[0]].kind)
    return tuple(part("no_such_label", label=Term(f"label_{label}"), kind=kind) for label in asked)


def _advice(situation: Situation, offer: Offer) -> Part:
    values: dict[str, Value] = {
        "product": ProductName(offer.line.product),
        "total": offer.quote.goods,
        "reason": Term(f"reason_{offering.told_reason(situation, offer)}"),
    }
    return part("advise", **values)
