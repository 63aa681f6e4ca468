"""The dialogue policy: one act in one situation gives one step. Pure; the order of its rules is the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from nlu.interpretation import MoneyValue, ProductValue
from skill.dialogue import (
    amending,
    amounts,
    answering,
    asking,
    calling_off,
    claiming,
    collecting,
    deliveries,
    insight,
    mandates,
    open_question,
    ordering,
    preferences,
    putting_off,
    reordering,
    reshaping,
    returning,
    talking,
    telling,
)
from skill.dialogue.act import NOT_UNDERSTOOD, Act, Wanted
from skill.dialogue.conversation import (
    ChooseOffer,
    ConfirmProposal,
    Conversation,
    OpenQuestion,
    ProveIdentity,
    SayMissing,
    Verified,
    Wish,
)
from skill.dialogue.effects import KeepBasket
from skill.dialogue.reply import Part, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step
from skill.domain.person import Recognised, Speaker

Topic = Callable[[Conversation, Act, Situation], Step]

TOPICS: dict[str, Topic] = {
    "order_product": ordering.order_product,
    "reorder": reordering.reorder,
    "add_to_basket": collecting.add_to_basket,
    "remove_from_basket": collecting.remove_from_basket,
    "show_basket": collecting.show_basket,
    "checkout": collecting.checkout,
    "change_quantity": collecting.change_quantity,
    "choose_option": answering.choose_option,
    "ask_alternatives": asking.ask_alternatives,
    "ask_advice": asking.ask_advice,
    "ask_price": asking.ask_price,
    "ask_offers": asking.ask_offers,
    "ask_stock": asking.ask_stock,
    "order_status": deliveries.order_status,
    "ask_delivery": deliveries.ask_delivery,
    "change_delivery": deliveries.change_delivery,
    "cancel_order": calling_off.cancel_order,
    "accept_delivery": deliveries.accept_delivery,
    "report_problem": claiming.report_problem,
    "return_product": returning.return_product,
    "set_mandate": mandates.set_mandate,
    "revoke_mandate": mandates.revoke_mandate,
    "ask_mandate": mandates.ask_mandate,
    "pause_buying": mandates.pause_buying,
    "ask_spending": insight.ask_spending,
    "explain_decision": insight.explain_decision,
    "set_preference": preferences.set_preference,
    "give_pin": answering.give_pin,
    "ask_energy": talking.not_yet,
    "set_energy_strategy": talking.not_yet,
    "ask_cover": talking.not_yet,
    "take_cover": talking.not_yet,
    "read_notifications": telling.read_notifications,
    "confirm": answering.confirm,
    "deny": answering.deny,
    "hesitate": answering.hesitate,
    "cancel": talking.cancel,
    "stop": talking.stop,
    "repeat": talking.repeat,
    "help": talking.help_,
    "greet": talking.greet,
    "thanks": talking.thanks,
    "goodbye": talking.goodbye,
    "ask_identity": talking.ask_identity,
    "privacy_request": talking.privacy_request,
    "talk_to_human": talking.talk_to_human,
    "out_of_scope": talking.out_of_scope,
    NOT_UNDERSTOOD: talking.not_understood,
}
"""One topic for each intent of the contract (a test holds the two together)."""


def next_step(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What happens next. Nothing here reads a clock, a file or a database."""
    situation = replace(situation, speaker=_who_speaks(conversation, act, situation))
    wish = _wish(conversation)
    if wish is not None and situation.speaker.person is not None and act.intent != "give_pin":
        conversation = conversation.without_question()  # somebody else speaks: the PIN was asked of the voice before
    withheld = act.intent not in TO_THE_QUESTION and not open_question.may_hear(conversation, situation)
    heard = conversation.without_question() if withheld else conversation
    step = _answer(heard, act, situation) or TOPICS[act.intent](heard, act, situation)
    step = _with_second(step, act, situation)
    if act.intent == "give_pin" and wish is not None and step.speaker is not None:
        money = MoneyValue(wish.cents) if wish.cents is not None else None
        wished = Act(wish.intent, category=wish.category, period=wish.period, retailer=wish.retailer, money=money)
        done = TOPICS[wish.intent](step.conversation, wished, replace(situation, speaker=step.speaker))
        step = replace(done, speaker=step.speaker)
    after = step.conversation.open
    if withheld and (after is None or isinstance(after.subject, SayMissing)):
        # What lacks something to be answered is no reason to drop what somebody else was asked.
        step = replace(step, conversation=replace(step.conversation, open=conversation.open))
    step = _with_an_offer_of_a_pin(step, act, situation)
    return _finish(step, conversation, act, replace(situation, speaker=step.speaker or situation.speaker))


