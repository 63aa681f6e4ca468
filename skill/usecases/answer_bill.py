"""A bill is answered outside a conversation: on a page or by a command, by the person it is for, with their PIN."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from skill.domain.decision import Decision
from skill.domain.ledger import top_up_entry
from skill.domain.money import Money
from skill.domain.payment import ASKABLE_AGAIN, PayeeCheck, Payment
from skill.domain.payment_authentication import authenticate
from skill.domain.person import Recognised, Role
from skill.domain.reason import Reason
from skill.usecases import charge, proving
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords


class NotAnswered(Exception):
    """Nothing was changed; the message says why and what to do."""


def run(
    home_id: str,
    payment_id: str,
    person_id: str,
    pin: str,
    parts: Parts,
    now: datetime,
    *,
    yes: bool,
    despite_payee_check: bool = False,
) -> Payment:
    """Approves the bill or refuses it; what ended without money is asked once more and approved in one go.

    `despite_payee_check`: the person knows what the bank said of the payee's name, and pays all the same (M7).
    Raises NotAnswered for a wrong PIN, another person's bill, and one that is answered already. Not everybody may hear
    what somebody owes (P7): who is wrong is told the same, whether or not there is such a bill.
    """
    home = parts.home(home_id)
    _prove(home_id, person_id, pin, parts, now)
    with parts.records.transaction(home_id) as records:
        payment = records.payment(payment_id)
        if payment is None or payment.person != person_id:
            raise NotAnswered(f"{person_id} has no payment {payment_id!r} (boodschap payments list --home {home_id})")
        if yes and payment.payee_check not in (None, PayeeCheck.MATCH) and not despite_payee_check:
            said = payment.payee_check.value.replace("_", " ")
            raise NotAnswered(f"the bank says of the payee's name: {said} (--despite-payee-check pays all the same)")
        if yes and payment.status in ASKABLE_AGAIN:
            again = payment.asked_again(now)
            payment = charge.ask(again, home, records, parts.payment_methods)
        if not payment.is_asked:
            raise NotAnswered(f"payment {payment_id} is {payment.status.value}: there is nothing to answer")
        charge.answered(payment_id, records, now)
        if not yes:
            refused = payment.refused(at=now)
            records.keep_payment(refused)
            reason = Reason("M6", "payment_refused", payment.amount, who=person_id, subject=payment_id)
            _decide(records, parts, now, "declined", (reason,), refused)
            return refused
        ground = authenticate(
            payment.amount,
            "app",
            Recognised.PIN,
            method=parts.payment_methods.method(payment.kind),
            account=home.account(person_id),
            since=charge.since_last_strong(records, person_id),
            low_value=parts.approval.on(now.astimezone(home.timezone).date()).low_value,
        )
        approved = charge.approve(payment, "app", ground, home, records, parts.payment_methods, now)
        _decide(records, parts, now, "changed", (ground.reason,), approved)
        return approved


def top_up(home_id: str, person_id: str, pin: str, amount: Money, key: str, parts: Parts, now: datetime) -> Money:
    """Puts money into the wallet, once a `key`; returns what is in it. Raises NotAnswered for a wrong PIN, and for an
    amount that is no money in."""
    parts.home(home_id)
    if amount <= Money(0, amount.currency):
        raise NotAnswered(f"{amount} tops nothing up: give an amount above zero, as 50.00")
    _prove(home_id, person_id, pin, parts, now)
    with parts.records.transaction(home_id) as records:
        records.post(top_up_entry(key, amount, now))
        return charge.balance(records, charge.WALLET)


def _prove(home_id: str, person_id: str, pin: str, parts: Parts, now: datetime) -> None:
    person = parts.home(home_id).person(person_id)
    adult = person is not None and person.role is Role.ADULT
    if not proving.prove(home_id, person_id, pin, parts, now) or not adult:
        raise NotAnswered(f"that is not the PIN of {person_id}, or it is locked: after five wrong ones wait 15 minutes")


def _decide(
    records: HomeRecords, parts: Parts, now: datetime, outcome: str, reasons: Sequence[Reason], payment: Payment
) -> None:
    decision = Decision(parts.new_id(), now, outcome, tuple(reasons), payment.person, Recognised.PIN.value, payment.id)
    records.add_decision(decision)
