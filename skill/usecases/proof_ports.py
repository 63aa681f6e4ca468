"""What the use cases need to prove who somebody is and what was allowed, as Protocols. Adapters: permission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class PinHasher(Protocol):
    """Hashes PINs slowly; the digits go nowhere else (A5)."""

    def hashed(self, pin: str) -> str:
        """As it is kept, with a salt of its own."""

    def is_right(self, pin: str, kept: str) -> bool:
        """Whether `kept` is this PIN's."""


class SignatureWrong(Exception):
    """A signed document that does not hold: `code` is tampered, unknown_key or unreadable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Signer(Protocol):
    """Signs documents with a key that is in no database, and reads them back."""

    @property
    def public_key(self) -> Mapping[str, str]:
        """For whoever checks a signature, as a JWK (RFC 7517)."""

    def sign(self, claims: Mapping[str, object]) -> str:
        """A compact JWS (RFC 7515) of JSON-ready claims."""

    def read(self, jws: str) -> Mapping[str, object]:
        """The claims, when the signature is ours and whole. Raises SignatureWrong."""
