"""May this purchase happen? The one place that answers, and it answers with reasons (P1, P2, P5-P9, P11, A3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.domain.agenda import Presence
from skill.domain.approval import ApprovalTerms
from skill.domain.constraint import Circumstances, Purchase, constraints_of, violations
from skill.domain.evidence import NO_EVIDENCE, Evidence
from skill.domain.home import Control, Home
from skill.domain.mandate import Allows, Mandate, Period
from skill.domain.money import Money
from skill.domain.offer import Quote
from skill.domain.person import Recognised, Speaker
from skill.domain.proposition import Proposition
from skill.domain.reason import Reason

__all__ = [
    "Allowed",
    "Consent",
    "NeedsConfirmation",
    "NeedsStepUp",
    "Reason",
    "Refused",
    "Usage",
    "Verdict",
    "authorize",
    "payment_violations",
    "period_start",
    "violations_of",
]


@dataclass(frozen=True, slots=True)
class Allowed:
    """`by` is `voice` or `mandate`; `mandate` names which."""

    by: str
    reasons: tuple[Reason, ...]
    mandate: str | None = None


@dataclass(frozen=True, slots=True)
class NeedsConfirmation:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NeedsStepUp:
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    reasons: tuple[Reason, ...]


Verdict = Allowed | NeedsConfirmation | NeedsStepUp | Refused


@dataclass(frozen=True, slots=True)
class Consent:
    """An explicit yes: to which quote, asked of whom and when."""

    quote: Quote
    asked_person: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """What was already reserved or spent under each mandate in its running period; a missing one is unknown (P1)."""

    by_mandate: Mapping[str, Money]

    def of(self, mandate: Mandate) -> Money | None:
        return self.by_mandate.get(mandate.id)

    def without(self, held: Mapping[str, Money]) -> Usage:
        """Less what one order holds of it already: what that order becomes is judged as a whole."""
        return Usage({name: used - held[name] if name in held else used for name, used in self.by_mandate.items()})


def authorize(
    quote: Quote,
    proposition: Proposition | None,
    home: Home,
    mandates: Iterable[Mandate],
    usage: Usage,
    speaker: Speaker | None,
    consent: Consent | None,
    now: datetime,
    terms: ApprovalTerms,
    evidence: Evidence = NO_EVIDENCE,
) -> Verdict:
    """The verdict on ordering `quote`.

    `speaker` is None when nobody spoke (a sensor or a clock); then only a mandate can allow it. With a speaker and no
    consent a mandate can allow it too, but only to an adult whom we recognised (P7) and who granted it: nobody orders
    on another's permission, nor pays for what they did not approve. Where the consumer decides every order takes a yes:
    there a mandate pays, and buys nothing. What is unknown refuses (P1), so a mandate with a condition covers nothing
    without the `evidence` to judge it by.
    """
    if proposition is None or proposition.category != quote.category:
        return Refused((Reason("P1", "unknown_proposition", subject=quote.category),))
    if speaker is not None:
        if speaker.is_child:
            return Refused((Reason("P7", "child", who=speaker.id),))
        if speaker.known_adult is None:
            return NeedsStepUp((Reason("P7", "unknown_voice"),))
    if consent is not None:
        return _by_consent(quote, speaker, consent, now, terms)
    usable = [mandate for mandate in mandates if speaker is None or mandate.grantor == speaker.id]
    return _by_mandate(quote, proposition, home, usable, usage, now, evidence)


def _by_consent(
    quote: Quote, speaker: Speaker | None, consent: Consent, now: datetime, terms: ApprovalTerms
) -> Verdict:
    person = speaker.known_adult if speaker else None
    if person is None or speaker is None:
        return Refused((Reason("P1", "nobody_confirmed"),))
    if person.id != consent.asked_person:
        return Refused((Reason("P3", "other_person_was_asked", who=consent.asked_person),))
    if not timedelta(0) <= now - consent.asked_at <= terms.confirmation_lives:
        return NeedsConfirmation((Reason("P3", "question_expired"),))
    if quote != consent.quote:
        return NeedsConfirmation((Reason("P3", "changed_since_asked", amount=quote.total),))
    if speaker.recognised is Recognised.VOICE and quote.total >= terms.voice_limit:
        return NeedsStepUp((Reason("A3", "above_voice_limit", amount=quote.total, limit=terms.voice_limit),))
    said_yes = Reason("P2", "confirmed", amount=quote.total, who=person.id, subject=speaker.recognised.value)
    return Allowed(by="voice", reasons=(said_yes,))


def _by_mandate(
    quote: Quote,
    proposition: Proposition,
    home: Home,
    mandates: Iterable[Mandate],
    usage: Usage,
    now: datetime,
    evidence: Evidence,
) -> Verdict:
    if proposition.financial:
        return NeedsConfirmation((Reason("P8", "financial_product"),))
    refused: list[Reason] = []
    for mandate in mandates:
        broken = violations_of(mandate, Allows.BUY, quote, home, usage, now, evidence)
        if not broken and home.control is Control.CONSUMER:
            broken = (Reason("P2", "consumer_decides", subject=quote.category),)
        if not broken:
            broken = _on_a_guess(quote, evidence, mandate)
        if not broken:
            return Allowed(by="mandate", reasons=(_within(mandate, quote, usage),), mandate=mandate.id)
        if mandate.category == quote.category:
            refused.extend(broken)
    return NeedsConfirmation(tuple(refused) or (Reason("P2", "no_mandate", subject=quote.category),))


def _on_a_guess(quote: Quote, evidence: Evidence, mandate: Mandate) -> tuple[Reason, ...]:
    """A mandate allows the purchase, not a guess about when somebody is home to take it in."""
    if quote.slot is None or evidence.presence is Presence.HOME:
        return ()
    if evidence.presence is Presence.AWAY:
        return (Reason("P1", "nobody_home", quote.total, who=mandate.grantor),)
    return (Reason("P1", "agenda_unreadable", quote.total, who=mandate.grantor),)


def _within(mandate: Mandate, quote: Quote, usage: Usage) -> Reason:
    limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
    used = usage.of(mandate) or Money(0)
    left = limit - used - quote.total if limit else None
    return Reason("P5", "within_mandate", quote.total, limit, left, mandate.grantor, mandate.id)


def violations_of(
    mandate: Mandate,
    allows: Allows,
    quote: Quote,
    home: Home,
    usage: Usage,
    now: datetime,
    evidence: Evidence = NO_EVIDENCE,
) -> tuple[Reason, ...]:
    """Every way in which the mandate does not cover the order; none means that it does."""
    purchase = Purchase(allows, quote.category, quote.retailer, quote.total, quote.lines)
    return _reasons(mandate, purchase, Circumstances(home, now, usage.of(mandate), evidence))


def payment_violations(
    mandate: Mandate, category: str, retailer: str, amount: Money, used: Money, home: Home, now: datetime
) -> tuple[Reason, ...]:
    """Every way in which the mandate does not let a bundled payment of `amount` go without asking.

    `used` is what was paid under it in the running period already.
    """
    return _reasons(mandate, Purchase(Allows.PAY, category, retailer, amount), Circumstances(home, now, used))


def _reasons(mandate: Mandate, purchase: Purchase, circumstances: Circumstances) -> tuple[Reason, ...]:
    constraints = constraints_of(mandate, purchase.use)
    return tuple(each.reason for each in violations(constraints, purchase, circumstances, mandate.id))


def period_start(period: Period, now: datetime, timezone: ZoneInfo) -> datetime:
    """When the running period began, in UTC: local midnight, Monday, or the first of the month."""
    today = now.astimezone(timezone).date()
    first: date
    match period:
        case Period.WEEK:
            first = today - timedelta(days=today.weekday())
        case Period.MONTH:
            first = today.replace(day=1)
        case Period.DAY | Period.ORDER:
            first = today
    return datetime.combine(first, time(), timezone).astimezone(UTC)