WISHES = frozenset(
    {
        "ask_mandate",
        "ask_spending",
        "explain_decision",
        "order_status",
        "pause_buying",
        "read_notifications",
        "revoke_mandate",
        "set_mandate",
    }
)
"""What an unknown voice may still have by saying a PIN; each needs no more than `Wish` can hold."""


def _with_second(step: Step, act: Act, situation: Situation) -> Step:
    """The second wish of the sentence as well, where both changed the basket and nothing else."""
    if act.then is None or not step.effects or not all(isinstance(each, KeepBasket) for each in step.effects):
        return step
    basket = [each.basket for each in step.effects if isinstance(each, KeepBasket)][-1]
    second = TOPICS[act.then.intent](step.conversation, act.then, replace(situation, basket=basket))
    if not second.effects or not all(isinstance(each, KeepBasket) for each in second.effects):
        return step
    parts = (*step.reply.parts, *second.reply.parts)
    effects = (*step.effects, *second.effects)
    return replace(second, reply=replace(second.reply, parts=parts), effects=effects, did_second=True)


def _wish(conversation: Conversation) -> Wish | None:
    match conversation.open:
        case OpenQuestion(ProveIdentity(Wish() as wish)):
            return wish
        case _:
            return None


def _with_an_offer_of_a_pin(step: Step, act: Act, situation: Situation) -> Step:
    """A refusal of an unknown voice stands, but a PIN said to it does what was asked, once (A2).

    A question that is open for somebody is not pushed aside by it.
    """
    opened = step.conversation.open
    strange = situation.speaker.person is None and any(reason.code == "unknown_voice" for reason in step.reasons)
    if not strange or act.intent not in WISHES or act.wanted or (opened is not None and opened.is_open(situation.now)):
        return step
    cents = act.money.cents if act.money is not None else None
    wish = Wish(act.intent, act.category, act.period, act.retailer, cents)
    lives = situation.approval.confirmation_lives
    asking = step.conversation.asking(ProveIdentity(wish, confirmed=False), None, situation.now, lives)
    parts = (*step.reply.parts, part("pin_would_do"))
    return replace(step, conversation=asking, reply=replace(step.reply, parts=parts, awaits=True))


ANSWERS = frozenset({"confirm", "deny", "hesitate", "repeat"})
"""What somebody may do with a question who is known by PIN alone: answer it, doubt, hear it again."""


TO_THE_QUESTION = ANSWERS - {"hesitate"} | {"choose_option", "give_pin", "cancel", "stop", "goodbye"}
"""What is said to the open question itself, also by somebody who was not asked: it is answered as what it is. All else
that a stranger says is answered as if nothing were open, so that nothing of the question is told (P7)."""


def _who_speaks(conversation: Conversation, act: Act, situation: Situation) -> Speaker:
    """An unrecognised voice that answers the very question it said a PIN to is that person; for anything else, or for
    another question, it is nobody: the PIN was one person's, the next unknown voice may be anybody's (A3)."""
    verified, opened = conversation.verified, conversation.open
    if situation.speaker.person is not None or verified is None or opened is None or act.intent not in ANSWERS:
        return situation.speaker
    person = situation.home.person(verified.person)
    lives = situation.approval.confirmation_lives
    if person is None or opened.asked_person != person.id or not verified.at <= situation.now <= verified.at + lives:
        return situation.speaker
    return Speaker(person, Recognised.PIN)


def _still_proved(step: Step, before: Conversation, act: Act) -> Verified | None:
    """What a PIN proved goes with the question: it lasts while that one is open, or is put again because what was
    confirmed had changed (P3)."""
    after = step.conversation
    if after.open is None:
        return None
    just_now = after.verified is not None and after.verified != before.verified
    return after.verified if just_now or after.open == before.open or act.intent == "confirm" else None


def _is_interrupted(after: Conversation, before: Conversation, situation: Situation, said: Iterable[Part]) -> bool:
    """Whether something was said since the open question was put to who may answer it (O1)."""
    opened = after.open
    if opened is None or opened != before.open or open_question.is_put_in(opened, said):
        return False
    put_to_others = type(opened.subject) in open_question.PUT_BY
    return before.interrupted or put_to_others or not open_question.may_hear(after, situation)


