"""Payments at a real bank: files valid against their XSD go out once, and answers move the books once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sepaxml.validation import try_valid_xml

from skill.domain.money import Money
from skill.domain.payment import PayeeCheck, PaymentStatus
from skill.domain.strong_authentication import Basis
from skill.usecases import run_errands
from skill.usecases.read_answers import Read, Unusable
from tests.building import ACCOUNTS, DAY, YES
from tests.household import Household, parts_said
from tests.skill.payments.bank_household import a_week_of_coffee, at_a_bank, owed, read
from tests.skill.payments.test_iso_answers import notification, status_report, transaction


def out(folder: Path) -> list[Path]:
    return sorted((folder / "outbox").glob("*.xml"))


def comes_in(folder: Path, house: Household, content: bytes, name: str = "answer.xml") -> None:
    """The bank answers, about the household's payment."""
    (payment,) = house.payments()
    (folder / "inbox" / name).write_bytes(
        content.replace(b"p1", payment.end_to_end.encode()).replace(b"13.50", b"10.00")
    )


def elements(xml: bytes) -> list[str]:
    return [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(xml).iter()]  # noqa: S314


def test_m5_a_debit_goes_out_with_all_that_it_must_carry(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    payment = a_week_of_coffee(house)
    (file,) = out(tmp_path)
    xml = file.read_bytes()
    try_valid_xml(xml, "pain.008.001.08")
    assert file.stem == f"DD-{payment.end_to_end}"
    text = xml.decode()
    for said in (
        "<MndtId>M-anna</MndtId><DtOfSgntr>2026-01-01</DtOfSgntr>",
        "<Id>NL79ZZZ999999990000</Id>",
        "<SeqTp>FRST</SeqTp>",
        f"<EndToEndId>{payment.end_to_end}</EndToEndId>",
        '<InstdAmt Ccy="EUR">10.00</InstdAmt>',
        f"<MsgId>DD-{payment.end_to_end}</MsgId>",
    ):
        assert said in text
    assert payment.status is PaymentStatus.SUBMITTED
    assert payment.approved_by == "mandate"
    assert payment.authentication is not None
    assert payment.authentication.basis is Basis.PAYEE_INITIATED
    assert owed(house) == 1000


def test_m5_it_is_announced_fourteen_days_before_and_collected_on_that_day(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    payment = a_week_of_coffee(house)
    assert payment.collect_on is not None
    assert payment.approved_at is not None
    assert (payment.collect_on - payment.approved_at.date()).days >= 14
    assert f"<ReqdColltnDt>{payment.collect_on}</ReqdColltnDt>" in out(tmp_path)[0].read_text()
    (note,) = [each for each in house.notifications() if each.kind == "debit"]
    assert note.subject == payment.id
    from skill.dialogue.act import Act

    assert "will_be_debited" in parts_said(house.hear(Act("read_notifications")))


def test_a_debit_that_is_collected_is_paid_once(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    a_week_of_coffee(house)
    comes_in(tmp_path, house, status_report(transaction("ACCP")), "1.xml")
    comes_in(tmp_path, house, notification(), "2.xml")
    comes_in(tmp_path, house, notification(), "3.xml")
    came = [(each.outcome, each.because) for each in read(house) if isinstance(each, Read)]
    assert came == [("accepted", "known_already"), ("paid", None), ("paid", "known_already")]
    assert [each.status for each in house.payments()] == [PaymentStatus.PAID]
    assert owed(house) == 0
    assert read(house) == ()


def test_m5_a_refund_opens_the_debt_again_and_the_next_debit_recurs(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    a_week_of_coffee(house)
    comes_in(tmp_path, house, notification(), "1.xml")
    comes_in(tmp_path, house, notification("<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>"), "2.xml")
    read(house)
    (payment,) = house.payments()
    assert (payment.status, payment.because) == (PaymentStatus.REFUNDED, "MD06")
    assert owed(house) == 1000
    assert {entry.id for entry in house.entries()} >= {f"paid:{payment.id}", f"returned:{payment.id}"}
    assert [each.kind for each in house.notifications() if each.subject == payment.id] == ["debit", "problem"]


def test_m6_a_debit_that_the_bank_refused_stays_a_debt_and_is_told(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    a_week_of_coffee(house)
    comes_in(tmp_path, house, status_report(transaction("RJCT", "AC04")))
    read(house)
    (payment,) = house.payments()
    assert (payment.status, payment.because) == (PaymentStatus.REFUSED, "AC04")
    assert owed(house) == 1000
    with house.records.reading(house.home.id) as records:
        assert records.usage_since("anna-groceries/pay", house.clock.now - 30 * DAY) == Money(0)
    assert "problem" in {each.kind for each in house.notifications()}


def test_p12_a_repeat_of_the_errand_writes_nothing(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    a_week_of_coffee(house)
    (file,) = out(tmp_path)
    before, taken = file.read_bytes(), file.stat().st_mtime_ns
    with house.records.reading(house.home.id) as records:
        assert not records.errands()
    errand = _errand_of(house)
    house.rail.run(house.home.id, errand)  # type: ignore[arg-type]
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, taken)
    file.unlink()
    house.rail.run(house.home.id, errand)  # type: ignore[arg-type]
    assert out(tmp_path) == []


def _errand_of(house: Household) -> object:
    from skill.usecases.outside_ports import Errand

    (payment,) = house.payments()
    body: dict[str, str | int] = {
        "payment": payment.id, "end_to_end": payment.end_to_end, "person": payment.person, "retailer": "grocer",
        "period": payment.period, "cents": payment.amount.cents, "rail": payment.kind, "approved_by": "mandate",
        "approved_at": house.clock.now.isoformat(), "sequence": "FRST", "collect_on": str(payment.collect_on),
    }  # fmt: skip
    return Errand(f"pay:{payment.end_to_end}", "pay", body)


def test_without_a_signed_mandate_a_bill_falls_back_and_says_why(tmp_path: Path) -> None:
    unsigned = tuple(replace(account, debit=None) for account in ACCOUNTS)
    house = at_a_bank(tmp_path, accounts=unsigned)
    payment = a_week_of_coffee(house)
    assert (payment.kind, payment.chosen_because) == ("payment_request", "no_debit_mandate")
    assert [file.stem for file in out(tmp_path)] == [f"RP-{payment.end_to_end}"]


def test_a_request_goes_out_as_pain_013_and_pain_014_answers_it(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path, "payment_request")
    payment = a_week_of_coffee(house)
    xml = out(tmp_path)[0].read_bytes()
    assert elements(xml) == [
        "Document", "CdtrPmtActvtnReq",
        "GrpHdr", "MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty", "Nm",
        "PmtInf", "PmtInfId", "PmtMtd", "ReqdExctnDt", "Dt", "XpryDt", "DtTm",
        "Dbtr", "Nm", "DbtrAcct", "Id", "IBAN", "DbtrAgt", "FinInstnId", "Othr", "Id",
        "CdtTrfTx", "PmtId", "EndToEndId", "Amt", "InstdAmt", "ChrgBr",
        "CdtrAgt", "FinInstnId", "Othr", "Id", "Cdtr", "Nm", "CdtrAcct", "Id", "IBAN", "RmtInf", "Ustrd",
    ]  # fmt: skip
    assert payment.expires_at is not None
    assert f"<DtTm>{payment.expires_at:%Y-%m-%dT%H:%M:%S}Z</DtTm>" in xml.decode()
    comes_in(tmp_path, house, status_report(transaction("RJCT", "AEXR"), root="CdtrPmtActvtnReqStsRpt"))
    read(house)
    assert house.payments()[0].status is PaymentStatus.EXPIRED
    assert owed(house) == 1000


def test_m7_a_transfer_goes_when_the_payee_is_who_we_think(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path, "instant_transfer")
    asked = a_week_of_coffee(house)
    assert asked.is_asked, "M4: inside a mandate nobody is there to send it"
    house.hear(_read_notifications())
    assert house.hear(YES).reply.decided in ("changed", "asked_step_up")
    _prove_if_asked(house)
    (payment,) = house.payments()
    assert (payment.status, payment.payee_check) == (PaymentStatus.SUBMITTED, PayeeCheck.MATCH)
    (file,) = out(tmp_path)
    try_valid_xml(file.read_bytes(), "pain.001.001.09")
    assert "<Cd>INST</Cd>" in file.read_text()
    assert "<Nm>Grocer B.V.</Nm>" in file.read_text()


@pytest.mark.parametrize("check", [PayeeCheck.CLOSE_MATCH, PayeeCheck.NO_MATCH, PayeeCheck.NOT_POSSIBLE])
def test_m7_anything_but_a_match_is_not_paid_and_is_kept(tmp_path: Path, check: PayeeCheck) -> None:
    house = at_a_bank(tmp_path, "instant_transfer", check)
    a_week_of_coffee(house)
    house.hear(_read_notifications())
    house.hear(YES)
    _prove_if_asked(house)
    (payment,) = house.payments()
    assert (payment.status, payment.payee_check) == (PaymentStatus.REFUSED, check)
    assert payment.because == f"payee_{check.value}"
    assert out(tmp_path) == []
    assert owed(house) == 1000


@pytest.mark.parametrize(("by", "goes"), [("mandate", False), ("app", True), ("voice", True)])
def test_m7_only_who_was_told_of_that_result_pays_all_the_same(tmp_path: Path, by: str, goes: bool) -> None:
    house = at_a_bank(tmp_path, "instant_transfer", PayeeCheck.CLOSE_MATCH)
    a_week_of_coffee(house)
    errand = _errand_of(house)
    body = {**errand.body, "rail": "instant_transfer", "approved_by": by}  # type: ignore[attr-defined]
    body.pop("collect_on")
    told = replace(errand, body={**body, "payee_check": "close_match"})  # type: ignore[type-var]
    other = replace(errand, body={**body, "payee_check": "no_match"})  # type: ignore[type-var]
    assert [each.outcome.value for each in house.rail.run(house.home.id, other)] == ["refused"]  # type: ignore[arg-type]
    (answer,) = house.rail.run(house.home.id, told)  # type: ignore[arg-type]
    assert (answer.outcome.value == "accepted") is goes
    assert (len(out(tmp_path)) == 1) is goes


def test_what_is_no_message_of_a_bank_is_put_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    a_week_of_coffee(house)
    (tmp_path / "inbox" / "1.xml").write_bytes(b"<!DOCTYPE a><a/>")
    comes_in(tmp_path, house, notification().replace(b"p1<", b"stranger<"), "2.xml")
    comes_in(tmp_path, house, notification(), "3.xml")
    bad, unknown, paid = read(house)
    assert isinstance(bad, Unusable)
    assert isinstance(unknown, Read)
    assert isinstance(paid, Read)
    assert (unknown.because, paid.status) == ("unknown_payment", PaymentStatus.PAID)
    assert (tmp_path / "inbox" / ".refused" / "1.xml").is_file()
    assert read(house) == ()


def test_a5_no_account_number_is_in_a_repr_or_in_the_records(tmp_path: Path) -> None:
    house = at_a_bank(tmp_path)
    payment = a_week_of_coffee(house)
    seen = (house.rail, house.home, payment, house.decisions(), house.notifications(), _errand_of(house))
    shown = repr(seen)
    assert not re.search(r"NL\d\d[A-Z]{4}", shown)


def _read_notifications() -> object:
    from skill.dialogue.act import Act

    return Act("read_notifications")


def _prove_if_asked(house: Household) -> None:
    from tests.building import pin

    conversation = house.conversation()
    if conversation is not None and conversation.expecting(house.clock.now) == "pin":
        house.hear(pin("1111"))
    run_errands.run(house.home.id, house.parts, house.clock.now)
