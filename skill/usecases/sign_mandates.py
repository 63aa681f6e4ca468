"""Mandates and their uses become signed documents: an open one where a mandate is kept, a closed one for each use.

The open one is signed in the transaction that keeps the mandate. A use is found by its reservation, which is in the
transaction that decided it, and signed right after: a crash in between only delays it, and a second try adds nothing.
"""

from __future__ import annotations

from datetime import datetime

from skill.domain.budget import Reservation
from skill.domain.home import Home
from skill.domain.mandate import Allows, Mandate
from skill.domain.mandate_document import DocumentKind, MandateDocument
from skill.domain.offer import Line
from skill.domain.order import order_of
from skill.usecases.mandate_claims import closed_claims, digest, mandate_of, open_claims
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords
from skill.usecases.proof_ports import SignatureWrong, Signer

PAYING = "/pay"
"""Ends the name under which the payments of a mandate are reserved, apart from its orders."""


def keep(mandate: Mandate, home: Home, records: HomeRecords, signer: Signer, now: datetime) -> None:
    """Keeps the mandate as it is from now on, signed."""
    records.keep_mandate(mandate)
    claims = open_claims(mandate, home, signer.public_key, now)
    jws = signer.sign(claims | {"previous": records.last_mandate_document()})
    records.add_mandate_document(MandateDocument(digest(jws), DocumentKind.OPEN, mandate.id, "", now, jws))


def work_off(home_id: str, parts: Parts, now: datetime) -> int:
    """Signs what has no document yet: mandates of before there were documents, and uses. Returns how many."""
    with parts.records.reading(home_id) as records:
        if not records.undocumented_uses() and not records.undocumented_mandates():
            return 0
    home, added = parts.home(home_id), 0
    with parts.records.transaction(home_id) as records:
        for mandate in records.undocumented_mandates():
            keep(mandate, home, records, parts.signer, now)
            added += 1
        for held in records.undocumented_uses():
            added += _close(held, home, records, parts.signer)
    return added


def _close(held: Reservation, home: Home, records: HomeRecords, signer: Signer) -> bool:
    """Signs one use under the document that was in force at its time, or the first, where that came later."""
    use = Allows.PAY if held.mandate.endswith(PAYING) else Allows.BUY
    name = held.mandate.removesuffix(PAYING)
    opened = records.open_mandate_documents(name)
    facts = _facts(use, held.subject, records)
    if not opened or facts is None:
        return False  # what is not kept any more: verifying tells of it
    in_force = [each for each in opened if each.at <= held.at]
    document = in_force[-1] if in_force else opened[0]
    retailer, instrument, lines = facts
    try:
        mandate = mandate_of(signer.read(document.jws))
    except SignatureWrong:
        # An older key: what was allowed is in the records as well, and verifying tells of the key.
        mandate = next(each for each in records.mandates() if each.id == name)
    claims = closed_claims(use, held, document.id, home, mandate, retailer, instrument, lines)
    jws = signer.sign(claims | {"previous": records.last_mandate_document()})
    closed = MandateDocument(digest(jws), DocumentKind.CLOSED, held.mandate, held.subject, held.at, jws)
    return records.add_mandate_document(closed)


def _facts(use: Allows, subject: str, records: HomeRecords) -> tuple[str, str, tuple[Line, ...]] | None:
    """Retailer, instrument and goods of an order or a payment."""
    if use is Allows.BUY:
        order = records.order(order_of(subject))
        return None if order is None else (order.retailer, "order", order.lines)
    payment = records.payment(subject)
    return None if payment is None else (payment.retailer, payment.kind, ())
