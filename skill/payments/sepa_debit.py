"""SEPA direct debit: a pain.008.001.08 for each debit, by sepaxml (M5)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from skill.domain.home import LinkedAccount
from skill.payments.method_files import Collector
from skill.payments.sepa_file import message_id, signed_off
from skill.usecases.outside_ports import Errand, OutsideFailed

SCHEMA = "pain.008.001.08"
PREFIX = "DD"


def debit_file(errand: Errand, account: LinkedAccount | None, collector: Collector) -> tuple[str, bytes]:
    """The message's id and the file for a `pay` by direct debit. Raises OutsideFailed, final, for a debit without a
    signed mandate: nothing is collected on a guess."""
    from sepaxml import SepaDD

    if account is None or account.debit is None:
        raise OutsideFailed("there is no direct debit mandate for this person", final=True)
    body = errand.body
    message = message_id(PREFIX, str(body["end_to_end"]))
    debit = SepaDD(
        {
            "name": collector.name,
            "IBAN": collector.iban,
            "batch": False,
            "creditor_id": collector.creditor_id,
            "currency": "EUR",
        },
        schema=SCHEMA,
    )
    debit.add_payment(
        {
            "name": account.holder,
            "IBAN": account.iban,
            "amount": int(body["cents"]),
            "type": str(body["sequence"]),
            "collection_date": date.fromisoformat(str(body["collect_on"])),
            "mandate_id": account.debit.id,
            "mandate_date": account.debit.signed,
            "description": f"{body['retailer']} {body['period']}",
            "endtoend_id": str(body["end_to_end"]),
        }
    )
    made_at = datetime.fromisoformat(str(body["approved_at"])).astimezone(UTC)
    return message, signed_off(debit.export(validate=False), SCHEMA, message, made_at)
