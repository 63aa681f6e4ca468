"""Why an offer is put first: the reasons that are true of it, what counts for this person, and that nobody paid."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import offering, order_words, sold_out
from skill.dialogue.conversation import ChooseOffer, ConfirmOrder, ConfirmProposal, Conversation
from skill.dialogue.reply import Part, ProductName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.domain.offer import Offer
from skill.domain.ranking import Criterion, decided_by

PRIVATE = frozenset(
    {
        Criterion.SAME_DIET,
        Criterion.LAST_BOUGHT,
        Criterion.KNOWN,
        Criterion.NEW,
        Criterion.PREFERRED,
        Criterion.KNOWN_BRAND,
    }
)
"""What sets two offers apart by these tells what a household bought, eats or likes."""


def told(conversation: Conversation, situation: Situation) -> tuple[Part, ...]:
    """Of what is offered or asked now; nothing when no offer is open. A stranger hears no private reason (P7)."""
    offers = _open_offers(conversation, situation)
    if not offers:
        return ()
    best = offers[0]
    criteria, household = offering.criteria(situation), offering.household(situation)
    reasons: tuple[Value, ...] = tuple(
        Term(f"reason_{reason}") for reason in reversed(offering.told_reasons(situation, best))
    )
    parts = [part("offered_first", product=ProductName(best.line.product), reasons=reasons or (Term("reason_fits"),))]
    instead = sold_out.NEAREST in best.reasons
    if len(offers) > 1 and not instead:
        by = decided_by(best, offers[1], criteria, household)
        if by is not None and (situation.speaker.known_adult is not None or by not in PRIVATE):
            other = ProductName(offers[1].line.product)
            parts.append(part("sets_apart", product=other, criterion=Term(f"criterion_{by.value}")))
    counts: tuple[Value, ...] = tuple(Term(f"criterion_{criterion.value}") for criterion in criteria)
    parts.append(part("ranked_by_likeness") if instead else part("ranked_by", criteria=counts))
    paid = order_words.sponsored_in(situation, (offer.quote for offer in offers))
    return (*parts, *(paid or (part("nobody_paid"),)))


def _open_offers(conversation: Conversation, situation: Situation) -> tuple[Offer, ...]:
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return ()
    match opened.subject:
        case ChooseOffer(offers):
            return offers
        case ConfirmProposal(offer):
            return (offer,)
        case ConfirmOrder(quote) if len(quote.lines) == 1:
            ours = Offer(quote)
            kind = [product.id for product in situation.catalogue.of_kind(ours.line.kind)]
            ranked = offering.offers(situation, kind, most=len(kind))
            same = next((offer for offer in ranked if offer.line.product == ours.line.product), None)
            return (replace(ours, reasons=same.reasons if same else ()),)
        case _:
            return ()
