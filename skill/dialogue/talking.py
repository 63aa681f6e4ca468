"""What is said around the shopping: greeting, help, stopping, and saying honestly what we are and cannot."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import amending, amendment, calling_off, open_question, withdrawal_words
from skill.dialogue.act import Act
from skill.dialogue.conversation import (
    ApprovePayment,
    ChooseOffer,
    ConfirmDelivery,
    ConfirmOrder,
    ConfirmPreference,
    ConfirmProposal,
    ConfirmWithdrawal,
    Conversation,
    ProveIdentity,
)
from skill.dialogue.reply import Part, Reply, RetailerName, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, close, say, stranger
from skill.dialogue.understanding import CHANGES_FROM
from skill.domain.authorization import Reason


def greet(conversation: Conversation, act: Act, situation: Situation) -> Step:
    person = situation.speaker.known_adult
    if person is None:
        return say(conversation, "greeted", part("hello"))
    return say(conversation, "greeted", part("hello_person", person=person.name))


def thanks(conversation: Conversation, act: Act, situation: Situation) -> Step:
    return say(conversation, "greeted", part("you_are_welcome"))


def goodbye(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Ends the conversation, and with it what a PIN proved in it."""
    return close(replace(conversation, verified=None), "closed", part("goodbye"))


def stop(conversation: Conversation, act: Act, situation: Situation) -> Step:
    return close(replace(conversation, verified=None), "closed", part("stopped"))


def cancel(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Drops what was open. What was placed already stays placed, and that is said."""
    stands = _order_that_stands(conversation, situation)
    if conversation.open is None and act.wanted and act.confidence >= CHANGES_FROM:
        return calling_off.cancel_order(conversation, act, situation)  # "no milk after all"
    if conversation.open is None:
        return say(conversation, "cancelled", *(stands or (part("nothing_to_drop"),)))
    refusal = open_question.not_the_one_asked(conversation, situation)
    if refusal is not None and not situation.speaker.is_child:
        return refusal
    if isinstance(conversation.open.subject, ConfirmWithdrawal):
        # "Drop it" may have meant the order: that it stands is said, for nothing was withdrawn from.
        return close(conversation, "cancelled", withdrawal_words.kept(conversation.open.subject))
    return close(conversation, "cancelled", part("dropped"), *stands)


def _order_that_stands(conversation: Conversation, situation: Situation) -> tuple[Part, ...]:
    """Who was told of an order just now, and not asked about it, might think that it is undone."""
    opened = conversation.open
    about_it = opened is not None and not isinstance(opened.subject, ConfirmPreference)
    mine = amendment.own_orders(situation)
    if about_it or not mine or not amending.spoken_of(conversation, situation):
        return ()
    return (part("order_still_comes", retailer=RetailerName(mine[0].retailer)),)


def repeat(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The last words again, to whom they were said (P7); an open question keeps the time at which it was asked (P3)."""
    last = conversation.last_reply
    if last is None:
        return say(conversation, "repeated", part("nothing_said_yet"))
    person = situation.speaker.known_adult
    if conversation.told is not None and person is None:
        return stranger(conversation, situation)
    if conversation.told not in (None, person.id if person else None):
        reasons = (Reason("P7", "not_yours"),)
        return say(conversation, "refused", part("refused_other_person"), reasons=reasons)
    return Step(conversation, Reply("repeated", last.parts, last.awaits))


def help_(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What can be said now: to the open question, else in general, of what this voice may."""
    opened = conversation.open
    if opened is not None and opened.is_open(situation.now):
        answered = HELP_WITH.get(type(opened.subject), "open")
        return say(conversation, "helped", part(f"help_{answered}"), *open_question.recap(situation, opened))
    if situation.speaker.is_child:
        return say(conversation, "helped", part("help_child"))
    strange = (part("help_unknown_voice"),) if situation.speaker.person is None else ()
    return say(conversation, "helped", part("help"), *strange)


HELP_WITH: dict[type, str] = {
    ConfirmOrder: "order",
    ConfirmProposal: "proposal",
    ChooseOffer: "choice",
    ApprovePayment: "payment",
    ConfirmDelivery: "delivery",
    ProveIdentity: "pin",
}
"""What can be said to each kind of question; to the others yes, no, or something else first."""


def ask_identity(conversation: Conversation, act: Act, situation: Situation) -> Step:
    return say(conversation, "informed", part("who_i_am"))


def privacy_request(conversation: Conversation, act: Act, situation: Situation) -> Step:
    return say(conversation, "informed", part("privacy_how"))


def talk_to_human(conversation: Conversation, act: Act, situation: Situation) -> Step:
    return say(conversation, "informed", part("human_how"))


def out_of_scope(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Not for us: said kindly, and an open question stays open."""
    opened = conversation.open
    if opened is not None and opened.is_open(situation.now):
        return say(conversation, "out_of_scope", part("cannot_do_that"), *open_question.recap(situation, opened))
    return say(conversation, "out_of_scope", part("cannot_do_that"))


def not_understood(conversation: Conversation, act: Act, situation: Situation) -> Step:
    opened = conversation.open
    if opened is not None and opened.is_open(situation.now):
        return say(conversation, "not_understood", part("say_again"), *open_question.recap(situation, opened))
    return say(conversation, "not_understood", part("say_again"))


def not_yet(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A thing that people may mean and that this version cannot do: said so, nothing pretended."""
    return say(conversation, "informed", part("cannot_do_that_yet"))
