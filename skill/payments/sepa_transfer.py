"""Credit transfer: a pain.001.001.09 for each payment, by sepaxml, after a check of the payee's name (M7, M8)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from skill.domain.direct_debit import banking_day
from skill.payments.method_files import Payee
from skill.payments.sepa_file import message_id, signed_off
from skill.usecases.outside_ports import Errand

SCHEMA = "pain.001.001.09"
PREFIX = "CT"
BANK_TIME = ZoneInfo("Europe/Amsterdam")


def transfer_file(errand: Errand, payer: Payee, payee: Payee) -> tuple[str, bytes]:
    """The message's id and the file for a `pay` by credit transfer, to be done on its day: that of the approval, or for
    a payment to the seller later the day that was agreed. A payout is the same the other way round."""
    from sepaxml import SepaTransfer

    body = errand.body
    message = message_id(PREFIX, str(body["end_to_end"]))
    made_at = datetime.fromisoformat(str(body["approved_at"])).astimezone(UTC)
    later = body.get("collect_on")
    # An instant transfer is done on any day, by the calendar of the banks; one that waits on a day on which they work.
    on = banking_day(date.fromisoformat(str(later))) if later else made_at.astimezone(BANK_TIME).date()
    transfer = SepaTransfer({"name": payer.name, "IBAN": payer.iban, "batch": False, "currency": "EUR"}, schema=SCHEMA)
    transfer.add_payment(
        {
            "name": payee.name,
            "IBAN": payee.iban,
            "amount": abs(int(body["cents"])),
            "execution_date": on,
            "description": f"{body['retailer']} {body['period']}",
            "endtoend_id": str(body["end_to_end"]),
        }
    )
    xml = transfer.export(validate=False)
    if not later:  # sepaxml knows no local instrument; the XSD checks that it stands where it belongs
        xml = xml.replace(b"</SvcLvl></PmtTpInf>", b"</SvcLvl><LclInstrm><Cd>INST</Cd></LclInstrm></PmtTpInf>")
    return message, signed_off(xml, SCHEMA, message, made_at)
