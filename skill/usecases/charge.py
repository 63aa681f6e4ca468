"""A payment on its way: asked, allowed on a ground (M2-M4), handed to its rail, and what the rail says of it (P12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from skill.domain.approval import ApprovalTerms
from skill.domain.bank_answer import Applied, BankAnswer, NotApplied, Outcome, apply
from skill.domain.budget import Hold
from skill.domain.direct_debit import NotCollectable, collection
from skill.domain.home import Home
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.payment import Payment, PaymentStatus, payment_of
from skill.domain.payment_authentication import authenticate, since_last
from skill.domain.payment_methods import Choice, PaymentMethods, pay_later_day
from skill.domain.person import Recognised
from skill.domain.strong_authentication import Authentication, SinceLast
from skill.usecases.as_told import as_told
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords

WALLET = "wallet"
"""The account of the books that holds what the household topped up."""


def ask(payment: Payment, home: Home, records: HomeRecords, methods: PaymentMethods) -> Payment:
    """The payment by the kind that its retailer takes, with its last moment: what is kept when it is asked."""
    choice = choose(payment, home, records, methods)
    expires_at = methods.expires_at(choice.kind, payment.asked_at)
    return replace(payment, kind=choice.kind, chosen_because=choice.because, expires_at=expires_at)


def choose(payment: Payment, home: Home, records: HomeRecords, methods: PaymentMethods) -> Choice:
    """The kind that its person prefers where this retailer takes it, with the reason where it is another one."""
    account = home.account(payment.person)
    preferred = as_told(home, records, payment.person).preferences.payment_at(payment.retailer)
    return methods.choose(
        preferred,
        payment.retailer,
        payment.amount,
        wallet=balance(records, WALLET) if preferred == WALLET else Money(0),
        debit_mandate=account is not None and account.debit is not None,
    )


def balance(records: HomeRecords, account: str) -> Money:
    """What the books hold on an account."""
    return Money.total(p.amount for entry in records.entries() for p in entry.postings if p.account == account)


def since_last_strong(records: HomeRecords, person: str) -> SinceLast:
    """What this person paid without a proof since the last one (M3)."""
    approved = sorted(
        (payment for payment in records.payments() if payment.person == person and payment.approved_at is not None),
        key=lambda payment: (payment.approved_at, payment.id),
    )
    return since_last((payment.amount, payment.authentication) for payment in approved)


def ground_of_a_mandate(
    payment: Payment, home: Home, methods: PaymentMethods, approval: ApprovalTerms
) -> Authentication:
    """On what ground this payment may leave with nobody there, or what is needed first (M3, M4)."""
    return authenticate(
        payment.amount,
        "mandate",
        Recognised.NOT,
        method=methods.method(payment.kind),
        account=home.account(payment.person),
        since=None,  # a small amount is no ground where nobody is there, so what went before it does not matter
        low_value=approval.low_value,
    )


def approve(
    payment: Payment,
    approved_by: str,
    authentication: Authentication,
    home: Home,
    records: HomeRecords,
    methods: PaymentMethods,
    now: datetime,
) -> Payment:
    """Marks the payment as allowed and queues it for the rail; the rail takes an end-to-end id once (P12).

    Raises ValueError for what was answered already, and for a ground that lets nothing go. A wallet has its money here:
    it is paid in this very transaction, and never below zero.
    """
    if not authentication.may_go:
        raise ValueError(f"payment {payment.id} needs a proof first: {authentication.reason.code}")
    allowed = payment.approved(approved_by, now, authentication)
    try:
        allowed, details = rail_details(allowed, home, records, methods, now)
    except NotCollectable as refused:
        # It was possible when the bill was made. What is owed stays owed, and the person hears why.
        return _end_at_once(allowed, Outcome.REFUSED, refused.code, records, now)
    if allowed.kind == WALLET:
        enough = balance(records, WALLET) >= allowed.amount
        outcome, because = (Outcome.PAID, None) if enough else (Outcome.REFUSED, "wallet_too_low")
        return _end_at_once(allowed, outcome, because, records, now)
    records.keep_payment(allowed)
    body: dict[str, str | int] = {
        "payment": allowed.id,
        "end_to_end": allowed.end_to_end,
        "person": allowed.person,
        "retailer": allowed.retailer,
        "period": allowed.period,
        "cents": allowed.amount.cents,
        "rail": allowed.kind,
        "approved_by": approved_by,
        "approved_at": now.isoformat(),
        **details,
    }
    records.add_errand(Errand(f"pay:{allowed.end_to_end}", "pay", body), now)
    return allowed


def rail_details(
    payment: Payment, home: Home, records: HomeRecords, methods: PaymentMethods, now: datetime
) -> tuple[Payment, dict[str, str | int]]:
    """What its rail has to know beside the amount; the payment with its day, where it is not paid at once. Raises
    NotCollectable for a debit that its mandate does not allow."""
    details: dict[str, str | int] = {}
    today = now.astimezone(home.timezone).date()
    account = home.account(payment.person)
    if payment.kind == "direct_debit":
        if account is None or account.debit is None:
            raise NotCollectable("no_debit_mandate")
        others = [p for p in records.payments() if (p.kind, p.person) == (payment.kind, payment.person)]
        debit = collection(account.debit, [p for p in others if p.id != payment.id], today)
        payment = replace(payment, collect_on=debit.collect_on)
        details |= {"sequence": debit.sequence.value, "collect_on": debit.collect_on.isoformat()}
        # The announcement (M5), kept and told: the amount, the day and who collects.
        records.keep_notification(Notification(f"debit:{payment.end_to_end}", payment.person, "debit", payment.id, now))
    offer = methods.terms(payment.retailer).pay_later
    if payment.kind == "pay_later" and offer is not None:
        payment = replace(payment, collect_on=pay_later_day(offer, today))
        details["collect_on"] = (today if payment.collect_on is None else payment.collect_on).isoformat()
    if payment.kind == "payment_request" and payment.expires_at is not None:
        details["expires_at"] = payment.expires_at.isoformat()
    if payment.payee_check is not None:
        details["payee_check"] = payment.payee_check.value
    return payment, details


def _end_at_once(
    payment: Payment, outcome: Outcome, because: str | None, records: HomeRecords, now: datetime
) -> Payment:
    """What needs no rail: it is paid or refused in this very transaction."""
    records.keep_payment(payment)
    applied = _take(BankAnswer(payment.end_to_end, outcome, now, because), payment, records, now)
    return applied.payment if isinstance(applied, Applied) else payment


def handed_in(errand: Errand, answers: Iterable[BankAnswer], records: HomeRecords, now: datetime) -> None:
    """The rail has it, and said this at once; nothing said means that an answer comes later."""
    payment = records.payment(str(errand.body["payment"]))
    if payment is None:
        return
    end_to_end = str(errand.body.get("end_to_end", payment.end_to_end))
    for answer in tuple(answers) or (BankAnswer(end_to_end, Outcome.ACCEPTED),):
        take(answer, records, now)


def turned_down(errand: Errand, because: str, records: HomeRecords, now: datetime) -> None:
    """The rail refused it for good: the debt stays visible, its budget is free again, and its person is told (M6)."""
    payment = records.payment(str(errand.body["payment"]))
    if payment is not None:
        end_to_end = str(errand.body.get("end_to_end", payment.end_to_end))
        take(BankAnswer(end_to_end, Outcome.REFUSED, now, because), records, now)


def take(answer: BankAnswer, records: HomeRecords, now: datetime) -> Applied | NotApplied:
    """Applies what a rail said to the payment that it names; a repeat, or what is no news any more, changes nothing."""
    payment = records.payment(payment_of(answer.end_to_end))
    if payment is None:
        return NotApplied("unknown_payment")
    return _take(answer, payment, records, now)


def _take(answer: BankAnswer, payment: Payment, records: HomeRecords, now: datetime) -> Applied | NotApplied:
    applied = apply(payment, answer, now)
    if isinstance(applied, NotApplied):
        return applied
    posted = [records.post(entry) for entry in applied.entries]
    if answer.end_to_end != payment.end_to_end and not any(posted):
        return NotApplied()  # An earlier attempt, and the books hold it already.
    after = applied.payment
    if answer.payee_check is not None:
        after = replace(after, payee_check=answer.payee_check)
    records.keep_payment(after)
    if after.status in (PaymentStatus.PAID, PaymentStatus.SUBMITTED):
        answered(after.id, records, now)
    _keep_budget(after, applied.failed, records, now)
    if applied.failed:
        tell_unpaid(after, records, now)
    return applied


def _keep_budget(payment: Payment, failed: bool, records: HomeRecords, now: datetime) -> None:
    """What was paid is spent of the mandate's budget, also when a refusal was told first; what failed or came back
    gives it back (P6)."""
    for held in records.reservations(payment.id):
        if payment.status is PaymentStatus.PAID and not failed:
            if held.hold is Hold.RELEASED:
                records.reserve(held.mandate, held.subject, held.amount, held.at)
            records.commit(payment.id, payment.amount)
        elif failed and held.hold is Hold.RESERVED:
            records.release(payment.id)
        elif failed and held.counts:
            records.refund(payment.id, f"returned:{payment.end_to_end}", held.counts, now)


def expire(records: HomeRecords, until: datetime) -> int:
    """Ends the requests that nobody answered in time; what is owed stays visible (M6). Returns how many."""
    ended = 0
    for payment in records.owed_payments():
        if payment.is_asked and payment.expires_at is not None and payment.expires_at <= until:
            records.keep_payment(payment.expired(payment.expires_at))
            answered(payment.id, records, until)
            tell_unpaid(payment, records, payment.expires_at)
            ended += 1
    return ended


def answered(payment_id: str, records: HomeRecords, now: datetime) -> None:
    """A bill that was answered needs no telling any more."""
    for notification in records.notifications():
        if notification.kind == "payment" and notification.subject == payment_id:
            records.keep_notification(notification.marked_read(now))


def tell_unpaid(payment: Payment, records: HomeRecords, now: datetime) -> None:
    """Its person hears that it was not paid, once an attempt."""
    note = Notification(f"unpaid:{payment.end_to_end}", payment.person, "problem", payment.id, now)
    records.keep_notification(note)
