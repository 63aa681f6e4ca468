"""Asks for what is due: bundles become payments; inside a mandate they are paid without a word (P12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from skill.domain.authorization import Reason, payment_violations, period_start
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.mandate import Mandate, Period
from skill.domain.notification import Notification
from skill.domain.payment import Payment
from skill.domain.settlement import Bundle, plan
from skill.usecases import charge
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords


def run(home_id: str, until: datetime, parts: Parts) -> int:
    """Asks every payment that is due up to `until`; returns how many are new. A re-run asks nothing twice."""
    home = parts.home(home_id)
    asked = 0
    with parts.records.transaction(home_id) as records:
        for due, bundle in plan(records.orders(), parts.catalogue, home, until):
            asked += _ask(bundle, due, home, records, parts)
    return asked


def _ask(bundle: Bundle, due: datetime, home: Home, records: HomeRecords, parts: Parts) -> bool:
    bill = Payment(
        id=parts.new_id(),
        home=home.id,
        person=bundle.person,
        retailer=bundle.retailer,
        kind=home.preferences.payment,
        period=bundle.period,
        amount=bundle.amount,
        orders=bundle.orders,
        asked_at=due,
    )
    payment = charge.ask(bill, home, records, parts.payment_methods)
    if not records.add_payment(payment):
        # The period was asked for before these orders came into it: a clock was set back. They are asked by themselves.
        payment = replace(payment, period=f"{bundle.period}, late {bundle.orders[0]}")
        if not records.add_payment(payment):
            return False
    for order_id in bundle.orders:
        order = records.order(order_id)
        if order is not None:
            records.keep_order(replace(order, payment=payment.id))
    mandate, reasons = _covering(bundle, home, records, due)
    approval = parts.approval.on(due.astimezone(home.timezone).date())
    ground = charge.ground_of_a_mandate(payment, home, records, parts.payment_methods, approval)
    if mandate is not None and not ground.may_go:
        # A mandate to us is no exemption (M4): over this rail the person has to prove who they are.
        mandate, reasons = None, (ground.reason,)
    if mandate is not None:
        records.reserve(_paying(mandate), payment.id, payment.amount, due)
        charge.approve(payment, "mandate", ground, records, due)
    else:
        note = Notification(f"payment:{payment.id}", payment.person, "payment", payment.id, due)
        records.keep_notification(note)
    outcome = "changed" if mandate is not None else "asked_payment"
    records.add_decision(Decision(parts.new_id(), due, outcome, reasons, person=bundle.person, subject=payment.id))
    return True


def _covering(
    bundle: Bundle, home: Home, records: HomeRecords, due: datetime
) -> tuple[Mandate | None, tuple[Reason, ...]]:
    """The mandate of the person who ordered that lets this amount go, or why none does."""
    found: list[Reason] = []
    for mandate in records.mandates():
        if mandate.grantor != bundle.person or mandate.category != bundle.category:
            continue
        period = mandate.limit_per_period.period if mandate.limit_per_period else Period.DAY
        used = records.usage_since(_paying(mandate), period_start(period, due, home.timezone))
        violations = payment_violations(mandate, bundle.category, bundle.retailer, bundle.amount, used, home, due)
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
