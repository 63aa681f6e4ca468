"""Verifies the signed mandates of a home: whole, ours, in order, and every use inside what was allowed at its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skill.domain.authorization import period_start
from skill.domain.constraint import Circumstances, Purchase, constraints_of, violations
from skill.domain.home import Home
from skill.domain.mandate import Allows, Mandate, Period
from skill.domain.mandate_document import DocumentKind, MandateDocument
from skill.domain.money import Money
from skill.domain.order import order_of
from skill.usecases.mandate_claims import CLOSED, UnknownClaim, digest, lines_of, mandate_of
from skill.usecases.parts import Parts
from skill.usecases.proof_ports import SignatureWrong, Signer
from skill.usecases.sign_mandates import PAYING


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: tampered, unknown_key, unreadable, renamed, out_of_order, unknown_claim, no_open_mandate, not_in_force,
    unsigned_use, records_differ, mandate_differs, or what the use violates (limit_per_order, other_retailer ...)."""

    document: str
    code: str
    message: str
    amount: Money | None = None
    limit: Money | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    documents: int
    uses: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A closed document whose signature holds."""

    document: MandateDocument
    claims: Mapping[str, Any]
    at: datetime
    amount: Money

    def in_budget(self, held: Mapping[tuple[str, str], Money]) -> Money:
        """What it takes of the budget today: what was released or came back since takes nothing."""
        return min(self.amount, held.get((self.document.mandate, self.document.subject), self.amount))


def run(home_id: str, parts: Parts) -> Verified:
    """Checks every document that is kept for the home, and that every use has one."""
    home = parts.home(home_id)
    with parts.records.reading(home_id) as records:
        documents = records.mandate_documents()
        kept = {mandate.id: mandate for mandate in records.mandates()}
        subjects = dict.fromkeys(each.subject for each in documents if each.kind is DocumentKind.CLOSED)
        reserved = [each for subject in subjects for each in records.reservations(subject)]
        missing = records.undocumented_uses()
    faults = [Fault(each.subject, "unsigned_use", f"a use of {each.mandate} has no document") for each in missing]
    held = {(each.mandate, each.subject): each.counts for each in reserved}
    faults += verify(documents, home, parts.signer, held)
    latest = {each.mandate: each for each in documents if each.kind is DocumentKind.OPEN}
    broken = {fault.document for fault in faults}
    for name, document in latest.items():
        if document.id not in broken and kept.get(name) != mandate_of(parts.signer.read(document.jws)):
            faults.append(Fault(document.id, "mandate_differs", f"the records say something else of {name}"))
    uses = sum(each.kind is DocumentKind.CLOSED for each in documents)
    return Verified(len(documents), uses, tuple(faults))


def verify(
    documents: Iterable[MandateDocument], home: Home, signer: Signer, held: Mapping[tuple[str, str], Money]
) -> list[Fault]:
    """The faults of these documents, in the order in which they were signed. `held` is what each use takes of its
    budget today, as the records have it."""
    faults: list[Fault] = []
    opened: dict[str, list[tuple[MandateDocument, Mandate]]] = {}
    uses: list[Use] = []
    previous: str | None = None
    for document in documents:
        before, previous = previous, document.id
        try:
            claims = _read(document, signer)
            if claims["previous"] != before:
                faults.append(Fault(document.id, "out_of_order", "a document before it is missing or was put in"))
            if document.kind is DocumentKind.OPEN:
                opened.setdefault(document.mandate, []).append((document, mandate_of(claims)))
                continue
            use = _use(document, claims)
            faults += _judge(use, opened, uses, home, held)
            uses.append(use)
        except SignatureWrong as wrong:
            faults.append(Fault(document.id, wrong.code, str(wrong)))
        except (UnknownClaim, KeyError, TypeError, ValueError) as wrong:
            faults.append(Fault(document.id, "unknown_claim", f"it holds what is not known here: {wrong}"))
    return faults


def _read(document: MandateDocument, signer: Signer) -> Mapping[str, Any]:
    claims = signer.read(document.jws)
    named = (claims.get("mandate"), claims.get("subject", ""))
    if digest(document.jws) != document.id or named != (document.mandate.removesuffix(PAYING), document.subject):
        raise SignatureWrong("renamed", f"it is kept as {document.mandate} {document.subject}, and says {named}")
    return claims


def _use(document: MandateDocument, claims: Mapping[str, Any]) -> Use:
    if claims["vct"] != CLOSED:
        raise UnknownClaim(f"vct {claims['vct']!r}")
    paid = claims["payment_amount"]
    return Use(
        document, claims, datetime.fromisoformat(claims["execution_date"]), Money(paid["amount"], paid["currency"])
    )


def _judge(
    use: Use,
    opened: Mapping[str, list[tuple[MandateDocument, Mandate]]],
    before: Iterable[Use],
    home: Home,
    held: Mapping[tuple[str, str], Money],
) -> list[Fault]:
    """Whether the open mandate that the use names was in force then, and covers it with what was used before."""
    key, claims = use.document.id, use.claims
    taken = held.get((use.document.mandate, use.document.subject), use.amount)
    if taken.currency != use.amount.currency:
        return [Fault(key, "other_currency", f"the records hold {taken}", use.amount)]
    if taken > use.amount:
        return [Fault(key, "records_differ", f"the records hold {taken}, more than was signed", use.amount)]
    versions = opened.get(use.document.mandate.removesuffix(PAYING), [])
    named = [(document, mandate) for document, mandate in versions if document.id == claims["open_mandate"]]
    if not named:
        return [Fault(key, "no_open_mandate", "the open mandate that it names is not there, or does not hold")]
    document, mandate = named[0]
    in_force = [each for each, _ in versions if each.at <= use.at]
    if in_force and in_force[-1].id != document.id:
        return [Fault(key, "not_in_force", "another open mandate had taken the place of the one that it names")]
    allows = Allows(claims["use"])
    limit = mandate.limit_per_period
    start = period_start(limit.period if limit else Period.DAY, use.at, home.timezone)
    under = [each for each in before if each.document.mandate == use.document.mandate]
    # A change of an order is judged by what the order came to with it.
    of_order = [each for each in under if order_of(each.document.subject) == order_of(use.document.subject)]
    same = [each for each in under if each.at >= start and each not in of_order]
    nothing = Money(0, use.amount.currency)
    used = sum((each.in_budget(held) for each in same), start=nothing)
    amount = sum((each.in_budget(held) for each in of_order), start=use.amount)
    met = frozenset(claims["conditions_met"])
    # The evidence of a condition is gone with the offers of that day: the document says that it was met then.
    judged = replace(mandate, conditions=mandate.conditions - met)
    purchase = Purchase(allows, claims["category"], claims["payee"]["id"], amount, lines_of(claims))
    circumstances = Circumstances(home, use.at, used)
    return [
        Fault(
            key,
            each.reason.code,
            f"the use breaks {each.reason.rule}: {each.reason.code}",
            each.reason.amount,
            each.reason.limit,
        )
        for each in violations(constraints_of(judged, allows), purchase, circumstances, mandate.id)
    ]
