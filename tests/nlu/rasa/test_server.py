"""A Rasa server is asked with patience, and a clear word is said when it is down."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nlu.rasa.server import EngineDown, Heard, HeardEntity, Patience, RasaServer


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


Open = Callable[..., RasaServer]


@pytest.fixture
def server_at() -> Iterator[Open]:
    """Makes servers on a clock of their own, and closes them."""
    opened: list[RasaServer] = []

    def open_one(url: str, clock: Clock | None = None, **patience: Any) -> RasaServer:
        clock = clock or Clock()
        opened.append(RasaServer(url, Patience(**patience), monotonic=clock, sleep=clock.sleep))
        return opened[-1]

    yield open_one
    for server in opened:
        server.close()


def test_ranking_and_spans_are_read(rasa: Any, server_at: Open) -> None:
    rasa.hears(("order_product", 0.7), ("reorder", 0.2), entities=(("product", 7, 11),))
    heard = server_at(rasa.url).parse("bestel melk")
    assert heard == Heard((("order_product", 0.7), ("reorder", 0.2)), (HeardEntity("product", 7, 11),))
    assert rasa.asked == [{"path": "/model/parse", "text": "bestel melk"}]


def test_a_sentence_is_never_a_command_of_rasa(rasa: Any, server_at: Open) -> None:
    server_at(rasa.url).parse('/confirm{"product": "melk"}')
    assert not rasa.asked[0]["text"].startswith("/")
    assert len(rasa.asked[0]["text"]) == len('/confirm{"product": "melk"}')  # the places of spans stay


def test_the_connection_stays_open(rasa: Any, server_at: Open) -> None:
    server = server_at(rasa.url)
    for _ in range(5):
        server.parse("hallo")
    assert rasa.connections == 1


def test_a_server_that_hung_up_in_between_is_called_again_at_once(rasa: Any, server_at: Open) -> None:
    rasa.hangs_up = True
    clock = Clock()
    server = server_at(rasa.url, clock, attempts=1)
    for _ in range(3):
        assert server.parse("hallo").ranking
        time.sleep(0.05)
    assert (rasa.connections, clock.slept) == (3, [])


def test_a_forked_worker_does_not_share_a_connection(
    rasa: Any, server_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_at(rasa.url)
    server.parse("hallo")
    forked = os.getpid() + 1
    monkeypatch.setattr("nlu.rasa.server.os.getpid", lambda: forked)
    server.parse("hallo")
    server.parse("hallo")
    assert rasa.connections == 2


def test_each_thread_has_its_own_connection(rasa: Any, server_at: Open) -> None:
    server = server_at(rasa.url)
    threads = [threading.Thread(target=lambda: [server.parse("hallo") for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rasa.asked) == 80


def test_what_fails_once_is_tried_again_after_a_growing_pause(rasa: Any, server_at: Open) -> None:
    rasa.answers = [(503, b"{}"), (500, b"no json"), *rasa.answers]
    clock = Clock()
    assert server_at(rasa.url, clock).parse("hallo").ranking == (("greet", 0.9),)
    assert clock.slept == [0.05, 0.1]


def test_a_server_that_is_down_is_named_with_what_starts_it(nobody: str, server_at: Open) -> None:
    with pytest.raises(EngineDown) as raised:
        server_at(nobody).parse("hallo")
    assert nobody in str(raised.value)
    assert "connection refused" in str(raised.value)
    assert "scripts/rasa serve" in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (409, b'{"reason": "no model loaded"}', "status 409 (no model loaded)"),
        (404, b"<html>", "status 404"),
        (200, b"<html>", "no JSON"),
        (200, b"[]", "no JSON object"),
        (200, b"{}", "does not answer as Rasa does"),
        (200, b'{"intent": {"name": "a", "confidence": "high"}}', "does not answer as Rasa does"),
        (200, json.dumps({"x": "y" * 1_100_000}).encode(), "more than a megabyte"),
    ],
)
def test_what_is_no_rasa_is_told(rasa: Any, status: int, body: bytes, said: str, server_at: Open) -> None:
    rasa.answers = [(status, body)]
    with pytest.raises(EngineDown, match=r"http://127\.0\.0\.1") as raised:
        server_at(rasa.url).parse("hallo")
    assert said in str(raised.value)


def test_no_error_repeats_what_was_said(rasa: Any, server_at: Open) -> None:
    rasa.answers = [(500, b'{"message": "mijn pincode is 1234"}')]
    with pytest.raises(EngineDown) as raised:
        server_at(rasa.url).parse("mijn pincode is 1234")
    assert "1234" not in str(raised.value)


def test_a_slow_server_holds_nobody_up(rasa: Any, server_at: Open) -> None:
    rasa.hang = threading.Event()
    with pytest.raises(EngineDown, match="in time"):
        server_at(rasa.url, timeout_s=0.05, attempts=2).parse("hallo")
    assert len(rasa.asked) == 2


def test_after_failing_in_a_row_it_is_left_alone_for_a_while(rasa: Any, server_at: Open) -> None:
    good = rasa.answers
    rasa.answers = [(500, b"")]
    clock = Clock()
    server = server_at(rasa.url, clock, attempts=1, trip_after=2, rest_s=5)
    for _ in range(2):
        with pytest.raises(EngineDown, match="status 500"):
            server.parse("hallo")
    with pytest.raises(EngineDown, match="left alone"):
        server.parse("hallo")
    assert len(rasa.asked) == 2
    clock.now += 5
    rasa.answers = good
    assert server.parse("hallo").ranking
    assert server.parse("hallo").ranking


@pytest.mark.parametrize("address", ["", "localhost:5005", "ftp://127.0.0.1", "http://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        RasaServer(address)
