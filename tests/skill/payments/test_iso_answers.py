"""What banks send is read by its meaning, matched by end-to-end id; what is no message of a bank is refused whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.domain.money import Money
from skill.payments.iso_answers import UnusableMessage, answers_in

NOON = datetime(2026, 3, 24, 12, tzinfo=UTC)


def status_report(transaction: str = "", group: str = "", root: str = "CstmrPmtStsRpt") -> bytes:
    return f"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><{root}>
    <GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-03-24T12:00:00Z</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts><OrgnlMsgId>DD-p1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts><OrgnlPmtInfId>DD-p1</OrgnlPmtInfId>{transaction}</OrgnlPmtInfAndSts>
    </{root}></Document>""".encode()


def transaction(status: str, because: str | None = None) -> str:
    reason = f"<StsRsnInf><Rsn><Cd>{because}</Cd></Rsn></StsRsnInf>" if because else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>p1</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"


def notification(detail: str = "", status: str = "<Sts><Cd>BOOK</Cd></Sts>", amount: str = "13.50") -> bytes:
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>N1</MsgId><CreDtTm>2026-03-24T18:00:00</CreDtTm></GrpHdr>
    <Ntfctn><Id>1</Id><Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>{status}
    <BookgDt><Dt>2026-03-24</Dt></BookgDt>
    <NtryDtls><TxDtls><Refs><EndToEndId>p1</EndToEndId></Refs>{detail}</TxDtls></NtryDtls></Ntry></Ntfctn>
    </BkToCstmrDbtCdtNtfctn></Document>""".encode()


@pytest.mark.parametrize(
    ("status", "because", "outcome"),
    [
        ("ACCP", None, Outcome.ACCEPTED),
        ("ACSP", None, Outcome.ACCEPTED),
        ("ACSC", None, Outcome.PAID),
        ("RJCT", "AC04", Outcome.REFUSED),
        ("RJCT", "AEXR", Outcome.EXPIRED),
    ],
)
def test_a_status_says_how_far_it_is(status: str, because: str | None, outcome: Outcome) -> None:
    assert answers_in(status_report(transaction(status, because))) == (BankAnswer("p1", outcome, NOON, because),)


@pytest.mark.parametrize("status", ["RCVD", "PDNG", "ACTC", "XXXX"])
def test_what_was_only_looked_at_is_no_answer(status: str) -> None:
    assert answers_in(status_report(transaction(status))) == ()


def test_a_file_that_is_refused_whole_refuses_its_payment() -> None:
    refused = status_report(group="<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>")
    assert answers_in(refused) == (BankAnswer("p1", Outcome.REFUSED, NOON, "FF01"),)


@pytest.mark.parametrize("code", ["DUPL", "AM05"])
def test_p12_a_file_that_came_twice_says_nothing_of_the_first(code: str) -> None:
    twice = status_report(group=f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>")
    assert answers_in(twice) == ()


def test_m6_a_request_is_answered_by_the_same_elements() -> None:
    report = status_report(transaction("RJCT", "AG07"), root="CdtrPmtActvtnReqStsRpt")
    assert answers_in(report) == (BankAnswer("p1", Outcome.REFUSED, NOON, "AG07"),)


def test_what_was_booked_is_paid_to_the_cent() -> None:
    assert answers_in(notification()) == (BankAnswer("p1", Outcome.PAID, NOON, amount=Money(1350)),)
    (answer,) = answers_in(notification('<Amt Ccy="EUR">7.5</Amt>'))
    assert answer.amount == Money(750)


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>INFO</Cd></Sts>", ""])
def test_what_is_not_booked_is_not_paid(status: str) -> None:
    assert answers_in(notification(status=status)) == ()


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("MD06", Outcome.REFUNDED),
        ("MD01", Outcome.REFUNDED),
        ("AM04", Outcome.RETURNED),
        ("AC04", Outcome.RETURNED),
    ],
)
def test_m5_a_return_reason_tells_a_refund_from_a_return(code: str, outcome: Outcome) -> None:
    (answer,) = answers_in(notification(f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>"))
    assert (answer.outcome, answer.because, answer.amount) == (outcome, code, Money(1350))


BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Document>&b;</Document>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><Document><A>&a;</A></Document>"""


@pytest.mark.parametrize(
    "content",
    [
        BILLION,
        OUTSIDE,
        b"<!DOCTYPE html><Document/>",
        b"<a>" * 50 + b"</a>" * 50,
        b"",
        b"\xff\xfe",
        b"no xml",
        b"<Document><PmtRtr></Document>",
        b"<Document><CstmrDrctDbtInitn/></Document>",
        b"<Document/>",
        notification(amount="1e3"),
        notification(amount="-1.00"),
        notification(amount="1.001"),
        notification().replace(b"2026-03-24</Dt>", b"2026-13-24</Dt>"),
    ],
)
def test_what_is_no_message_of_a_bank_is_refused_whole(content: bytes) -> None:
    with pytest.raises(UnusableMessage):
        answers_in(content)


def test_one_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.payments.iso_answers.LARGEST_BYTES", 10)
    with pytest.raises(UnusableMessage, match="larger"):
        answers_in(notification())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_ends_in_a_refusal_and_never_in_another_error(content: bytes) -> None:
    for each in (content, b"<Document>" + content + b"</Document>"):
        with suppress(UnusableMessage):
            assert answers_in(each) == ()
