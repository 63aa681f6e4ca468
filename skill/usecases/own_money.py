"""A person's own money on a page: what is allowed, what is asked, what was spent and why. The yes itself is a turn of
conversation like any other, so that page and voice keep the same rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from skill.dialogue import mandates, paying, returning
from skill.dialogue.conversation import Conversation
from skill.dialogue.mandate_terms import Draft
from skill.dialogue.reply import Reply, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, say
from skill.domain.direct_debit import refundable_until
from skill.domain.payment import Payment
from skill.domain.person import Recognised, Role, Speaker
from skill.usecases.parts import Parts
from skill.usecases.picture import situation
from skill.usecases.ports import HomeRecords

APP = "app"
"""How what was approved on a page is kept (M2)."""


def may_enter(home_id: str, person_id: str, parts: Parts) -> bool:
    """Only an adult of a home that we know has a page."""
    home = parts.homes.get(home_id)
    person = home.person(person_id) if home else None
    return person is not None and person.role is Role.ADULT


def look(home_id: str, person_id: str, parts: Parts, now: datetime) -> Situation:
    """The home as this person may see it. Raises LookupError for one who may not enter."""
    with parts.records.reading(home_id) as records:
        return _picture(home_id, person_id, records, parts, now)


def debits_to_take_back(home_id: str, person_id: str, parts: Parts, now: datetime) -> tuple[tuple[Payment, date], ...]:
    """What was collected from this person and can be had back without a reason, with its last day; the latest first
    (M5)."""
    zone = parts.home(home_id).timezone
    with parts.records.reading(home_id) as records:
        own = [payment for payment in records.payments() if payment.person == person_id]
    found = [(payment, until) for payment in own if (until := refundable_until(payment, zone)) is not None]
    left = [each for each in found if each[1] >= now.astimezone(zone).date()]
    return tuple(sorted(left, key=lambda each: each[1], reverse=True))


def propose(home_id: str, person_id: str, draft: Draft, page: str, parts: Parts, now: datetime) -> Reply:
    """Reads the mandate of the draft back; it waits in the conversation of the page for a yes."""
    return _ask(home_id, person_id, page, parts, now, lambda talk, seen: mandates.draft_mandate(talk, draft, seen))


def ask_payment(home_id: str, person_id: str, payment_id: str, page: str, parts: Parts, now: datetime) -> Reply:
    """Puts an open payment to the person; it waits in the conversation of the page for a yes or a no."""

    def put(talk: Conversation, seen: Situation) -> Step:
        payment = paying.find(seen, payment_id)
        if payment is None or not payment.is_asked:
            return say(talk, "informed", part("nothing_to_pay"))
        return paying.ask_payment(talk, seen, payment)

    return _ask(home_id, person_id, page, parts, now, put)


def ask_withdrawal(home_id: str, person_id: str, order: str, page: str, parts: Parts, now: datetime) -> Reply:
    """Reads back what would go back of an order; it waits in the conversation of the page for a yes."""
    return _ask(home_id, person_id, page, parts, now, lambda talk, seen: returning.asked_of(seen, order, talk))


def _ask(
    home_id: str,
    person_id: str,
    page: str,
    parts: Parts,
    now: datetime,
    put: Callable[[Conversation, Situation], Step],
) -> Reply:
    with parts.records.transaction(home_id) as records:
        seen = _picture(home_id, person_id, records, parts, now)
        talk = records.conversation(page) or Conversation(page, introduced=True)
        step = put(talk.without_question(), seen)
        records.keep_conversation(replace(step.conversation, introduced=True, turn=talk.turn + 1), now)
    return step.reply


def _picture(home_id: str, person_id: str, records: HomeRecords, parts: Parts, now: datetime) -> Situation:
    home = parts.home(home_id)
    person = home.person(person_id)
    if person is None or person.role is not Role.ADULT:
        raise LookupError(f"no adult {person_id} in {home_id}")
    speaker = Speaker(person, Recognised.PIN)
    return situation(parts, home, records, parts.retailers.outside(), (), now, speaker=speaker, approves_as=APP)
