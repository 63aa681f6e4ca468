"""May this purchase happen? The one place that answers, and it answers with reasons (P1, P2, P5-P9, P11, A3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.domain.home import Home
from skill.domain.mandate import Allows, Mandate, Period
from skill.domain.money import Money
from skill.domain.offer import Quote
from skill.domain.person import Profile, Recognised, Speaker
from skill.domain.proposition import Proposition

CONFIRMATION_LIVES = timedelta(minutes=2)
"""A question is open for at most this long (P3)."""

VOICE_LIMIT = Money(10_000)
"""From this amount on a recognised voice alone approves no purchase (A3); our figure, lower than a bank card's."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision fell as it did: the rule's number, a code that can be spoken, and what was measured (P11)."""

    rule: str
    code: str
    amount: Money | None = None
    limit: Money | None = None
    left: Money | None = None
    who: str | None = None
    subject: str | None = None


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
    """An explicit yes: to which quote, asked of whom and when, given when. `expires` after CONFIRMATION_LIVES."""

    quote: Quote
    asked_person: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """What was already reserved or spent under each mandate in its running period; a missing one is unknown (P1)."""

    by_mandate: Mapping[str, Money]

    def of(self, mandate: Mandate) -> Money | None:
        return self.by_mandate.get(mandate.id)


def authorize(
    quote: Quote,
    proposition: Proposition | None,
    home: Home,
    mandates: Iterable[Mandate],
    usage: Usage,
    speaker: Speaker | None,
    consent: Consent | None,
    now: datetime,
) -> Verdict:
    """The verdict on ordering `quote`.

    `speaker` is None when nobody spoke (a sensor or a clock); then only a mandate can allow it. With a speaker and no
    consent a mandate can allow it too, but only to an adult whom we recognised (P7) and who granted it: nobody orders
    on another's permission, nor pays for what they did not approve. What is unknown refuses (P1).
    """
    if proposition is None or proposition.category != quote.category:
        return Refused((Reason("P1", "unknown_proposition", subject=quote.category),))
    if speaker is not None:
        if speaker.is_child:
            return Refused((Reason("P7", "child", who=speaker.id),))
        if speaker.known_adult is None:
            return NeedsStepUp((Reason("P7", "unknown_voice"),))
    if consent is not None:
        return _by_consent(quote, speaker, consent, now)
    usable = [mandate for mandate in mandates if speaker is None or mandate.grantor == speaker.id]
    return _by_mandate(quote, proposition, home, usable, usage, now)


def _by_consent(quote: Quote, speaker: Speaker | None, consent: Consent, now: datetime) -> Verdict:
    person = speaker.known_adult if speaker else None
    if person is None or speaker is None:
        return Refused((Reason("P1", "nobody_confirmed"),))
    if person.id != consent.asked_person:
        return Refused((Reason("P3", "other_person_was_asked", who=consent.asked_person),))
    if not timedelta(0) <= now - consent.asked_at <= CONFIRMATION_LIVES:
        return NeedsConfirmation((Reason("P3", "question_expired"),))
    if quote != consent.quote:
        return NeedsConfirmation((Reason("P3", "changed_since_asked", amount=quote.total),))
    if speaker.recognised is Recognised.VOICE and quote.total >= VOICE_LIMIT:
        return NeedsStepUp((Reason("A3", "above_voice_limit", amount=quote.total, limit=VOICE_LIMIT),))
    said_yes = Reason("P2", "confirmed", amount=quote.total, who=person.id, subject=speaker.recognised.value)
    return Allowed(by="voice", reasons=(said_yes,))


def _by_mandate(
    quote: Quote,
    proposition: Proposition,
    home: Home,
    mandates: Iterable[Mandate],
    usage: Usage,
    now: datetime,
) -> Verdict:
    if proposition.financial:
        return NeedsConfirmation((Reason("P8", "financial_product"),))
    refused: list[Reason] = []
    for mandate in mandates:
        violations = violations_of(mandate, Allows.BUY, quote, home, usage, now)
        if not violations:
            return Allowed(by="mandate", reasons=(_within(mandate, quote, usage),), mandate=mandate.id)
        if mandate.category == quote.category:
            refused.extend(violations)
    return NeedsConfirmation(tuple(refused) or (Reason("P2", "no_mandate", subject=quote.category),))


def _within(mandate: Mandate, quote: Quote, usage: Usage) -> Reason:
    limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
    used = usage.of(mandate) or Money(0)
    left = limit - used - quote.total if limit else None
    return Reason("P5", "within_mandate", quote.total, limit, left, mandate.grantor, mandate.id)


def violations_of(
    mandate: Mandate, allows: Allows, quote: Quote, home: Home, usage: Usage, now: datetime
) -> tuple[Reason, ...]:
    """Every way in which the mandate does not cover the purchase; none means that it does."""
    grantor = home.person(mandate.grantor)
    found = list(_standing(mandate, allows, quote.category, quote.retailer, home, now))
    if allows is Allows.BUY and grantor is not None and grantor.profile is Profile.SAFETY:
        found.append(Reason("P9", "safety_profile", who=mandate.grantor))
    if excepted := sorted(quote.kinds & mandate.except_kinds):
        found.append(Reason("P5", "excepted_kind", subject=excepted[0]))
    for line in quote.lines:
        if line.category != mandate.category:
            found.append(Reason("P5", "other_category", subject=line.category))
        above = mandate.ask_above.get(line.kind)
        if above is not None and line.total >= above:
            found.append(Reason("P5", "asked_above", line.total, above, subject=line.kind))
    if mandate.limit_per_order is None and mandate.limit_per_period is None:
        found.append(Reason("P1", "no_limit", subject=mandate.id))
    if mandate.limit_per_order is not None and quote.total >= mandate.limit_per_order:
        found.append(Reason("P5", "limit_per_order", quote.total, mandate.limit_per_order))
    found.extend(_period_violations(mandate, quote.total, usage))
    return tuple(found)


def payment_violations(
    mandate: Mandate, category: str, retailer: str, amount: Money, used: Money, home: Home, now: datetime
) -> tuple[Reason, ...]:
    """Every way in which the mandate does not let a bundled payment of `amount` go without asking.

    `used` is what was paid under it in the running period already.
    """
    found = list(_standing(mandate, Allows.PAY, category, retailer, home, now))
    limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
    if limit is None:
        found.append(Reason("P1", "no_limit", subject=mandate.id))
    elif used + amount >= limit:
        found.append(Reason("P5", "limit_per_period", amount, limit, max(limit - used, Money(0))))
    return tuple(found)


def _standing(
    mandate: Mandate, allows: Allows, category: str, retailer: str, home: Home, now: datetime
) -> Iterable[Reason]:
    """What has nothing to do with the amount: grantor, category, retailer, term, pause, unknown conditions."""
    grantor = home.person(mandate.grantor)
    today = now.astimezone(home.timezone).date()
    if grantor is None or Speaker(grantor, Recognised.PLATFORM).known_adult is None:
        yield Reason("P1", "unknown_grantor", who=mandate.grantor)
    if allows not in mandate.allows:
        yield Reason("P5", f"does_not_allow_{allows.value}", subject=mandate.id)
    if mandate.category != category:
        yield Reason("P5", "other_category", subject=mandate.category)
    if mandate.retailers and retailer not in mandate.retailers:
        yield Reason("P5", "other_retailer", subject=retailer)
    if mandate.revoked is not None:
        yield Reason("P5", "revoked", subject=mandate.id)
    if mandate.paused and allows is Allows.BUY:
        yield Reason("P5", "paused", subject=mandate.id)
    if today < mandate.granted or (mandate.expires is not None and today >= mandate.expires):
        yield Reason("P5", "expired", subject=mandate.id)
    for condition in sorted(mandate.conditions):
        yield Reason("P1", "unknown_condition", subject=condition)


def _period_violations(mandate: Mandate, amount: Money, usage: Usage) -> Iterable[Reason]:
    limit = mandate.limit_per_period
    if limit is None:
        return
    used = usage.of(mandate)
    if used is None:
        yield Reason("P1", "usage_unknown", subject=mandate.id)
    elif used + amount >= limit.amount:
        yield Reason("P5", "limit_per_period", amount, limit.amount, max(limit.amount - used, Money(0)))


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
