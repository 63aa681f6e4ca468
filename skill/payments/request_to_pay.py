"""A payment request as pain.013.001.07 (creditor payment activation request), answered by pain.014.

Validated: that the file is XML, and in the tests that its elements are those of the message definition, in its order
(GroupHeader78, PaymentInstruction31, CreditTransferTransaction35). Not validated: lengths and code lists against the
XSD, which no package that we use carries.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

from skill.domain.home import LinkedAccount
from skill.domain.money import Money
from skill.payments.method_files import Collector
from skill.payments.sepa_file import message_id
from skill.usecases.outside_ports import Errand, OutsideFailed

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.013.001.07"
PREFIX = "RP"


def request_file(errand: Errand, account: LinkedAccount | None, collector: Collector) -> tuple[str, bytes]:
    """The message's id and the file that asks the person's bank for the amount. Raises OutsideFailed where nobody can
    be asked."""
    if account is None:
        raise OutsideFailed("there is no bank account to ask", final=True)
    body = errand.body
    end_to_end = str(body["end_to_end"])
    message = message_id(PREFIX, end_to_end)
    made_at = datetime.fromisoformat(str(body["approved_at"])).astimezone(UTC)
    amount = Money(int(body["cents"]))
    document = ET.Element("Document", xmlns=NAMESPACE)
    request = ET.SubElement(document, "CdtrPmtActvtnReq")
    header = ET.SubElement(request, "GrpHdr")
    _texts(header, MsgId=message, CreDtTm=_utc(made_at), NbOfTxs="1", CtrlSum=_decimal(amount))
    _texts(ET.SubElement(header, "InitgPty"), Nm=collector.name)
    payment = ET.SubElement(request, "PmtInf")
    _texts(payment, PmtInfId=message, PmtMtd="TRF")
    _texts(ET.SubElement(payment, "ReqdExctnDt"), Dt=made_at.date().isoformat())
    if "expires_at" in body:
        expires_at = datetime.fromisoformat(str(body["expires_at"])).astimezone(UTC)
        _texts(ET.SubElement(payment, "XpryDt"), DtTm=_utc(expires_at))
    _party(payment, "Dbtr", account.holder, account.iban)
    transfer = ET.SubElement(payment, "CdtTrfTx")
    _texts(ET.SubElement(transfer, "PmtId"), EndToEndId=end_to_end)
    money = ET.SubElement(ET.SubElement(transfer, "Amt"), "InstdAmt", Ccy=amount.currency)
    money.text = _decimal(amount)
    _texts(transfer, ChrgBr="SLEV")
    _agent(transfer, "CdtrAgt")
    _party(transfer, "Cdtr", collector.name, collector.iban, agent=False)
    _texts(ET.SubElement(transfer, "RmtInf"), Ustrd=f"{body['retailer']} {body['period']}"[:140])
    return message, b'<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(document, "utf-8", xml_declaration=False)


def _party(parent: ET.Element, side: str, name: str, iban: str, *, agent: bool = True) -> None:
    _texts(ET.SubElement(parent, side), Nm=name[:140])
    _texts(ET.SubElement(ET.SubElement(parent, f"{side}Acct"), "Id"), IBAN=iban)
    if agent:
        _agent(parent, f"{side}Agt")


def _agent(parent: ET.Element, side: str) -> None:
    """The IBAN says which bank it is; SEPA leaves the agent to it."""
    institution = ET.SubElement(ET.SubElement(parent, side), "FinInstnId")
    _texts(ET.SubElement(institution, "Othr"), Id="NOTPROVIDED")


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _decimal(amount: Money) -> str:
    return f"{amount.cents // 100}.{amount.cents % 100:02d}"
