"""How what would come in the place of something is put before a person (O1)."""

from __future__ import annotations

from skill.dialogue.conversation import ConfirmSubstitute
from skill.dialogue.reply import Part, ProductName, RetailerName, part
from skill.dialogue.situation import Situation
from skill.domain.order import Order
from skill.domain.substitution import Outcome, Substitution


def question(situation: Situation, subject: ConfirmSubstitute) -> tuple[Part, ...]:
    order, found = found_for(situation, subject)
    if order is None or found is None or found.offered is None:
        return ()
    after = order.substituted(found.ended(Outcome.REPLACED))
    gone, instead = ProductName(found.gone.product), ProductName(found.offered.product)
    offer = part("substitute_offered", gone=gone, product=instead, total=found.offered.total)
    total = after.total if after is not None else order.total
    return (offer, part("shall_i_take_it", total=total, retailer=RetailerName(order.retailer)))


def found_for(situation: Situation, subject: ConfirmSubstitute) -> tuple[Order | None, Substitution | None]:
    order = next((each for each in situation.orders if each.id == subject.order), None)
    waiting = order.substitutions if order is not None and order.is_open else ()
    return order, next((s for s in waiting if s.report == subject.report and s.outcome is Outcome.ASKED), None)
