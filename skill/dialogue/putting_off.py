"""Later: what was told waits again, and is brought up when its person said."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from skill.dialogue.act import NOT_UNDERSTOOD, Act
from skill.dialogue.conversation import (
    ApprovePayment,
    ChooseOffer,
    ConfirmDelivery,
    ConfirmOrder,
    ConfirmProposal,
    ConfirmSubstitute,
    Conversation,
    ProveIdentity,
    Subject,
    Wish,
)
from skill.dialogue.effects import PutOff
from skill.dialogue.reply import part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, close
from skill.dialogue.telling import TOLD_TO_ALL
from skill.domain.authorization import Reason
from skill.domain.notification import Notification
from skill.domain.offer import Offer
from skill.domain.person import Person

WITH = frozenset({"deny", "hesitate", "cancel", "repeat", "goodbye", "stop", "out_of_scope", NOT_UNDERSTOOD})
"""What "later" or "remind me tomorrow" is heard as."""

LATER = timedelta(hours=3)
"""When it is brought up again where no moment was said."""

MORNING, NIGHT = time(9), time(22)
"""A day that is said begins then, and what comes "later" comes between these."""

LATEST = timedelta(days=30)


def put_off(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Lets the open question rest, or what was told just now where none is open. None where it came of no notification:
    what somebody wished themselves is dropped or doubted as ever."""
    person, opened = situation.speaker.known_adult, conversation.open
    if not act.put_off or act.intent not in WITH or act.wanted or person is None:
        return None
    if opened is not None and opened.is_open(situation.now):
        if opened.asked_person != person.id:
            return None
        meant = [note for note in situation.told if note.ended is None and _is_about(note, opened.subject)]
    else:
        meant = [note for note in situation.told if _just_heard(note, person, situation)]
    if not meant:
        return None
    until = _until(act, situation)
    effects = (PutOff(tuple(note.id for note in meant), until),)
    return close(
        conversation, "declined", part("put_off", at=until), effects=effects, reasons=(Reason("P2", "put_off"),)
    )


def _is_about(note: Notification, subject: Subject | Wish) -> bool:
    """Whether the open question came of this notification."""
    match subject:
        case ProveIdentity(then):
            return _is_about(note, then)
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)):
            return note.kind == "shortage" and note.subject in quote.kinds
        case ChooseOffer(offers):
            return note.kind == "shortage" and note.subject in {offer.line.kind for offer in offers}
        case ConfirmDelivery(order):
            return note.kind == "delivered" and note.subject == order
        case ConfirmSubstitute(order):
            return note.kind == "substitute" and note.subject == order
        case ApprovePayment(payment):
            return note.kind == "payment" and note.subject == payment
        case _:
            return False


def _just_heard(note: Notification, person: Person, situation: Situation) -> bool:
    """Told to this home a moment ago, or put off a moment ago and now put off till another time."""
    theirs = note.person == person.id or note.kind in TOLD_TO_ALL
    if note.kind == "shortage" and situation.on_order(note.subject) is not None:
        return False  # what was ordered meanwhile waits for nothing
    since = situation.now - situation.approval.confirmation_lives
    heard = note.read is not None and note.read >= since
    return theirs and note.ended is None and (heard or (note.waits and note.created > situation.now))


def _until(act: Act, situation: Situation) -> datetime:
    """The moment that was said, in the morning where that is a day; else a few hours on, on the half hour, not at
    night."""
    now, zone = situation.now, situation.home.timezone
    said = act.moment.start.astimezone(zone) if act.moment is not None else now.astimezone(zone)
    if said.time() == time():
        said = datetime.combine(said.date(), MORNING, zone)
    if said <= now:
        said = (now + LATER).astimezone(zone)
        said = said.replace(minute=said.minute - said.minute % 30, second=0, microsecond=0)
        if not MORNING <= said.time() < NIGHT:
            day = said.date() + timedelta(days=said.time() >= NIGHT)
            said = datetime.combine(day, MORNING, zone)
    return min(said, now + LATEST).astimezone(now.tzinfo)
