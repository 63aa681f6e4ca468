"""Only a body that Amazon's key signed, behind a chain that is trusted now, is Alexa's."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from skill.channels.alexa.certificates import KEPT_CHAINS, KEPT_FOR, ChainRefused, SigningKeys, public_roots
from skill.channels.alexa.signature import (
    CHAIN_HEADER,
    SIGNATURE_HEADER,
    SignatureRefused,
    check_signature,
    check_timestamp,
)
from skill.channels.alexa.test_chain import SelfMadeChain

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
BODY = b'{"version": "1.0"}'


@pytest.fixture(scope="module")
def chain() -> SelfMadeChain:
    return SelfMadeChain()


@pytest.fixture
def keys(chain: SelfMadeChain) -> SigningKeys:
    chain.fetched.clear()
    return SigningKeys([chain.root], chain.fetch)


def check(headers: dict[str, str], body: bytes, keys: SigningKeys, now: datetime = NOW) -> None:
    check_signature(headers.get(CHAIN_HEADER), headers.get(SIGNATURE_HEADER), body, keys, now)


def test_a_signed_body_passes_and_its_chain_is_fetched_once(chain: SelfMadeChain, keys: SigningKeys) -> None:
    for _ in range(3):
        check(chain.sign(BODY), BODY, keys)
    assert chain.fetched == ["/echo.api/echo-api-cert-test.pem"]


def test_a_kept_chain_is_looked_at_again_after_a_while(chain: SelfMadeChain, keys: SigningKeys) -> None:
    check(chain.sign(BODY), BODY, keys)
    check(chain.sign(BODY), BODY, keys, NOW + KEPT_FOR)
    assert len(chain.fetched) == 2


def test_no_more_chains_are_kept_than_a_few(chain: SelfMadeChain, keys: SigningKeys) -> None:
    for number in range(KEPT_CHAINS + 1):
        keys.key(f"/echo.api/{number}.pem", NOW)
    keys.key("/echo.api/0.pem", NOW)
    assert len(chain.fetched) == KEPT_CHAINS + 2


def test_one_changed_byte_is_refused(chain: SelfMadeChain, keys: SigningKeys) -> None:
    with pytest.raises(SignatureRefused, match="not of this body"):
        check(chain.sign(BODY), BODY + b" ", keys)


@pytest.mark.parametrize("missing", [CHAIN_HEADER, SIGNATURE_HEADER])
def test_both_headers_are_needed(chain: SelfMadeChain, keys: SigningKeys, missing: str) -> None:
    headers = chain.sign(BODY)
    del headers[missing]
    with pytest.raises(SignatureRefused, match=f"{missing} is missing"):
        check(headers, BODY, keys)


@pytest.mark.parametrize("value", ["not base64!", "ééé", "A" * 3000])
def test_a_signature_that_is_none_is_refused(chain: SelfMadeChain, keys: SigningKeys, value: str) -> None:
    with pytest.raises(SignatureRefused, match=SIGNATURE_HEADER):
        check(chain.sign(BODY) | {SIGNATURE_HEADER: value}, BODY, keys)


def test_another_host_is_refused_before_anything_is_fetched(chain: SelfMadeChain, keys: SigningKeys) -> None:
    headers = chain.sign(BODY) | {CHAIN_HEADER: "https://evil.example/echo.api/cert.pem"}
    with pytest.raises(SignatureRefused, match="another host"):
        check(headers, BODY, keys)
    assert chain.fetched == []


def test_a_self_made_chain_is_not_trusted_by_the_public_roots(chain: SelfMadeChain) -> None:
    with pytest.raises(SignatureRefused, match="not trusted"):
        check(chain.sign(BODY), BODY, SigningKeys(public_roots(), chain.fetch))


def test_a_trusted_chain_for_another_name_is_refused() -> None:
    other = SelfMadeChain(name="echo-api.amazon.com.evil.example")
    with pytest.raises(SignatureRefused, match="not trusted"):
        check(other.sign(BODY), BODY, SigningKeys([other.root], other.fetch))


def test_an_expired_certificate_is_refused_even_while_its_chain_is_kept() -> None:
    short = SelfMadeChain(valid_from=NOW - timedelta(days=1), valid_until=NOW + timedelta(hours=1))
    keys = SigningKeys([short.root], short.fetch)
    check(short.sign(BODY), BODY, keys)
    with pytest.raises(SignatureRefused, match="not trusted"):
        check(short.sign(BODY), BODY, keys, NOW + timedelta(hours=2))


def test_a_chain_that_cannot_be_had_or_read_is_refused(chain: SelfMadeChain) -> None:
    def is_down(path: str) -> bytes:
        raise TimeoutError

    def many(path: str) -> bytes:
        return chain.leaf.public_bytes(Encoding.PEM) * 11

    for fetch, because in ((is_down, "fetched"), (lambda path: b"<html>", "PEM"), (many, "too long")):
        with pytest.raises(ChainRefused, match=because):
            SigningKeys([chain.root], fetch).key("/echo.api/x.pem", NOW)


@pytest.mark.parametrize("off_s", [-150, 0, 150])
def test_a_timestamp_within_150_seconds_passes(off_s: int) -> None:
    check_timestamp(NOW + timedelta(seconds=off_s), NOW)
    check_timestamp((NOW + timedelta(seconds=off_s)).astimezone(timezone(timedelta(hours=9))), NOW)


@pytest.mark.parametrize(
    "timestamp",
    [NOW - timedelta(seconds=151), NOW + timedelta(seconds=151), NOW.replace(tzinfo=None), None, "2026-03-02"],
)
def test_any_other_timestamp_is_refused(timestamp: object) -> None:
    with pytest.raises(SignatureRefused):
        check_timestamp(timestamp, NOW)
