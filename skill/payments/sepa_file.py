"""What all files to a bank share: one payment a file, the same bytes each time it is made, valid against its XSD.

sepaxml draws a message id and takes the time by itself; ours come from the payment, so that a repeat is the same
message and the bank refuses it as a duplicate. One payment a file keeps each one's fate its own; a bank that counts
files can be given batches by whoever empties the outbox.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from skill.usecases.outside_ports import OutsideFailed

MESSAGE_ID_LENGTH = 35
_SEPA_ID = re.compile(r"[A-Za-z0-9+().,'-]{1,35}")
"""Of what a SEPA id may hold (EPC217-08) that which can also be the name of a file."""


def message_id(prefix: str, end_to_end: str) -> str:
    """The file's name at the bank: `prefix` and the payment's own id. Raises OutsideFailed for one that no bank
    takes."""
    made = f"{prefix}-{end_to_end}"
    if len(made) > MESSAGE_ID_LENGTH or not _SEPA_ID.fullmatch(made):
        raise OutsideFailed("the payment's id cannot stand in a SEPA message", final=True)
    return made


def payment_named_by(message: str, prefix: str) -> str | None:
    """The end-to-end id of the payment in the message of that id, if it is one of ours."""
    return message.removeprefix(f"{prefix}-") if message.startswith(f"{prefix}-") else None


def signed_off(xml: bytes, schema: str, message: str, made_at: datetime) -> bytes:
    """The file under our own message id and time, checked against the XSD. Raises OutsideFailed where it is not valid:
    that is a fault in our data, and no repeat mends it."""
    text = xml.decode()
    for tag, value in (
        ("MsgId", message),
        ("CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%S")),
        ("PmtInfId", message),
    ):
        text = re.sub(f"<{tag}>[^<]*</{tag}>", f"<{tag}>{value}</{tag}>", text, count=1)
    problem = next(iter(_schema(schema).iter_errors(text)), None)
    if problem is not None:
        # The reason may quote what is wrong, which may be an IBAN (A5): only where it is wrong is told.
        raise OutsideFailed(f"the {schema} file is not valid at {problem.path}", final=True)
    return text.encode()


@cache
def _schema(name: str) -> Any:
    """The XSD that sepaxml carries; reading one takes most of a second."""
    import xmlschema

    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / f"{name}.xsd"))
