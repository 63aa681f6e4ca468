"""One turn of a conversation: heard, meant, decided, done. What is said of it is speech's work."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from nlu.interpretation import Context, Expecting, Interpretation
from skill.dialogue import policy, understanding
from skill.dialogue.act import OF_THE_BASKET, Act
from skill.dialogue.conversation import (
    ChooseOffer,
    ConfirmAmendment,
    ConfirmOrder,
    ConfirmProposal,
    Conversation,
    OpenQuestion,
    ProveIdentity,
)
from skill.dialogue.effects import AmendOrder, Effect, PlaceOrder
from skill.dialogue.reply import Reply
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step
from skill.domain.authorization import Reason
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.offer import Offer
from skill.domain.order import OrderStatus
from skill.domain.person import UNKNOWN_SPEAKER, Person, Recognised, Role, Speaker
from skill.usecases import announce, end_notices, proving, run_errands, sign_mandates, who_is_home
from skill.usecases.carry_out import carry_out
from skill.usecases.parts import Parts
from skill.usecases.picture import ORDERS_REMEMBERED, situation
from skill.usecases.ports import HomeRecords

SOME_CHILD = Person("child", "", role=Role.CHILD)
"""A child's voice in a home that lists no child."""

KEPT_OUTCOMES = frozenset(
    {"placed", "asked_confirmation", "asked_payment", "asked_step_up", "refused", "changed", "declined", "cancelled"}
)
"""Decisions that are kept even when they carry no reason (P11)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a channel received. Exactly one of `text` and `act` is given.

    `request_id` is the channel's: the same id again gets the stored answer and does nothing (P4). `speaker` is a
    person's id, `child` or `unknown`; `conversation` names the device within the home. `text` never shows in a repr:
    it may be a PIN (A5). `approves_as` is how a yes is kept: `voice`, or `app` for a page.
    """

    request_id: str
    home: str
    speaker: str
    locale: str
    text: str | None = field(default=None, repr=False)
    act: Act | None = None
    conversation: str = "speaker"
    recognised: Recognised = Recognised.VOICE
    approves_as: str = "voice"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided. `interpretation` is None for native acts and repeated requests; `at` is UTC."""

    reply: Reply
    interpretation: Interpretation | None
    reasons: tuple[Reason, ...]
    at: datetime
    turn: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Glance:
    """What must be known to hear: read without the lock, before the recogniser runs."""

    answered: Reply | None
    turn: int
    expecting: Expecting | None
    context: Context


def respond(heard: Heard, parts: Parts) -> Answer:
    """Answers one utterance. Raises DataError for an unknown home, RecordsUnavailable when nothing can be kept."""
    home = parts.home(heard.home)
    speaker = _speaker(home, heard)
    outside = parts.retailers.outside()
    while True:
        now = parts.clock()
        glance = _glance(heard, parts, home, now)
        if glance.answered is not None:
            return Answer(glance.answered, None, (), now, glance.turn, repeated=True)
        interpretation, act = _understand(heard, parts, home, glance, now)
        busy = who_is_home.nobody_home(home, parts.agendas, now)
        guesses = glance.expecting == "pin" and act.intent == "give_pin" and act.digits is not None
        holders = proving.holders(home.id, act, parts, now) if guesses else ()
        with parts.records.transaction(home.id) as records:
            answered = records.answer_to(heard.request_id)
            if answered is not None:
                return Answer(answered, None, (), now, glance.turn, repeated=True)
            conversation = records.conversation(heard.conversation) or Conversation(heard.conversation)
            if conversation.turn != glance.turn:
                continue  # Another turn came in between: what was open when we listened is not what is open now.
            if guesses:
                holders = proving.count(records, holders, now)
            end_notices.run(home, records, parts.manners, now)
            picture = situation(
                parts,
                home,
                records,
                outside,
                busy,
                now,
                speaker=speaker,
                pin_holders=holders,
                approves_as=heard.approves_as,
                puts_off=act.put_off,
            )
            step = policy.next_step(conversation, act, picture)
            _keep(step, act, heard, picture, records, parts)
            announce.queue(home, records, parts, now)
        if step.effects:
            sign_mandates.work_off(home.id, parts, now)
            # What this turn decided; what waited already is for the workers, and no turn is held up by it.
            parts.promptly(partial(run_errands.run, home.id, parts, now, queued_since=now))
        return Answer(step.reply, interpretation, step.reasons, now, step.conversation.turn)


def _speaker(home: Home, heard: Heard) -> Speaker:
    """The voice as a person. Without that person's consent a voice is nobody's (A2)."""
    if heard.speaker == "child":
        child = next((person for person in home.persons if person.role is Role.CHILD), SOME_CHILD)
        return Speaker(child, Recognised.VOICE)
    person = home.person(heard.speaker)
    if person is None or heard.recognised is Recognised.NOT:
        return UNKNOWN_SPEAKER
    if heard.recognised is Recognised.VOICE and not person.voice_consent and person.role is Role.ADULT:
        return UNKNOWN_SPEAKER
    return Speaker(person, heard.recognised)


def _glance(heard: Heard, parts: Parts, home: Home, now: datetime) -> _Glance:
    with parts.records.reading(home.id) as records:
        answered = records.answer_to(heard.request_id)
        conversation = records.conversation(heard.conversation) or Conversation(heard.conversation)
        bought: dict[str, None] = {}
        for order in reversed(records.current_orders(now - ORDERS_REMEMBERED)):
            if order.status is not OrderStatus.CANCELLED:
                bought.update(dict.fromkeys(line.product for line in order.lines))
    names = tuple(person.name for person in home.persons)
    opened = conversation.open
    proposes = opened is not None and isinstance(opened.subject, ConfirmProposal)
    context = Context(_offered(conversation, now), tuple(bought), names, proposes)
    return _Glance(answered, conversation.turn, conversation.expecting(now), context)


def _offered(conversation: Conversation, now: datetime) -> tuple[str, ...]:
    opened = conversation.open
    if opened is None or not opened.is_open(now):
        return ()
    match opened.subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)) | ProveIdentity(ConfirmOrder(quote)):
            return tuple(line.product for line in quote.lines)
        case ConfirmAmendment(quote=quote):
            return tuple(line.product for line in quote.lines)
        case ChooseOffer(offers):
            return tuple(offer.line.product for offer in offers)
        case _:
            return ()


def _understand(
    heard: Heard, parts: Parts, home: Home, glance: _Glance, now: datetime
) -> tuple[Interpretation | None, Act]:
    if heard.act is not None:
        return None, heard.act
    here = now.astimezone(home.timezone)
    interpretation = parts.recognizer.recognize(
        heard.text or "", heard.locale, glance.expecting, now=here, context=glance.context
    )
    act = understanding.act(interpretation, glance.expecting)
    if act.left and act.intent in OF_THE_BASKET:
        second = parts.recognizer.recognize(act.left, heard.locale, None, now=here, context=glance.context)
        act = understanding.with_second(act, understanding.act(second, None))
    return interpretation, act


def _keep(step: Step, act: Act, heard: Heard, picture: Situation, records: HomeRecords, parts: Parts) -> None:
    """Everything of the turn in its one transaction: effects, decision, conversation, answer."""
    subject: str | None = None
    for effect in step.effects:
        subject = _do(effect, picture, records, parts) or subject
    if step.reasons or step.decided in KEPT_OUTCOMES:
        speaker = step.speaker or picture.speaker
        person = speaker.known_adult
        reasons = tuple(replace(reason, subject=reason.subject or subject) for reason in step.reasons)
        records.add_decision(
            Decision(
                id=parts.new_id(),
                at=picture.now,
                outcome=step.decided,
                reasons=reasons,
                person=person.id if person else None,
                recognised=speaker.recognised.value,
                subject=subject,
                kinds=_about(step, act, picture),
            )
        )
    records.keep_conversation(step.conversation, picture.now)
    records.keep_answer(heard.request_id, step.reply, picture.now)


def _about(step: Step, act: Act, picture: Situation) -> tuple[str, ...]:
    """The kinds of goods that a turn was about: what it orders, what it asks, and what was named."""
    kinds = {wanted.product.kind for wanted in act.wanted}
    for effect in step.effects:
        match effect:
            case PlaceOrder(quote):
                kinds |= quote.kinds
            case AmendOrder(order_id, quote):
                had = {line for order in picture.orders if order.id == order_id for line in order.lines}
                kinds |= {line.kind for line in quote.lines if line not in had}
    match step.conversation.open:
        case OpenQuestion(ConfirmAmendment(_, before, quote)):
            kinds |= {line.kind for line in quote.lines if line not in before.lines}
        case _:
            products = picture.catalogue.products
            kinds |= {products[each].kind for each in _offered(step.conversation, picture.now) if each in products}
    return tuple(sorted(kind for kind in kinds if kind is not None))


def _do(effect: Effect, picture: Situation, records: HomeRecords, parts: Parts) -> str | None:
    return carry_out(effect, picture.home, records, picture.now, parts.new_id, parts.payment_methods, parts.signer)
