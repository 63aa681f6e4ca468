"""Reads what banks send (pain.002, pain.014, camt.052/.053/.054, pacs.004) into answers, matched by end-to-end id.

Element names are those of ISO 20022; any version is read, since the ones used here stand in all. A file comes from
outside: no document type, no entity, no depth and no size beyond what a bank sends is let in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from xml.parsers import expat

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.domain.money import Money
from skill.payments.bank_folders import LARGEST_BYTES
from skill.payments.sepa_file import payment_named_by

DEEPEST = 40
REFUND_REASONS = frozenset({"MD01", "MD06"})
"""The debtor had it sent back: not authorised, or without a reason (M5). Any other code is its bank's return."""

DUPLICATES = frozenset({"DUPL", "AM05"})
"""The bank has this message already: no word on the payment, which goes its way."""

_EXPIRED = frozenset({"AEXR", "AB03", "TM01"})
_STATUS = {
    "RJCT": Outcome.REFUSED,
    "CANC": Outcome.REFUSED,
    "ACCP": Outcome.ACCEPTED,
    "ACSP": Outcome.ACCEPTED,
    "ACWC": Outcome.ACCEPTED,
    "ACSC": Outcome.PAID,
    "ACCC": Outcome.PAID,
}
"""ISO external payment status codes. What is not here (RCVD, PDNG, ACTC: received, looked at) says nothing yet."""

_PREFIXES = ("DD", "CT", "RP")
_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,2})0*)?")


class UnusableMessage(ValueError):
    """Not a message of a bank that we read; nothing of it was taken."""


def answers_in(content: bytes) -> tuple[BankAnswer, ...]:
    """The answers of one message, in its order. Raises UnusableMessage."""
    document = _checked(content)
    kind = document[0] if len(document) else document
    reader = _READERS.get(_name(kind))
    if reader is None:
        raise UnusableMessage(f"a {_name(kind)} is no message that is read here")
    return tuple(reader(kind))


