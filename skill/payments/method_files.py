"""Reads data/payment_methods.yml: the ways to pay, what each retailer takes, and the accounts that money goes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import Catalogue
from skill.domain.money import Money
from skill.domain.payment_methods import Method, PayLater, PaymentMethods, Terms, credit_violation

KINDS = ("payment_request", "direct_debit", "wallet", "instant_transfer", "pay_later")
_CREDITOR_ID = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid, and into which account; the IBAN shows in no repr (A5)."""

    name: str
    iban: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Collector:
    """Who collects: `creditor_id` names them on every direct debit (M5)."""

    name: str
    iban: str = field(repr=False)
    creditor_id: str


@dataclass(frozen=True, slots=True)
class MethodFile:
    """The file as values: what the rules need to know, and what only a rail needs."""

    methods: PaymentMethods
    collector: Collector
    payees: Mapping[str, Payee]


def read_methods(data_dir: Path, catalogue: Catalogue | None = None) -> MethodFile:
    """The whole file; with a `catalogue` its retailers must be the ones that are named. Raises DataError with every
    fault, among them what the law forbids: credit by a seller (M8)."""
    faults = Faults()
    shown = f"{data_dir.name}/payment_methods.yml"
    keys = ["collector", "methods", "retailers"]
    file = open_yaml(data_dir / "payment_methods.yml", shown, faults, keys)
    faults.raise_any()
    assert file is not None  # noqa: S101 - without a file there was a fault
    collector = _collector(file)
    methods = _methods(file)
    terms, payees = _retailers(file, catalogue)
    faults.raise_any()
    return MethodFile(PaymentMethods(methods, terms), collector, payees)


def _collector(file: Entry) -> Collector:
    entry = file.entry("collector", ["name", "iban", "creditor_id"])
    if entry is None:
        return Collector("", "", "")
    creditor_id = entry.text("creditor_id")
    if not _CREDITOR_ID.fullmatch(creditor_id) or not _is_checked(creditor_id):
        entry.fault("creditor_id", "bad-creditor-id", f"{creditor_id!r} is no creditor identifier", "see EPC262-08")
    return Collector(entry.text("name"), entry.iban("iban"), creditor_id)


def _is_checked(creditor_id: str) -> bool:
    """Check digits over the national part, the country and 00 (ISO 7064), without the business code (EPC262-08)."""
    counted = "".join(str(int(each, 36)) for each in creditor_id[7:] + creditor_id[:2] + "00")
    return int(creditor_id[2:4]) == 98 - int(counted) % 97


def _methods(file: Entry) -> dict[str, Method]:
    section = file.entry("methods", KINDS)
    found: dict[str, Method] = {}
    for kind in section or ():
        entry = section.entry(kind, ["payee_collects", "open_days", "since"]) if section else None
        if entry is not None:
            open_for = timedelta(days=entry.whole("open_days", least=1, most=90, default=14))
            since = entry.day("since") if "since" in entry else None
            found[kind] = Method(kind, entry.flag("payee_collects"), open_for, since)
    return found


def _retailers(file: Entry, catalogue: Catalogue | None) -> tuple[dict[str, Terms], dict[str, Payee]]:
    section = file.entry("retailers", catalogue.retailers if catalogue else None)
    terms: dict[str, Terms] = {}
    payees: dict[str, Payee] = {}
    for retailer in section or ():
        entry = section.entry(retailer, ["takes", "pay_later", "payee"]) if section else None
        if entry is None:
            continue
        takes = entry.words("takes", known=KINDS, required=True)
        if "payment_request" not in takes:
            hint = "add payment_request: it is what a bill falls back on"
            entry.fault("takes", "no-fallback", f"{retailer} takes no payment request", hint)
        terms[retailer] = Terms(takes, _pay_later(entry))
        if "pay_later" in takes and terms[retailer].pay_later is None:
            entry.fault("takes", "missing", "pay_later, but after how long?", "add pay_later: {days: 30}")
        payee = entry.entry("payee", ["name", "iban"])
        if payee is not None:
            payees[retailer] = Payee(payee.text("name"), payee.iban("iban"))
    return terms, payees


def _pay_later(retailer: Entry) -> PayLater | None:
    entry = retailer.entry("pay_later", ["days", "by_seller", "interest", "charges"], required=False)
    if entry is None:
        return None
    offer = PayLater(
        entry.whole("days", least=1, most=3650),
        entry.flag("by_seller", default=True),
        entry.money("interest", default=Money(0)),
        entry.money("charges", default=Money(0)),
    )
    if (violation := credit_violation(offer)) is not None:
        hint = "at most 50 days, by the seller, without interest or charges (directive 2023/2225 art. 2(2)(h))"
        entry.fault("days", "is-credit", f"this is consumer credit: {violation}", hint)
    return offer
