"""What a person sees of their own on the first page: each thing by its id or moment, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from babel.dates import format_datetime

from skill.dialogue import insight, preference_words
from skill.dialogue.act import Act
from skill.dialogue.conversation import Conversation
from skill.dialogue.mandate_terms import explained
from skill.dialogue.paying import asked
from skill.dialogue.reply import Part, part
from skill.dialogue.situation import Situation
from skill.domain.mandate_change import in_force
from skill.domain.payment import Payment
from skill.domain.preference import counting
from skill.web.pages.orders import written_day, written_in, written_money

DECISIONS_SHOWN = 10

Say = Callable[[Iterable[Part]], str]


def mandates(seen: Situation, person: str, say: Say) -> list[tuple[str, str]]:
    """Category and terms of what may happen without asking."""
    own = [each for each in seen.mandates if each.grantor == person and in_force(each, seen.today)]
    return [(each.category, say(explained(each, seen))) for each in own]


def bills(seen: Situation, person: str, say: Say) -> list[tuple[str, str]]:
    """Id and question of what is asked to be paid."""
    return [(each.id, say(asked(seen, each.id))) for each in seen.payments if each.person == person and each.is_asked]


def debits(seen: Situation, found: Iterable[tuple[Payment, date]], language: str) -> list[tuple[str, str, str]]:
    """Seller, amount and last day of what was collected and can be had back."""
    sellers = seen.catalogue.retailers
    return [
        (
            sellers[each.retailer].name if each.retailer in sellers else each.retailer,
            written_money(each.amount, language),
            written_day(until, language),
        )
        for each, until in found
    ]


def spending(seen: Situation, say: Say) -> list[str]:
    """Of this week, and of this month."""
    return [
        say(insight.ask_spending(Conversation("page"), Act("ask_spending", period=period), seen).reply.parts)
        for period in ("week", "month")
    ]


def preferred(seen: Situation, person: str, say: Say) -> list[tuple[str, str]]:
    """Name and effect of what they would rather have."""
    return [(each.name, say(preference_words.explained(seen, each))) for each in counting(seen.preferences, person)]


def decisions(seen: Situation, person: str, say: Say, language: str) -> list[tuple[str, str]]:
    """Moment and reasons of what was decided last."""
    own = [each for each in seen.decisions if each.person == person and each.outcome in insight.TOLD]
    return [
        (
            format_datetime(each.at, "short", tzinfo=seen.home.timezone, locale=written_in(language)),
            say([part(f"because_{each.outcome}"), *(insight.spoken_reason(seen, reason) for reason in each.reasons)]),
        )
        for each in own[:DECISIONS_SHOWN]
    ]
