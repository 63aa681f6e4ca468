"""Questions about what is for sale: price, promotions, stock, alternatives, advice. A question never buys."""

from __future__ import annotations

from skill.dialogue import amounts, offering, open_question, ordering
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import ChooseOffer, ConfirmOrder, ConfirmProposal, Conversation, SayMissing
from skill.dialogue.reply import Deal, KindNamed, Part, ProductName, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, say
from skill.domain.offer import Offer


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
        case ChooseOffer(offers):
            return tuple(offer.line.product for offer in offers)
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
        if isinstance(opened.subject, ConfirmOrder | ConfirmProposal):
            return say(conversation, "held", *open_question.recap(situation, opened))
        return say(conversation, "informed", *_option_prices(opened.subject), *_still_asked(conversation, situation))
    if not act.wanted:
        return ask(conversation, situation, SayMissing("ask_price"), "asked_back", part("which_product"))
    wanted = _asked_about(act)
    quantity = amounts.said(act, wanted) or amounts.ONE_PACK
    products = ordering.resolve(situation, wanted, act.brand)
    found = offering.offers(situation, products, quantity=quantity, retailer=act.retailer, most=3)
    if not found:
        return say(conversation, "informed", part("not_in_assortment", said=wanted.text))
    prices = [
        part(
            "price_is",
            product=ProductName(offer.line.product),
            total=offer.quote.goods,
            number=offer.line.quantity,
            retailer=RetailerName(offer.quote.retailer),
        )
        for offer in found
    ]
    return say(conversation, "informed", *prices, *_still_asked(conversation, situation))


def _option_prices(subject: object) -> list[Part]:
    offers = subject.offers if isinstance(subject, ChooseOffer) else ()
    return [
        part(
            "price_is",
            product=ProductName(offer.line.product),
            total=offer.quote.goods,
            number=offer.line.quantity,
            retailer=RetailerName(offer.quote.retailer),
        )
        for offer in offers
    ]


def ask_offers(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The promotions that run now, on what was named or on what this home buys."""
    products = situation.catalogue.products
    named = set(ordering.resolve(situation, _asked_about(act))) if act.wanted else None
    bought = situation.bought()
    kinds = {products[product].kind for product in bought if product in products}
    running: list[tuple[bool, Part]] = []
    sellers = offering.retailers(situation, act.retailer)
    for promotion in situation.catalogue.promotions:
        if promotion.retailer not in sellers or not promotion.runs_on(situation.today):
            continue
        for product in sorted(promotion.products):
            if named is not None and product not in named:
                continue
            if situation.market.promotion(promotion.retailer, product, situation.today) != promotion:
                continue
            said = part("promotion_of", product=ProductName(product), deal=Deal(promotion.id))
            running.append((products[product].kind not in kinds, said))
    running.sort(key=lambda item: item[0])
    if not running:
        return say(conversation, "informed", part("no_promotions"))
    return say(conversation, "informed", *(said for _, said in running[:3]), *_still_asked(conversation, situation))


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
    return say(conversation, "informed", there, *_still_asked(conversation, situation))


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
    others = [product.id for product in situation.catalogue.of_kind(kinds[0]) if product.id not in seen]
    if act.brand:
        others = [product for product in others if situation.catalogue.products[product].brand == act.brand]
    found = offering.offers(situation, others, most=3)
    if act.money is not None:
        found = tuple(offer for offer in found if offer.quote.goods.cents < act.money.cents)
    if not found:
        none = part("no_alternatives", kind=KindNamed(kinds[0]))
        return say(conversation, "informed", none, *_still_asked(conversation, situation))
    return ordering.offer_choice(conversation, situation, found)


def ask_advice(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Suggests products with a reason that is true for this person; asks back when nothing was named to go on."""
    if not act.wanted:
        return ask(conversation, situation, SayMissing("ask_advice"), "asked_back", part("advice_for_what"))
    found = offering.offers(situation, ordering.resolve(situation, _asked_about(act), act.brand), most=2)
    if not found:
        return say(conversation, "informed", part("not_in_assortment", said=_asked_about(act).text))
    parts = [_advice(situation, offer) for offer in found]
    asked = part("which_one") if len(found) > 1 else part("shall_i_order_new")
    return ask(conversation, situation, ChooseOffer(found), "advised", *parts, asked)


def _advice(situation: Situation, offer: Offer) -> Part:
    values: dict[str, Value] = {
        "product": ProductName(offer.line.product),
        "total": offer.quote.goods,
        "reason": Term(f"reason_{offering.told_reason(situation, offer)}"),
    }
    return part("advise", **values)
