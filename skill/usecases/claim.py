"""Money back for what was delivered, and the withdrawal from what is still to come: the claim is kept with its order,
the retailer hears it, its answer closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from skill.dialogue.effects import MakeClaims
from skill.domain.claim import Claim, ClaimKind
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords

ANSWERS = {
    CorrectionKind.TAKEN_BACK: ClaimKind.WITHDRAWAL,
    CorrectionKind.DAMAGED: ClaimKind.PROBLEM,
    CorrectionKind.MISSING: ClaimKind.PROBLEM,
}
"""Which reports of a retailer answer which claims."""


def make(effect: MakeClaims, order: Order, records: HomeRecords, now: datetime) -> None:
    """Keeps the claims and tells the retailer, once for each statement. A withdrawal is acknowledged by what is kept:
    its content and its time (O3)."""
    # What cost nothing brings nothing back, so nothing is to be answered.
    claims = tuple(each if each.amount else each.accepted(each.amount, now) for each in effect.claims)
    records.keep_order(order.with_claims(*claims))
    first = effect.claims[0]
    body: dict[str, str | int] = {"order": order.id, "retailer": order.retailer, "what": first.what}
    for number, each in enumerate(effect.claims, start=1):
        body |= {
            f"product{number}": each.product,
            f"quantity{number}": each.quantity,
            f"cents{number}": each.amount.cents,
        }
    if effect.whole:
        body["whole"] = 1
    kind = "take_back" if first.kind is ClaimKind.WITHDRAWAL else "complain"
    records.add_errand(Errand(f"{kind}:{first.statement}", kind, body), now)


def is_answered(order: Order, correction: Correction) -> bool:
    """Whether the claim that this answers was closed by another report: the same goods are paid back once."""
    return any(_answers(correction, claim) and not claim.is_open for claim in order.claims)


def answered(order: Order, correction: Correction, records: HomeRecords, at: datetime) -> None:
    """The retailer gave money back: the claim that this answers, else the oldest of its kind, is closed with what was
    given. What nobody claimed yet is kept as a claim that was granted, so that it is not claimed once more."""
    kind = ANSWERS.get(correction.kind)
    fitting = [c for c in order.claims if c.is_open and c.kind is kind and c.product == correction.product]
    found = [claim for claim in fitting if _answers(correction, claim)] or fitting
    if found:
        records.keep_order(order.with_claims(found[0].accepted(-correction.amount, at)))
        _tell("refunded", order, found[0], records, at)
    elif kind is not None and (unasked := _unasked(order, correction, kind, at)) is not None:
        records.keep_order(order.with_claims(unasked))


def _answers(correction: Correction, claim: Claim) -> bool:
    """A retailer's answer bears the key of the errand that told it of the statement, and the product."""
    return correction.id.partition(":")[2] == claim.id


def _unasked(order: Order, correction: Correction, kind: ClaimKind, at: datetime) -> Claim | None:
    """As many whole packs as the money stands for; None where the report names no product of the order."""
    line = next((line for line in order.lines if line.product == correction.product), None)
    if line is None:
        return None
    back = -correction.amount
    price = line.total + line.deposit if kind is ClaimKind.WITHDRAWAL else line.total
    packs = back.cents * line.quantity // price.cents if price else line.quantity
    granted = Claim(f"{order.id}-{len(order.claims) + 1}", kind, line.product, 0, back, order.person, at)
    return replace(granted, quantity=min(packs, order.left(line))).accepted(back, at)


def all_back(order: Order, records: HomeRecords, at: datetime) -> None:
    """The whole order went back, and with it whatever was claimed of it."""
    still = [claim for claim in order.claims if claim.is_open]
    if still:
        records.keep_order(order.with_claims(*(claim.accepted(claim.amount, at) for claim in still)))
        _tell("refunded", order, still[0], records, at)


def refused(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """The retailer gives nothing back, or never answered: its person hears it, with whom else to turn to."""
    order = records.order(errand.subject)
    if order is None:
        return
    statement = errand.key.partition(":")[2]
    claims = [claim for claim in order.claims if claim.statement == statement and claim.is_open]
    if claims:
        records.keep_order(order.with_claims(*(claim.refused(now) for claim in claims)))
        _tell("claim_refused", order, claims[0], records, now)


def called_off(order: Order, at: datetime) -> Order:
    """The order that will certainly not come, with its withdrawal as the retailer agreed to it."""
    return order.with_claims(*(claim.accepted(claim.amount, at) for claim in order.claims if claim.is_open))


def comes_all_the_same(order: Order, at: datetime) -> Order:
    """The order that its retailer did not call off, with its withdrawal as that refused it: once it came, what may go
    back can be claimed anew."""
    return order.with_claims(*(claim.refused(at) for claim in order.claims if claim.is_open))


def _tell(kind: str, order: Order, claim: Claim, records: HomeRecords, at: datetime) -> None:
    records.keep_notification(Notification(f"{kind}:{claim.id}", order.person, kind, order.id, at))
