"""The key that signs mandates: from the environment, or made once for a demo; never in the database."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from skill.domain.errors import DataError, Finding

CURVE: Final = "Ed25519"
HOW = "make one with: boodschap mandate key"


def new_key() -> OKPKey:
    return OKPKey.generate_key(CURVE)


def as_text(key: OKPKey) -> str:
    """The private key as JSON (RFC 8037): what BOODSCHAP_SIGNING_KEY holds."""
    return json.dumps(key.as_dict(private=True))


def key_of(text: str, where: str) -> OKPKey:
    """Raises DataError, which never shows the text, when it is not a private Ed25519 key."""
    try:
        given = json.loads(text)
        key = OKPKey.import_key(given)
        is_right = given.get("crv") == CURVE and bool(given.get("d"))
    except (ValueError, TypeError, AttributeError, KeyError, JoseError):
        is_right = False
    if not is_right:
        raise DataError([Finding(where, None, "bad-signing-key", "this is no private Ed25519 key as JSON (JWK)", HOW)])
    return key


def key_in(path: Path) -> OKPKey:
    """The key in that file, which nobody else may read."""
    shown = str(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"the signing key cannot be read: {error}"
        raise DataError([Finding(shown, None, "no-signing-key", message, HOW)]) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        hint = f"chmod 600 {shown}"
        raise DataError([Finding(shown, None, "open-signing-key", "others can read the signing key", hint)])
    return key_of(text, shown)


def made_in(path: Path) -> tuple[OKPKey, bool]:
    """The key in that file, made when there is none; and whether it was made now. Two processes make one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        if path.exists():
            return key_in(path), False
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(as_text(new_key()))
        try:
            os.link(fresh, path)  # whole or not at all, and never over another's
        except FileExistsError:
            return key_in(path), False
        return key_in(path), True
    finally:
        fresh.unlink(missing_ok=True)
