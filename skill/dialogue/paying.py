"""Payments by voice: what is asked, a yes, a no, and when a PIN is needed (A3)."""

from __future__ import annotations

from skill.dialogue.conversation import ApprovePayment, Conversation, ProveIdentity
from skill.dialogue.effects import ApprovePaymentOf, RefusePaymentOf
from skill.dialogue.reply import Part, RetailerName, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.payment import Payment
from skill.domain.payment_authentication import authenticate
from skill.domain.person import Recognised
from skill.domain.reason import Reason
from skill.domain.strong_authentication import Authentication


def find(situation: Situation, payment_id: str) -> Payment | None:
    return next((payment for payment in situation.payments if payment.id == payment_id), None)


def payment_of(order_id: str) -> str:
    """The id of the payment of one order that is paid by itself."""
    return f"{order_id}-payment"


def asked(situation: Situation, payment_id: str) -> tuple[Part, ...]:
    """The payment's question, with retailer and amount."""
    payment = find(situation, payment_id)
    if payment is None:
        return ()
    return (part("shall_i_pay", retailer=RetailerName(payment.retailer), total=payment.amount),)


def ask_payment(conversation: Conversation, situation: Situation, payment: Payment) -> Step:
    """Puts the payment to the person who answers for it; nobody else hears it (P7)."""
    person = situation.speaker.known_adult
    if person is None or person.id != payment.person:
        return say(conversation, "refused", part("refused_other_person"), reasons=(Reason("P7", "not_yours"),))
    reasons = (Reason("P5", "payment_needs_yes", amount=payment.amount, subject=payment.id),)
    subject = ApprovePayment(payment.id)
    return ask(conversation, situation, subject, "asked_payment", *asked(situation, payment.id), reasons=reasons)


def approve(conversation: Conversation, situation: Situation, payment_id: str) -> Step:
    """Pays by an explicit yes. At or above the voice limit (A3), or where a voice is no ground to pay on (M3, M4), a
    PIN comes first."""
    payment = find(situation, payment_id)
    person = situation.speaker.known_adult
    if payment is None or not payment.is_asked:
        return close(conversation, "informed", part("nothing_to_pay"))
    if person is None or person.id != payment.person:
        return say(conversation, "refused", part("refused_other_person"), reasons=(Reason("P7", "not_yours"),))
    limit = situation.approval.voice_limit
    if situation.speaker.recognised is Recognised.VOICE and payment.amount >= limit:
        reasons = (Reason("A3", "above_voice_limit", payment.amount, limit),)
        proof = ProveIdentity(ApprovePayment(payment_id), confirmed=True)
        return ask(conversation, situation, proof, "asked_step_up", part("say_pin_above_limit"), reasons=reasons)
    ground = _ground(situation, payment)
    if not ground.may_go:
        reasons = (ground.reason,)
        proof = ProveIdentity(ApprovePayment(payment_id), confirmed=True)
        return ask(conversation, situation, proof, "asked_step_up", part("say_pin"), reasons=reasons)
    pay = ApprovePaymentOf(payment.id, situation.approves_as, ground)
    reasons = (Reason("M2", "approved_by_voice", payment.amount, who=person.id, subject=payment.id),)
    paid = part("paid", retailer=RetailerName(payment.retailer), total=payment.amount)
    return close(conversation, "changed", paid, effects=(pay,), reasons=reasons)


def _ground(situation: Situation, payment: Payment) -> Authentication:
    return authenticate(
        payment.amount,
        "voice",
        situation.speaker.recognised,
        method=situation.payment_methods.method(payment.kind),
        account=situation.home.account(payment.person),
        since=situation.since_last,
        low_value=situation.approval.low_value,
    )


def refuse(conversation: Conversation, situation: Situation, payment_id: str) -> Step:
    """A no to a payment: the debt stays visible (M6)."""
    payment = find(situation, payment_id)
    if payment is None or not payment.is_asked:  # approved elsewhere meanwhile: it is with the bank
        return close(conversation, "informed", part("nothing_to_pay"))
    reasons = (Reason("M6", "payment_refused", payment.amount, subject=payment.id),)
    said = part("payment_refused", total=payment.amount, retailer=RetailerName(payment.retailer))
    return close(conversation, "declined", said, effects=(RefusePaymentOf(payment.id),), reasons=reasons)
