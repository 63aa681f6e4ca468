"""Signs and reads documents as compact JWS (RFC 7515) with Ed25519 (RFC 8037, RFC 9864)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from skill.permission.signing_key import new_key
from skill.usecases.proof_ports import SignatureWrong

ALGORITHM = "Ed25519"


class Ed25519Signer:
    """Implements Signer. Without a key it makes one that ends with the process: for what is kept in memory only."""

    def __init__(self, key: OKPKey | None = None) -> None:
        self._key = key or new_key()
        self._kid = self._key.thumbprint()

    @property
    def public_key(self) -> Mapping[str, str]:
        return {name: str(value) for name, value in self._key.as_dict(private=False).items()} | {"kid": self._kid}

    def sign(self, claims: Mapping[str, object]) -> str:
        """The same text for the same claims: Ed25519 has no randomness, and keys are sorted."""
        payload = json.dumps(claims, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        header = {"alg": ALGORITHM, "kid": self._kid, "typ": "mandate+jwt"}
        return jws.serialize_compact(header, payload, self._key, algorithms=[ALGORITHM])

    def read(self, jws_text: str) -> Mapping[str, object]:
        try:
            header = jws.extract_compact(jws_text.encode()).headers()
            if header.get("kid") != self._kid:
                raise SignatureWrong("unknown_key", f"it is signed with the key {header.get('kid')}, not {self._kid}")
            payload = jws.deserialize_compact(jws_text, self._key, algorithms=[ALGORITHM]).payload
            claims = json.loads(payload)
        except BadSignatureError as error:
            raise SignatureWrong("tampered", "it is not what was signed") from error
        except (JoseError, ValueError, UnicodeError, AttributeError) as error:
            raise SignatureWrong("unreadable", f"it is no signed document: {error}") from error
        if not isinstance(claims, dict):
            raise SignatureWrong("unreadable", "it holds no claims")
        return claims
