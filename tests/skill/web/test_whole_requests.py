"""Connections that dawdle hold up nobody: real sockets against the server as it runs, with two threads a worker."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from skill import private_broker
from skill.settings import PROJECT
from skill.web.whole_requests import MOST_BYTES
from tests.skill.web.serving import SERVES, wait_until_healthy

WITHIN_S = 2.0
HELLO = {"home": "thijs", "locale": "nl-NL", "text": "hallo"}
SAID = b"POST /v1/utterances HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"
HALF_A_HEAD = b"POST /alexa HTTP/1.1\r\nHost: he"
HALF_A_BODY = b"POST /v1/utterances HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\n{"

LARGE_ANSWERS = """
import sys
from gunicorn.app.base import BaseApplication
from skill.web.whole_requests import WholeRequestWorker

class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", "127.0.0.1:" + sys.argv[1])
        self.cfg.set("threads", 1)
        self.cfg.set("worker_class", WholeRequestWorker)
        self.cfg.set("control_socket_disable", True)

    def load(self):
        return self.answer

    def answer(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"0123456789" * (1_000_000 if environ["PATH_INFO"] == "/large" else 1)]

Server().run()
"""

pytestmark = pytest.mark.slow


@contextmanager
def serving(folder: Path, connections: int = 500) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port, log = private_broker.free_port(), folder / "server.log"
    settings = {"BOODSCHAP_VAR": str(folder), "BOODSCHAP_API_TOKEN": "t", "PYTHONPATH": str(PROJECT)}
    limits = {"whole_within_s": WITHIN_S, "connections": connections}
    command = [sys.executable, "-c", SERVES, str(port), json.dumps(limits)]
    with log.open("w") as written:
        server = subprocess.Popen(command, env=os.environ | settings, stdout=written, stderr=written, text=True)
    try:
        wait_until_healthy(port, server)
        yield port, server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    assert server.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(tmp_path_factory.mktemp("served")) as (its_port, _):
        yield its_port


def connected(port: int, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(sent)
    return connection


def everything(connection: socket.socket) -> bytes:
    """What is answered until the server hangs up."""
    read = b""
    while part := connection.recv(64 * 1024):
        read += part
    return read


def trickle(connections: list[socket.socket], over: threading.Event) -> None:
    while not over.wait(0.1):
        for connection in connections:
            try:
                connection.send(b"a")
            except OSError:  # it was ended
                continue


def took_s(port: int, path: str, fields: dict[str, str] | None, statuses: set[int]) -> float:
    begun = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/json", "Authorization": "Bearer t"}
    asked.request("GET" if fields is None else "POST", path, fields and json.dumps(fields), headers)
    response = asked.getresponse()
    assert response.status in statuses, (path, response.status, response.read())
    response.read()
    asked.close()
    return time.monotonic() - begun


def test_everybody_is_answered_while_two_hundred_connections_dawdle(port: int) -> None:
    with ExitStack() as opened:
        begun, over = time.monotonic(), threading.Event()
        silent = [opened.enter_context(connected(port)) for _ in range(40)]
        halves = [opened.enter_context(connected(port, half)) for half in (HALF_A_HEAD, HALF_A_BODY) * 40]
        slow = [opened.enter_context(connected(port, half)) for half in (HALF_A_HEAD, HALF_A_BODY) * 30]
        lingering = [opened.enter_context(connected(port, b"GET /health HTTP/1.0\r\n\r\n")) for _ in range(20)]
        drips = threading.Thread(target=trickle, args=(slow, over))
        drips.start()
        opened.callback(drips.join)
        opened.callback(over.set)
        for turn in range(5):
            assert took_s(port, "/health", None, {200}) < 1.5
            assert took_s(port, "/v1/utterances", HELLO | {"request_id": f"during-{turn}"}, {200}) < 1.5
            assert took_s(port, "/alexa", {}, {400}) < 1.5
        assert time.monotonic() - begun < WITHIN_S + 1.5
        for connection in halves + slow:
            said = everything(connection)
            assert said.startswith(b"HTTP/1.1 408 "), said
            assert b"not whole within 2 seconds" in said
        assert {everything(connection) for connection in silent} == {b""}
        assert {everything(connection)[:13] for connection in lingering} == {b"HTTP/1.0 200 "}
        assert time.monotonic() - begun < WITHIN_S + 3


def test_whoever_reads_no_answer_keeps_no_thread_and_gets_all_of_it_later(tmp_path: Path) -> None:
    port = private_broker.free_port()
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-c", LARGE_ANSWERS, str(port)], cwd=PROJECT, stderr=log)
    with ExitStack() as opened:
        opened.callback(server.wait, 10)
        opened.callback(server.terminate)
        until = time.monotonic() + 30
        while "Booting worker" not in (tmp_path / "log").read_text():
            assert time.monotonic() < until
            time.sleep(0.05)
        unread = [opened.enter_context(connected(port, b"GET /large HTTP/1.0\r\n\r\n")) for _ in range(3)]
        assert max(took_s(port, "/", None, {200}) for _ in range(3)) < 2
        for connection in unread:
            assert everything(connection).partition(b"\r\n\r\n")[2] == b"0123456789" * 1_000_000


def test_requests_sent_in_one_go_are_answered_in_their_order_and_a_slow_one_after_them_is_ended(port: int) -> None:
    fields = json.dumps(HELLO | {"request_id": "in-one-go"}).encode()
    counted = SAID + b"Content-Length: %d\r\n\r\n%s" % (len(fields), fields)
    chunks = SAID + b"Transfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
    chunked = chunks % (fields[:5], len(fields) - 5, fields[5:])
    with connected(port, HEALTH + counted + chunked + HALF_A_HEAD) as connection:
        read = everything(connection)
    assert [said[:3] for said in read.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"200", b"408"]
    assert read.index(b'"status"') < read.index(b'"repeated":false') < read.index(b'"repeated":true')


def test_a_connection_is_kept_for_the_next_request(port: int) -> None:
    with connected(port, HEALTH) as connection:
        assert connection.recv(64 * 1024).startswith(b"HTTP/1.1 200 ")
        time.sleep(0.3)
        for half in (HEALTH[:20], HEALTH[20:]):
            connection.sendall(half)
            time.sleep(0.1)
        assert connection.recv(64 * 1024).startswith(b"HTTP/1.1 200 ")


def test_whoever_asks_before_the_body_is_told_to_go_on(port: int) -> None:
    with connected(port, SAID + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n") as connection:
        assert connection.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(1024).startswith(b"HTTP/1.1 422 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (SAID + b"Content-Length: 99999999\r\n\r\n" + b"a" * MOST_BYTES, b"413"),
        (SAID + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + HEALTH, b"400"),
        (SAID + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + HEALTH, b"400"),
        (b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X-Long: %s\r\n" % (b"a" * 8000) * 20, b"413"),
        (SAID + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * (MOST_BYTES // 6 + 1), b"413"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_behind_it_is_answered(
    port: int, sent: bytes, status: bytes
) -> None:
    with connected(port, sent) as connection:
        read = everything(connection)
    assert read[9:12] == status, read
    assert read.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_when_every_place_is_taken_and_stops_within_seconds(tmp_path: Path, told: signal.Signals) -> None:
    with serving(tmp_path, connections=20) as (port, server), ExitStack() as opened:
        for half in (b"", HALF_A_HEAD, HALF_A_BODY) * 20:
            opened.enter_context(connected(port, half))
        assert took_s(port, "/health", None, {200}) < 1
        begun = time.monotonic()
        server.send_signal(told)
        server.wait(10)
        assert time.monotonic() - begun < 5
