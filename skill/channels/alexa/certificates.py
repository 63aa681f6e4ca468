"""Amazon's signing certificates: fetched, verified up to a trusted root, and kept for a while."""

from __future__ import annotations

import http.client
import ssl
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import DNSName
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.channels.alexa.chain_url import CHAIN_HOST, CHAIN_PORT

SIGNER_NAME = "echo-api.amazon.com"
"""Whom the certificate must name."""

FETCH_TIMEOUT_S = 3.0
MAX_CHAIN_BYTES = 64 * 1024
MAX_CERTIFICATES = 10
KEPT_CHAINS = 16
KEPT_FOR = timedelta(hours=24)
"""A verified chain is looked at again after this time, or when a certificate in it expires if that is sooner."""

FetchChain = Callable[[str], bytes]
"""From a path on CHAIN_HOST to the PEM of leaf and intermediates. Raises OSError when it is not to be had."""


class ChainRefused(Exception):
    """The chain cannot be had or is not to be trusted; the message says why and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class _Verified:
    key: RSAPublicKey
    not_before: datetime
    not_after: datetime


class SigningKeys:
    """Public keys of verified chains by their path. Safe to share between threads."""

    def __init__(self, roots: Sequence[x509.Certificate], fetch: FetchChain) -> None:
        self._trusted = Store(list(roots))
        self._fetch = fetch
        self._kept: OrderedDict[str, _Verified] = OrderedDict()
        self._lock = threading.Lock()

    def key(self, path: str, now: datetime) -> RSAPublicKey:
        """The key that signs for SIGNER_NAME according to the chain at `path`. Raises ChainRefused."""
        with self._lock:
            kept = self._kept.get(path)
        if kept is None or not kept.not_before <= now < kept.not_after:
            kept = self._verified(path, now)
            with self._lock:
                self._kept[path] = kept
                self._kept.move_to_end(path)
                while len(self._kept) > KEPT_CHAINS:
                    self._kept.popitem(last=False)
        return kept.key

    def _verified(self, path: str, now: datetime) -> _Verified:
        try:
            pem = self._fetch(path)
        except OSError:
            raise ChainRefused("the certificate chain cannot be fetched") from None
        try:
            chain = x509.load_pem_x509_certificates(pem)
        except ValueError:
            raise ChainRefused("the certificate chain is not PEM") from None
        if len(chain) > MAX_CERTIFICATES:
            raise ChainRefused("the certificate chain is too long")
        verifier = PolicyBuilder().store(self._trusted).time(now).build_server_verifier(DNSName(SIGNER_NAME))
        try:
            path_to_root = verifier.verify(chain[0], chain[1:])
        except VerificationError:
            raise ChainRefused("the certificate chain is not trusted") from None
        key = chain[0].public_key()
        if not isinstance(key, RSAPublicKey):
            raise ChainRefused("the certificate does not hold an RSA key")
        expires = min(certificate.not_valid_after_utc for certificate in path_to_root)
        begins = max(certificate.not_valid_before_utc for certificate in path_to_root)
        return _Verified(key, begins, min(expires, now + KEPT_FOR))


def fetch_from_amazon(path: str) -> bytes:
    """Fetches a chain over TLS; follows no redirect, reads no more than MAX_CHAIN_BYTES. Raises OSError."""
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(CHAIN_HOST, CHAIN_PORT, timeout=FETCH_TIMEOUT_S, context=context)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        pem = response.read(MAX_CHAIN_BYTES + 1)
    except http.client.HTTPException as error:
        raise OSError(f"no answer: {type(error).__name__}") from error
    finally:
        connection.close()
    if response.status != http.client.OK or len(pem) > MAX_CHAIN_BYTES:
        raise OSError(f"status {response.status}, {len(pem)} bytes")
    return pem


def public_roots() -> list[x509.Certificate]:
    """The roots that browsers trust, as certifi ships them."""
    with warnings.catch_warnings():
        # A few old roots have serial numbers that a newer rule forbids; they sign nothing of Amazon's.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_pem_x509_certificates(Path(certifi.where()).read_bytes())
