"""Reads the linked bank accounts of a home: whose, since when, and what may be collected from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skill.checked_yaml import Entry
from skill.domain.home import LinkedAccount, SepaMandate
from skill.domain.person import Person, Role

_MANDATE_ID = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}")
"""What SEPA allows in a mandate's reference (EPC217-08), without spaces."""


def read_accounts(file: Entry, persons: tuple[Person, ...]) -> Iterator[LinkedAccount]:
    """Each adult's account, at most one; what is wrong becomes a fault of the file."""
    adults = [person.id for person in persons if person.role is Role.ADULT]
    seen: set[str] = set()
    for entry in file.entries(
        "accounts", ["person", "holder", "iban", "linked", "strongly", "direct_debit", "psp_customer"]
    ):
        person = entry.choice("person", adults)
        if person in seen:
            entry.fault("person", "doubled", f"two accounts of {person!r}", "a person pays from one account")
        seen.add(person)
        yield LinkedAccount(
            person=person,
            holder=entry.text("holder"),
            iban=entry.iban("iban"),
            linked=entry.day("linked"),
            strongly=entry.flag("strongly"),
            debit=_debit(entry),
            psp_customer=entry.text("psp_customer") if "psp_customer" in entry else None,
        )


def _debit(account: Entry) -> SepaMandate | None:
    entry = account.entry("direct_debit", ["id", "signed", "notice_days", "one_off", "ends"], required=False)
    if entry is None:
        return None
    mandate_id = entry.text("id")
    if mandate_id and (not _MANDATE_ID.fullmatch(mandate_id) or mandate_id.startswith("/") or "//" in mandate_id):
        hint = "up to 35 of A-Z, a-z, 0-9 and +?/:().,'-, no / in front and no //"
        entry.fault("id", "bad-mandate-id", "a bank would refuse this mandate id", hint)
    return SepaMandate(
        id=mandate_id,
        signed=entry.day("signed"),
        notice_days=entry.whole("notice_days", least=1, most=14, default=14),
        one_off=entry.flag("one_off", default=False),
        ends=entry.day("ends") if "ends" in entry else None,
    )
