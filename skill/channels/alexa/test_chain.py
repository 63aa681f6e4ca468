"""A certificate chain of our own that signs requests as Amazon would: for tests, stories and measurements.

It opens nothing: its root is in no trust list, so a server believes it only when that root is given to it in code.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from skill.channels.alexa.certificates import SIGNER_NAME
from skill.channels.alexa.chain_url import CHAIN_FOLDER, CHAIN_HOST
from skill.channels.alexa.signature import CHAIN_HEADER, SIGNATURE_HEADER

CHAIN_URL = f"https://{CHAIN_HOST}{CHAIN_FOLDER}echo-api-cert-test.pem"
VALID_FROM = datetime(2000, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2049, 1, 1, tzinfo=UTC)
"""Wide, because stories have clocks of their own."""


class SelfMadeChain:
    """A root, a leaf for `name`, and what signs with it. Making one takes a fraction of a second."""

    def __init__(
        self, name: str = SIGNER_NAME, valid_from: datetime = VALID_FROM, valid_until: datetime = VALID_UNTIL
    ) -> None:
        root_key = ec.generate_private_key(ec.SECP256R1())
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._validity = (valid_from, valid_until)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Boodschap test root")])
        self.root = (
            self._builder(issuer, issuer, root_key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_may_sign_certificates(), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
            .sign(root_key, SHA256())
        )
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.leaf = (
            self._builder(subject, issuer, self._key.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
            .sign(root_key, SHA256())
        )
        self.fetched: list[str] = []

    def sign(self, body: bytes) -> dict[str, str]:
        """The two headers with which Alexa would send this body."""
        signature = self._key.sign(body, PKCS1v15(), SHA256())
        return {CHAIN_HEADER: CHAIN_URL, SIGNATURE_HEADER: base64.b64encode(signature).decode("ascii")}

    def fetch(self, path: str) -> bytes:
        """A FetchChain that always finds this chain; `fetched` keeps what was asked for."""
        self.fetched.append(path)
        return self.leaf.public_bytes(Encoding.PEM)

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
        valid_from, valid_until = self._validity
        return (
            builder.serial_number(x509.random_serial_number()).not_valid_before(valid_from).not_valid_after(valid_until)
        )


def _may_sign_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
