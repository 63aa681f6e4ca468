"""Whoever we call may take as long as it likes: we listen for so long and no longer, whatever it sends meanwhile."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, repeat
from pathlib import Path

import pytest

from skill import outside_calls
from skill.outside_calls import Party, call
from skill.usecases.outside_ports import OutsideFailed
from tests.skill.certificates import made_for

Speak = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\n"
PARTY = Party("the server")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside_calls, "WHOLE_S", 0.5)


@contextmanager
def speaking(speak: Speak, secret: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server whose every connection is spoken to by `speak`, until that or the other side has enough."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer(connection: socket.socket) -> None:
            with suppress(OSError):
                if secret is not None:
                    connection = secret.wrap_socket(connection, server_side=True)
                with connection:
                    connection.recv(10_000)
                    speak(connection)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        scheme = "http" if secret is None else "https"
        yield f"{scheme}://localhost:{listening.getsockname()[1]}/"


def slowly(*, first: bytes, then: Iterator[bytes]) -> Speak:
    """Each piece ends a silence of the reader, and none ends the answer."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(first)
        for piece in then:
            connection.sendall(piece)
            time.sleep(0.05)

    return speak


TRICKLING = {
    "status line": lambda: slowly(first=b"HTTP/1.1 200 ", then=repeat(b"O")),
    "one header": lambda: slowly(first=HEAD + b"X-Long: ", then=repeat(b"x")),
    "headers": lambda: slowly(first=HEAD, then=(b"X-%d: x\r\n" % number for number in count())),
    "continue": lambda: slowly(first=b"", then=repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "length": lambda: slowly(first=HEAD + b"Content-Length: 10000\r\n\r\n", then=repeat(b"x")),
    "no length": lambda: slowly(first=HEAD + b"Connection: close\r\n\r\n", then=repeat(b"x")),
    "chunks": lambda: slowly(first=HEAD + b"Transfer-Encoding: chunked\r\n\r\n", then=repeat(b"1\r\nx\r\n")),
    "one chunk line": lambda: slowly(first=HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", then=repeat(b"x")),
}


@pytest.mark.parametrize("what", TRICKLING)
def test_whatever_trickles_is_left_when_its_time_is_over(what: str) -> None:
    with speaking(TRICKLING[what]()) as url:
        _is_left_in_time(url)


@pytest.mark.parametrize("what", ["headers", "length"])
def test_over_tls_as_well(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_for("localhost", tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.authority))
    with speaking(TRICKLING[what](), made.server()) as url:
        _is_left_in_time(url)


def test_a_redirect_begins_no_new_time() -> None:
    def speak(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    with speaking(speak) as url:
        _is_left_in_time(url)


def test_headers_that_were_cut_off_are_no_answer() -> None:
    """What was hung up reads as if its headers had ended there."""
    with speaking(slowly(first=HEAD + b"Content-Length: 0\r\n", then=repeat(b"X: x\r\n"))) as url:
        _is_left_in_time(url)


def test_an_answer_in_time_is_heard_and_nobody_watches_any_more() -> None:
    with speaking(lambda there: there.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")) as url:
        before = threading.active_count()
        for _ in range(20):
            assert call(PARTY, "GET", url).body == b"ok"
        assert threading.active_count() <= before + 1


def _is_left_in_time(url: str) -> None:
    before = time.monotonic()
    with pytest.raises(OutsideFailed, match="did not finish") as failed:
        call(PARTY, "GET", url)
    assert time.monotonic() - before < 2
    assert not failed.value.final
