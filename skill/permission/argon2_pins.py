"""PINs hashed with Argon2id: slow on purpose and hungry for memory, so that a stolen database is tried out slowly."""

from __future__ import annotations

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

MEMORY_KIB = 19 * 1024
PASSES = 2
"""The least that OWASP's password storage cheat sheet (2025) advises for Argon2id, one lane."""


class Argon2Pins:
    """Implements PinHasher. Tests give lower costs; a hash carries the costs that it was made with."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    def hashed(self, pin: str) -> str:
        """With a salt of its own, so that equal PINs do not look equal."""
        return self._hasher.hash(pin)

    def is_right(self, pin: str, kept: str) -> bool:
        """Whether `kept` is this PIN's; a hash that nobody can read is nobody's."""
        if not kept.startswith("$argon2"):
            return _is_right_by_scrypt(pin, kept)
        try:
            return self._hasher.verify(kept, pin)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def _is_right_by_scrypt(pin: str, kept: str) -> bool:
    """Records of version 0.1.0 hold `salt$digest` by scrypt (RFC 7914); they stay valid."""
    salt, _, digest = kept.partition("$")
    try:
        found = hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1)
    except ValueError:
        return False
    return hmac.compare_digest(found.hex(), digest)