def _answer(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Acts that mean something else because of the question that is open, or of what is in the basket."""
    rests = putting_off.put_off(conversation, act, situation)
    if rests is not None:
        return rests
    opened = conversation.open
    proposed = opened is not None and opened.is_open(situation.now) and isinstance(opened.subject, ConfirmProposal)
    if proposed and act.intent == "order_product" and not act.wanted and not act.brand and act.quantity is None:
        return answering.confirm(conversation, act, situation)  # "order new ones" after "shall I order new ones?"
    if act.intent == "order_product" and (apart := amending.separately(conversation, act, situation)) is not None:
        return apart
    if act.intent == "order_product" and not act.wanted and not act.brand and situation.basket.lines:
        return collecting.checkout(conversation, act, situation)  # "order everything on my list"
    if opened is None or not opened.is_open(situation.now):
        return None
    if isinstance(opened.subject, SayMissing):
        return _completed(conversation, act, situation, opened.subject)
    reshaped = reshaping.reshape(conversation, act, situation)
    if reshaped is not None:
        return reshaped
    if act.intent == "add_to_basket" and _only_a_number(act):
        added = replace(act, more=True)  # "add another pack": of what is being asked
        if (changed := open_question.change_open_quantity(conversation, added, situation)) is not None:
            return changed
    if act.intent == "change_quantity" or (act.intent in ("order_product", "hesitate") and _only_a_number(act)):
        return open_question.change_open_quantity(conversation, act, situation)
    if isinstance(opened.subject, ChooseOffer) and act.intent == "order_product" and (act.wanted or act.brand):
        step = answering.choose_option(conversation, act, situation)
        return None if step.decided == "asked_back" else step
    if act.intent in ("ask_delivery", "hesitate") and act.moment is not None:
        return open_question.change_open_slot(conversation, act, situation)
    return None


WHEN = frozenset({"change_delivery", "ask_delivery", "checkout", "set_preference", "out_of_scope", NOT_UNDERSTOOD})
"""What a bare "between ten and seven" is heard as."""


def _only_a_number(act: Act) -> bool:
    return act.quantity is not None and not act.wanted and not act.brand


def _is_clear_order(act: Act) -> bool:
    """Who says how many, or names several things, orders; a bare product may still be what advice is asked for."""
    amount_said = any(amounts.said(act, wanted) for wanted in act.wanted)
    return act.intent == "order_product" and (len(act.wanted) > 1 or amount_said)


AFTERWARDS = frozenset({"report_problem", "return_product"})
"""What a product or a number completes in whatever words it is said: nothing is bought by it."""

OF_GOODS = frozenset({"add_to_basket", "change_quantity", "hesitate", "remove_from_basket"})
"""What a bare "the milk" or "one carton" is easily heard as."""


def _completed(conversation: Conversation, act: Act, situation: Situation, missing: SayMissing) -> Step | None:
    """A bare product or amount after "which one?" completes the request that asked for it."""
    if missing.intent == "ask_advice" and _is_clear_order(act):
        return None
    if missing.about is not None:
        hours = act.moment is not None and act.intent in WHEN
        told = replace(act, intent=missing.intent, preferences=(missing.about,))
        return TOPICS[missing.intent](conversation.without_question(), told, situation) if hours else None
    number_only = missing.product is not None and amounts.said(act) is not None
    completes = act.wanted or act.brand or number_only or (missing.intent == "set_mandate" and act.money is not None)
    answers = ("order_product", "choose_option", "ask_advice", NOT_UNDERSTOOD, missing.intent)
    in_any_words = missing.intent in AFTERWARDS and act.intent in (*AFTERWARDS, *OF_GOODS)
    if not completes or (act.intent not in answers and not in_any_words):
        return None
    if missing.product is not None and not act.wanted:
        named = Wanted(missing.product, ProductValue(None, (missing.product,), named=1), act.quantity)
        act = replace(act, wanted=(named,))
    act = replace(act, reason=act.reason or missing.reason)
    return TOPICS[missing.intent](conversation.without_question(), replace(act, intent=missing.intent), situation)


def _finish(step: Step, before: Conversation, act: Act, situation: Situation) -> Step:
    """Counts the turn, keeps the words for "say that again", puts again what stays open (O1), and introduces us the
    first time (A1)."""
    reply = step.reply
    if act.left and not step.did_second:
        reply = replace(reply, parts=(part("one_at_a_time", said=act.left), *reply.parts))
    again = open_question.put_again(step.conversation, situation, reply.parts)
    if again:
        reply = replace(reply, parts=(*reply.parts, *again), awaits=True)
    if not before.introduced:
        reply = replace(reply, parts=(part("automated_assistant"), *reply.parts))
    if act.intent == "repeat":
        # Saying it again is no new turn: the turn picks the words, and the same words are asked for.
        conversation = replace(step.conversation, last_reply=before.last_reply, introduced=True)
    else:
        # Said again it is without the introduction, which is for the first time only.
        again_later = replace(reply, parts=tuple(each for each in reply.parts if each.key != "automated_assistant"))
        conversation = replace(step.conversation, last_reply=again_later, introduced=True, turn=before.turn + 1)
        person = situation.speaker.known_adult
        conversation = replace(conversation, told=person.id if person else None)
    conversation = replace(
        conversation,
        verified=_still_proved(step, before, act),
        interrupted=_is_interrupted(conversation, before, situation, reply.parts),
    )
    return replace(step, conversation=conversation, reply=reply, speaker=situation.speaker)
