"""What comes in the place of something: told, asked of who wants to decide, and refused afterwards."""

from __future__ import annotations

from nlu.interpretation import ProductValue
from skill.dialogue import amendment, order_words, returning, substitute_words
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import ConfirmSubstitute, Conversation, ProveIdentity
from skill.dialogue.effects import AnswerSubstitute
from skill.dialogue.reply import Part, ProductName, RetailerName, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close
from skill.domain.authorization import Allowed, Consent, NeedsConfirmation, NeedsStepUp, Refused
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.reason import Reason
from skill.domain.substitution import Outcome, Substitution


def of_notice(situation: Situation, note: Notification) -> tuple[Order, Substitution] | None:
    """What a notification is about."""
    for order in situation.orders:
        for each in order.substitutions:
            if order.id == note.subject and note.id.endswith(f":{each.report}"):
                return order, each
    return None


def told(order: Order, found: Substitution) -> Part:
    retailer, gone = RetailerName(order.retailer), ProductName(found.gone.product)
    if found.outcome is Outcome.REPLACED and found.offered is not None:
        instead = ProductName(found.offered.product)
        return part("comes_instead", gone=gone, product=instead, retailer=retailer, total=order.total)
    return part("stays_away", product=gone, retailer=retailer)


def ask_substitute(conversation: Conversation, situation: Situation, order: Order, found: Substitution) -> Step:
    """Puts it to who ordered: what, instead of what, and what the order comes to with it (O1)."""
    after = order.substituted(found.ended(Outcome.REPLACED))
    if after is None or found.offered not in after.lines:
        return _without(conversation, order, found)  # what it would replace is less by now, and so it would be dearer
    subject = ConfirmSubstitute(order.id, found.report, after.quote)
    return ask(conversation, situation, subject, "asked_confirmation", *substitute_words.question(situation, subject))


def accepted(conversation: Conversation, situation: Situation, subject: ConfirmSubstitute, asked: str | None) -> Step:
    """A yes, of who was asked and in time: the order becomes that; what changed meanwhile is asked again (P3)."""
    order, found = substitute_words.found_for(situation, subject)
    opened = conversation.open
    if order is None or found is None or opened is None:
        return close(conversation, "informed", part("order_changed_meanwhile"))
    after = order.substituted(found.ended(Outcome.REPLACED))
    if after is None or after.quote != subject.quote:
        return ask_substitute(conversation, situation, order, found)
    consent = Consent(subject.quote, asked or "", opened.asked_at)
    verdict = amendment.verdict_on(situation, order, after.quote, consent)
    match verdict:
        case Allowed():
            said = part("amended", retailer=RetailerName(order.retailer), total=after.total)
            effects = (AnswerSubstitute(order.id, subject.report, verdict),)
            return close(conversation, "changed", said, effects=effects, reasons=verdict.reasons)
        case NeedsConfirmation():
            return ask_substitute(conversation, situation, order, found)
        case NeedsStepUp(reasons):
            proof = ProveIdentity(subject, confirmed=True)
            said = order_words.pin_asked(reasons)
            return ask(conversation, situation, proof, "asked_step_up", said, reasons=reasons)
        case Refused(reasons):
            return close(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def declined(conversation: Conversation, situation: Situation, subject: ConfirmSubstitute) -> Step:
    order, found = substitute_words.found_for(situation, subject)
    if order is None or found is None:
        return close(conversation, "declined", part("not_amended"))
    return _without(conversation, order, found)


def _without(conversation: Conversation, order: Order, found: Substitution) -> Step:
    left = part("substitute_left", retailer=RetailerName(order.retailer))
    reasons = (Reason("P3", "substitute_declined", order.total, who=order.person, subject=order.id),)
    return close(conversation, "declined", left, effects=(AnswerSubstitute(order.id, found.report),), reasons=reasons)


def unwanted(conversation: Conversation, situation: Situation) -> Step | None:
    """ "I don't want that one", right after it was told what came instead: it stays away, or goes back."""
    person, last = situation.speaker.known_adult, conversation.last_reply
    if person is None or last is None or conversation.told != person.id or conversation.open is not None:
        return None
    named = {each.values.get("product") for each in last.parts if each.key == "comes_instead"}
    for order in situation.orders:
        for each in order.substitutions:
            mine = order.person == person.id and each.outcome is Outcome.REPLACED and each.offered is not None
            if not mine or each.offered is None or ProductName(each.offered.product) not in named:
                continue
            if order.is_open:
                return _without(conversation, order, each)
            product = Wanted(each.offered.product, ProductValue(None, (each.offered.product,), named=1))
            return returning.return_product(conversation, Act("return_product", wanted=(product,)), situation)
    return None
