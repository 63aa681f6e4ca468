"""Asks for what is due: bundles become payments; inside a mandate they are paid without a word (P12).

The database plans (it adds up and closes the due bundles of a batch of homes in one statement); here each is judged. A
batch is one transaction: a process that dies leaves whole batches, and the next run goes on after them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from skill.domain.authorization import Reason, payment_violations, period_start
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.mandate import Mandate, Period
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.payment import Payment
from skill.domain.person import Profile
from skill.domain.settlement import (
    Bundle,
    BundleKey,
    Charge,
    Outcome,
    closed_without_payment,
    next_due,
    period_until,
)
from skill.domain.strong_authentication import Authentication, Basis
from skill.usecases import charge
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords

BATCH = 500
"""Homes in one transaction: the lock is held for well under a second, and a kill loses no more than that."""


@dataclass(slots=True)
class Report:
    """What a settlement did: bundles, and cents by currency, by how they were closed; `paid`: a mandate allowed it."""

    homes: int = 0
    bundles: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, what: str, amount: Money) -> None:
        self.bundles += 1
        self.counts[what] = self.counts.get(what, 0) + 1
        cents = self.amounts.setdefault(what, {})
        cents[amount.currency] = cents.get(amount.currency, 0) + amount.cents


Progress = Callable[[Report], None]


def run(home_id: str, until: datetime, parts: Parts) -> int:
    """Settles what is due in the home up to `until`; returns how many bundles. A re-run asks nothing twice."""
    report = Report()
    with parts.records.reading(home_id) as records:
        due = records.next_bundle_due()
    if due is not None and due <= until:
        _batch([home_id], until, parts, report)
    return report.bundles


def run_all(
    until: datetime, parts: Parts, progress: Progress = lambda _: None, *, batch: int = BATCH, dry_run: bool = False
) -> Report:
    """The same for every home, a batch at a time. Killed and run again, it goes on where it was.

    With `dry_run` each batch is done and rolled back: the report says what would be, and nothing is kept.
    """
    report = Report()
    after = ""
    while homes := parts.records.homes_with_due_bundles(after, until, batch):
        with suppress(_RolledBack):
            _batch(list(homes), until, parts, report, dry_run=dry_run)
        report.homes += len(homes)
        progress(report)
        after = homes[-1]
    return report


class _RolledBack(Exception):
    """Ends a batch of a dry run."""


def _batch(homes: list[str], until: datetime, parts: Parts, report: Report, *, dry_run: bool = False) -> None:
    with parts.records.settling(homes) as settling:
        settling.close_due(until)
        for bundle in settling.to_judge():
            home = parts.home(bundle.key.home)
            report.add(_settle(bundle, home, settling.of(home.id), parts), bundle.amount)
        if dry_run:
            raise _RolledBack


def _settle(bundle: Bundle, home: Home, records: HomeRecords, parts: Parts) -> str:
    retailer = parts.catalogue.retailers[bundle.key.retailer]
    outcome = closed_without_payment(bundle, retailer, home.timezone)
    match outcome:
        case Outcome.EVEN:
            records.close_bundle(bundle.key, outcome)
        case Outcome.CARRIED:
            _carry(bundle, home, records, parts)
        case Outcome.PAID_OUT:
            _pay_out(bundle, home, records, parts)
        case _:
            return _ask(bundle, home, records, parts)
    return outcome.value


def _carry(bundle: Bundle, home: Home, records: HomeRecords, parts: Parts) -> None:
    """The credit goes into the next bundle that is open; the two charges cancel each other out."""
    key, retailer = bundle.key, parts.catalogue.retailers[bundle.key.retailer]
    records.close_bundle(key, Outcome.CARRIED)
    due = bundle.due
    while True:
        due = next_due(retailer, due, home.timezone)
        period = period_until(due, home.timezone, bundle.amount.currency)
        into = BundleKey(key.home, key.retailer, key.person, period)
        if not records.is_closed(into):
            break
    since = bundle.credit_since or bundle.due
    reasons = (Reason("M1", "money_back_later", -bundle.amount, subject=key.retailer),)
    records.add_decision(Decision(parts.new_id(), bundle.due, "changed", reasons, person=key.person))
    records.add_charge(Charge(f"carried:{key.period}", into, bundle.category, "", bundle.amount, since, due))


def _pay_out(bundle: Bundle, home: Home, records: HomeRecords, parts: Parts) -> None:
    """The retailer owes the household: money comes in, which nobody here has to allow."""
    payment = _payment(bundle, home, records, parts)
    _keep(payment, bundle, Outcome.PAID_OUT, records)
    reason = Reason("M1", "money_back", -bundle.amount, subject=bundle.key.retailer)
    ground = Authentication(Basis.INCOMING, reason)
    charge.approve(payment, "retailer", ground, home, records, parts.payment_methods, bundle.due)
    _decide("changed", (reason,), payment, bundle, records, parts)


def _ask(bundle: Bundle, home: Home, records: HomeRecords, parts: Parts) -> str:
    payment = _payment(bundle, home, records, parts)
    _keep(payment, bundle, Outcome.ASKED, records)
    mandate, reasons = _covering(bundle, home, records)
    approval = parts.approval.on(bundle.due.astimezone(home.timezone).date())
    ground = charge.ground_of_a_mandate(payment, home, parts.payment_methods, approval)
    if mandate is not None and not ground.may_go:
        # A mandate to us is no exemption (M4): over this rail the person has to prove who they are.
        mandate, reasons = None, (ground.reason,)
    if mandate is not None:
        records.reserve(_paying(mandate), payment.id, payment.amount, bundle.due)
        charge.approve(payment, "mandate", ground, home, records, parts.payment_methods, bundle.due)
    else:
        note = Notification(f"payment:{payment.id}", payment.person, "payment", payment.id, bundle.due)
        records.keep_notification(note)
    _decide("changed" if mandate is not None else "asked_payment", reasons, payment, bundle, records, parts)
    return "paid" if mandate is not None else "asked"


def _payment(bundle: Bundle, home: Home, records: HomeRecords, parts: Parts) -> Payment:
    bill = Payment(
        id=parts.new_id(),
        home=home.id,
        person=bundle.key.person,
        retailer=bundle.key.retailer,
        kind=home.preferences.payment,
        period=bundle.key.period,
        amount=bundle.amount,
        orders=bundle.orders,
        asked_at=bundle.due,
    )
    return charge.ask(bill, home, records, parts.payment_methods)


def _keep(payment: Payment, bundle: Bundle, outcome: Outcome, records: HomeRecords) -> None:
    if not records.add_payment(payment):
        raise ValueError(f"{bundle.key} was open, and yet it has a payment")
    records.close_bundle(bundle.key, outcome, payment.id)


def _decide(
    outcome: str, reasons: tuple[Reason, ...], payment: Payment, bundle: Bundle, records: HomeRecords, parts: Parts
) -> None:
    decision = Decision(parts.new_id(), bundle.due, outcome, reasons, person=payment.person, subject=payment.id)
    records.add_decision(decision)


def _covering(bundle: Bundle, home: Home, records: HomeRecords) -> tuple[Mandate | None, tuple[Reason, ...]]:
    """The mandate of the person who ordered that lets this amount go, or why none does."""
    person = home.person(bundle.key.person)
    if person is None or person.profile is Profile.SAFETY:
        return None, (Reason("P9", "pays_after_delivery", bundle.amount, who=bundle.key.person),)
    found: list[Reason] = []
    for mandate in records.mandates():
        if mandate.grantor != person.id or mandate.category != bundle.category:
            continue
        period = mandate.limit_per_period.period if mandate.limit_per_period else Period.DAY
        used = records.usage_since(_paying(mandate), period_start(period, bundle.due, home.timezone))
        violations = payment_violations(
            mandate, bundle.category, bundle.key.retailer, bundle.amount, used, home, bundle.due
        )
        if not violations:
            limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
            left = limit - used - bundle.amount if limit else None
            within = Reason("P5", "within_mandate", bundle.amount, limit, left, mandate.grantor, mandate.id)
            return mandate, (within,)
        found.extend(violations)
    return None, tuple(found) or (Reason("P2", "no_mandate", bundle.amount, subject=bundle.category),)


def _paying(mandate: Mandate) -> str:
    """Payments and orders under one mandate count apart: an order's amount is not spent twice."""
    return f"{mandate.id}/pay"