def _checked(content: bytes) -> ET.Element:
    if len(content) > LARGEST_BYTES:
        raise UnusableMessage("it is larger than a bank's messages are")
    depth = 0

    def opened(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise UnusableMessage("it is nested deeper than a bank's messages are")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise UnusableMessage("a document type or an entity has no place in a bank's message")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return ET.fromstring(content)  # noqa: S314 - checked above
    except (expat.ExpatError, ET.ParseError, ValueError) as error:
        if isinstance(error, UnusableMessage):
            raise
        raise UnusableMessage(f"it is no XML: {error}") from error


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _below(element: ET.Element, path: str) -> Iterator[ET.Element]:
    """Elements at a path of plain names, whatever the version's namespace."""
    found = [element]
    for name in path.split("/"):
        found = [child for each in found for child in each if _name(child) == name]
    return iter(found)


def _text(element: ET.Element, *paths: str) -> str | None:
    """The text of the first of these that is there."""
    for path in paths:
        for found in _below(element, path):
            if found.text and found.text.strip():
                return found.text.strip()
    return None


def _money(element: ET.Element, *paths: str) -> Money | None:
    for path in paths:
        for found in _below(element, path):
            amount = _AMOUNT.fullmatch((found.text or "").strip())
            if amount is None:
                raise UnusableMessage(f"{path.rpartition('/')[2]} holds no amount")
            cents = int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0"))
            return Money(cents, found.get("Ccy") or "EUR")
    return None


def _moment(element: ET.Element, *paths: str) -> datetime | None:
    """A moment in UTC. A bare day is taken at noon, which is that day all over Europe."""
    written = _text(element, *paths)
    if written is None:
        return None
    try:
        if len(written) == len("2026-03-09"):
            return datetime.combine(datetime.fromisoformat(written).date(), time(12), UTC)
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise UnusableMessage(f"{paths[0].rpartition('/')[2]} holds no date") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _status_report(report: ET.Element) -> Iterator[BankAnswer]:
    """pain.002 and pain.014: of each payment, or of a whole file where no payment is named."""
    at = _moment(report, "GrpHdr/CreDtTm")
    told = 0
    for payment in (*_below(report, "OrgnlPmtInfAndSts/TxInfAndSts"), *_below(report, "TxInfAndSts")):
        told += 1
        yield from _status(_text(payment, "OrgnlEndToEndId"), payment, "TxSts", at)
    if told:
        return
    for group in (*_below(report, "OrgnlPmtInfAndSts"), *_below(report, "OrgnlGrpInfAndSts")):
        message = _text(group, "OrgnlPmtInfId", "OrgnlMsgId") or ""
        named = (payment_named_by(message, prefix) for prefix in _PREFIXES)
        answers = tuple(_status(next(filter(None, named), None), group, "PmtInfSts", at, "GrpSts"))
        yield from answers
        if answers:
            return


def _status(
    end_to_end: str | None, element: ET.Element, key: str, at: datetime | None, *keys: str
) -> Iterator[BankAnswer]:
    outcome = _STATUS.get(_text(element, key, *keys) or "")
    because = _text(element, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
    if end_to_end is None or outcome is None or because in DUPLICATES:
        return
    if outcome is Outcome.REFUSED and because in _EXPIRED:
        outcome = Outcome.EXPIRED
    yield BankAnswer(end_to_end, outcome, at, because if outcome in (Outcome.REFUSED, Outcome.EXPIRED) else None)


def _bookings(message: ET.Element) -> Iterator[BankAnswer]:
    """camt.052, .053 and .054: what was booked for each payment; with a return reason it came back."""
    for entry in (
        each for name in ("Ntfctn", "Stmt", "Rpt") for part in _below(message, name) for each in _below(part, "Ntry")
    ):
        if _text(entry, "Sts/Cd", "Sts") != "BOOK":
            continue
        at = _moment(entry, "BookgDt/DtTm", "BookgDt/Dt")
        details = list(_below(entry, "NtryDtls/TxDtls"))
        for detail in details:
            end_to_end = _text(detail, "Refs/EndToEndId")
            if end_to_end in (None, "NOTPROVIDED"):
                continue
            amount = _money(detail, "Amt", "AmtDtls/TxAmt/Amt") or (_money(entry, "Amt") if len(details) == 1 else None)
            yield _came(end_to_end, at, amount, _came_back(detail) or _came_back(entry), _reversed(entry))


def _came_back(element: ET.Element) -> str | None:
    """The reason code of a return; the proprietary text where a bank has no code for it."""
    return _text(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")


def _reversed(entry: ET.Element) -> bool:
    return _text(entry, "RvslInd") == "true"


def _came(
    end_to_end: str | None, at: datetime | None, amount: Money | None, because: str | None, reverses: bool
) -> BankAnswer:
    outcome = Outcome.PAID
    if because is not None or reverses:
        outcome = Outcome.REFUNDED if because in REFUND_REASONS else Outcome.RETURNED
    return BankAnswer(end_to_end or "", outcome, at, because, amount)


def _returns(message: ET.Element) -> Iterator[BankAnswer]:
    """pacs.004: payments that came back."""
    for returned in _below(message, "TxInf"):
        end_to_end = _text(returned, "OrgnlEndToEndId")
        if end_to_end in (None, "NOTPROVIDED"):
            continue
        at = _moment(returned, "IntrBkSttlmDt") or _moment(message, "GrpHdr/IntrBkSttlmDt", "GrpHdr/CreDtTm")
        because = _text(returned, "RtrRsnInf/Rsn/Cd", "RtrRsnInf/Rsn/Prtry")
        yield _came(end_to_end, at, _money(returned, "RtrdIntrBkSttlmAmt", "RtrdInstdAmt"), because, True)


_READERS: dict[str, Callable[[ET.Element], Iterator[BankAnswer]]] = {
    "CstmrPmtStsRpt": _status_report,
    "CdtrPmtActvtnReqStsRpt": _status_report,
    "BkToCstmrDbtCdtNtfctn": _bookings,
    "BkToCstmrStmt": _bookings,
    "BkToCstmrAcctRpt": _bookings,
    "PmtRtr": _returns,
}
