"""Did Alexa send this request, and just now? Every request is refused unless it proves both.

Source: Amazon, "Host a custom skill as a web service": the signature of the body (header `Signature-256`), the
certificate chain behind it (header `SignatureCertChainUrl`), and a timestamp that is at most 150 seconds off.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.channels.alexa.certificates import ChainRefused, SigningKeys
from skill.channels.alexa.chain_url import ChainUrlRefused, checked_chain_path

CHAIN_HEADER = "SignatureCertChainUrl"
SIGNATURE_HEADER = "Signature-256"
MAX_OFF = timedelta(seconds=150)
"""How far a request's timestamp may be from our clock, either way."""

MAX_SIGNATURE_CHARS = 2_000


class SignatureRefused(Exception):
    """The request is not proven to be Alexa's; the message is a plain reason without anything of the request."""


def check_signature(url: str | None, signature: str | None, body: bytes, keys: SigningKeys, now: datetime) -> None:
    """Raises SignatureRefused unless Alexa's key signed the raw `body`; the first two are the headers' values."""
    if not url:
        raise SignatureRefused(f"the header {CHAIN_HEADER} is missing")
    if not signature or len(signature) > MAX_SIGNATURE_CHARS:
        raise SignatureRefused(f"the header {SIGNATURE_HEADER} is missing or too long")
    try:
        signed = base64.b64decode(signature, validate=True)
        key = keys.key(checked_chain_path(url), now)
        key.verify(signed, body, PKCS1v15(), SHA256())
    except (ChainUrlRefused, ChainRefused) as error:
        raise SignatureRefused(str(error)) from error
    except (binascii.Error, ValueError):
        raise SignatureRefused(f"the header {SIGNATURE_HEADER} is not base64") from None
    except InvalidSignature:
        raise SignatureRefused("the signature is not of this body") from None


def check_timestamp(timestamp: object, now: datetime) -> None:
    """Raises SignatureRefused for a request that is too old, too new or has no time: it may be an old one again."""
    if not isinstance(timestamp, datetime) or timestamp.tzinfo is None:
        raise SignatureRefused("the request has no timestamp with a zone")
    if abs(now - timestamp) > MAX_OFF:
        raise SignatureRefused(f"the timestamp is more than {MAX_OFF.seconds} seconds off")
