"""Requests are told apart however the network cuts them, and nothing behind a doubtful one is taken for a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.web.arriving import Arriving

PLAIN = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"
POSTED = b"POST /v1/utterances HTTP/1.1\r\nContent-Length: 12\r\n\r\n{\r\n\r\n}\r\n\r\n 1"
CHUNKED = (
    b"POST /alexa HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n"
    b'5;name="a"\r\n0\r\n\r\n\r\nA\r\n0123456789\r\n0\r\nChecksum: 1\r\n\r\n'
)
EMPTY_CHUNKS = b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"


def taken_from(pieces: list[bytes], most_bytes: int = 10_000) -> tuple[list[bytes], Arriving]:
    arriving, taken = Arriving(most_bytes), []
    for piece in pieces:
        arriving.add(piece)
        while not arriving.is_cut and (request := arriving.take()) is not None:
            taken.append(request)
    return taken, arriving


@given(st.lists(st.sampled_from([PLAIN, POSTED, CHUNKED, EMPTY_CHUNKS]), max_size=5), st.data())
def test_requests_are_the_same_however_they_are_cut(sent: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=20)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    taken, arriving = taken_from(pieces)
    assert taken == sent
    assert not arriving.has_begun
    assert not arriving.is_cut


@pytest.mark.parametrize("request_bytes", [PLAIN, POSTED, CHUNKED, EMPTY_CHUNKS])
def test_a_request_is_whole_at_its_last_byte_and_not_before(request_bytes: bytes) -> None:
    arriving = Arriving(10_000)
    for byte in request_bytes[:-1]:
        arriving.add(bytes([byte]))
        assert arriving.take() is None
        assert arriving.has_begun
    arriving.add(request_bytes[-1:])
    assert arriving.take() == request_bytes


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nContent-Length: 5",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: +5",
        b"Content-Length: -5",
        b"Content-Length:",
        b"Content-Length : 5x",
        b"Content-Length: " + b"9" * 5000,
        b"Content-Length: 10001",
        b"Transfer-Encoding: gzip, chunked",
    ],
)
def test_what_cannot_be_framed_is_the_last_that_is_taken(framing: bytes) -> None:
    sent = b"POST / HTTP/1.1\r\n" + framing + b"\r\n\r\n" + PLAIN
    taken, arriving = taken_from([sent])
    assert taken == [sent]
    assert arriving.is_cut


@pytest.mark.parametrize("chunk", [b"x\r\n", b"-5\r\n", b"+5\r\n", b"0x5\r\n", b"\r\n", b"123456789\r\n", b"FFFF\r\n"])
def test_a_chunk_of_no_size_or_of_too_much_cuts(chunk: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    taken, arriving = taken_from([head, chunk, b"a" * 10_000])
    assert b"".join(taken).startswith(head + chunk)
    assert len(taken) == 1
    assert arriving.is_cut


def test_a_head_without_end_is_cut() -> None:
    taken, arriving = taken_from([b"GET / HTTP/1.1\r\n", *[b"X-Endless: 1\r\n"] * 1000])
    assert len(taken) == 1
    assert len(taken[0]) < 10_100
    assert arriving.is_cut


def test_whoever_asks_whether_to_go_on_is_told_once() -> None:
    arriving = Arriving(10_000)
    arriving.add(b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
    assert arriving.take() is None
    assert arriving.wants_to_go_on()
    assert not arriving.wants_to_go_on()
    arriving.add(b"{}" + PLAIN)
    assert arriving.take() is not None
    assert arriving.take() == PLAIN
    assert not arriving.wants_to_go_on()
