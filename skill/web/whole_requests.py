"""gunicorn's worker with threads, where a thread is given a request when all of it is here, and has its answer taken
off its hands at once.

gunicorn's own threads read and write the connection themselves, so as many as there are half-sent requests, or readers
who do not read, keep everybody else waiting. Here one loop looks after all connections and waits for none of them.
"""

from __future__ import annotations

import errno
import io
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from gunicorn import http, util  # type: ignore[import-untyped, unused-ignore]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped, unused-ignore]

from skill.web.application import MAX_BODY_BYTES
from skill.web.arriving import Arriving

MOST_BYTES = 2 * MAX_BODY_BYTES
"""Of a request, its headers with it."""
LINGER_S = 2.0
"""How long a connection that we ended is read from, so that the answer is not lost on its way."""
ANSWER_WITHIN_S = 60.0
"""For an answer to be read: it keeps no thread, and a large page over a poor line takes its time."""
LOOK_EVERY_S = 0.25
_NOBODY_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
_NO_HANDLE_LEFT = (errno.EMFILE, errno.ENFILE)


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc, unused-ignore]
    """Each connection has a time by which what it is at has to be over, however little at a time goes on."""

    whole_within_s = 10.0
    """For a request to arrive, from its first byte to its last."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: set[_Connection] = set()
        self._looked = 0.0

    @classmethod
    def within(cls, seconds: float) -> type[WholeRequestWorker]:
        return type(cls.__name__, (cls,), {"whole_within_s": seconds})

    def accept(self, listener: socket.socket) -> None:
        try:
            its_socket, client = listener.accept()
        except OSError as error:
            if error.errno in _NO_HANDLE_LEFT:
                self._make_room()
            elif error.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        its_socket.setblocking(False)
        connection = _Connection(its_socket, client, listener.getsockname())
        self._wait(connection, EVENT_READ, self._receive, self.whole_within_s)

    def handle(self, connection: _Connection) -> bool:
        """In a thread: gunicorn's own way, from the bytes that are here to the bytes of the answer, which goes out at
        once as far as nobody has to wait for it."""
        turn = TConn(self.cfg, _Answer(connection.unsent), connection.client, connection.server)
        turn.parser = http.get_parser(self.cfg, [connection.request], connection.client)
        turn.initialized = True
        turn.is_cut = connection.arriving.is_cut
        stays = super().handle(turn)
        if turn.is_cut and not connection.unsent:  # gunicorn waits for the rest of it
            util.write_error(turn.sock, 413, "Content Too Large", f"the request is over {MOST_BYTES} bytes")
        connection.send()
        return bool(stays)

    def handle_request(self, request: Any, turn: TConn) -> bool:
        if turn.is_cut:
            request.force_close()
        request.body = io.BytesIO(request.body.read())  # a wrong one is gunicorn's to refuse, before anybody acts on it
        return bool(super().handle_request(request, turn))

    def finish_request(self, connection: _Connection, done: Any) -> None:
        connection.stays = not done.cancelled() and done.exception() is None and done.result()
        if connection.unsent:
            self._wait(connection, EVENT_WRITE, self._send_more, ANSWER_WITHIN_S)
        else:
            self._after_answer(connection)

    def murder_pending(self) -> None:
        """Ends what took too long."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY_S:
            self._looked = now
            for connection in [each for each in self._waiting if each.until <= now]:
                self._end(connection)

    def _make_room(self) -> None:
        """When every place is taken, whoever is nearest to the end of its time goes: a request that is sent as people
        send them is whole long before its turn to go."""
        if self._waiting:
            self._close(min(self._waiting, key=lambda each: each.until))

    def _cap_keepalive(self, deadline: float) -> None:
        """When the server stops: no connection is waited for any longer than one that is kept for its next request."""
        for connection in self._waiting:
            connection.until = min(connection.until, deadline)

    def _in(self, seconds: float) -> float:
        return time.monotonic() + (seconds if self.alive else min(seconds, LINGER_S))

    def _wait(self, connection: _Connection, event: int, then: Callable[..., None], seconds: float) -> None:
        connection.until = self._in(seconds)
        connection.sends = then == self._receive
        self._waiting.add(connection)
        self.poller.register(connection.socket, event, partial(then, connection))

    def _leave(self, connection: _Connection) -> None:
        self._waiting.discard(connection)
        self.poller.unregister(connection.socket)

    def _receive(self, connection: _Connection, _: Any) -> None:
        data = _read(connection.socket)
        if data is None:
            return
        if not data:
            self._close(connection)
            return
        if connection.stays and not connection.arriving.has_begun:
            connection.until = self._in(self.whole_within_s)
        connection.arriving.add(data)
        if (request := connection.arriving.take()) is not None:
            self._leave(connection)
            self._begin(connection, request)
        elif connection.arriving.wants_to_go_on():
            with suppress(OSError):
                connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _begin(self, connection: _Connection, request: bytes) -> None:
        connection.request = request
        self.enqueue_req(connection)

    def _send_more(self, connection: _Connection, _: Any) -> None:
        connection.send()
        if not connection.unsent:
            self._leave(connection)
            self._after_answer(connection)

    def _after_answer(self, connection: _Connection) -> None:
        if not connection.stays:
            with suppress(OSError):
                connection.socket.shutdown(socket.SHUT_WR)
            self._wait(connection, EVENT_READ, self._drain, LINGER_S)
        elif (next_one := connection.arriving.take()) is not None:
            self._begin(connection, next_one)
        else:
            begun = connection.arriving.has_begun
            self._wait(connection, EVENT_READ, self._receive, self.whole_within_s if begun else self.cfg.keepalive)

    def _drain(self, connection: _Connection, _: Any) -> None:
        if _read(connection.socket) == b"":
            self._close(connection)

    def _end(self, connection: _Connection) -> None:
        if connection.sends and connection.arriving.has_begun and self.alive:
            told = f"the request was not whole within {self.whole_within_s:g} seconds"
            with suppress(OSError):
                util.write_error(connection.socket, 408, "Request Timeout", told)
            self._leave(connection)
            connection.stays = False
            self._after_answer(connection)
        else:
            self._close(connection)

    def _close(self, connection: _Connection) -> None:
        self._leave(connection)
        self.nr_conns -= 1
        connection.socket.close()


class _Connection:
    """One of them, with what has come of its next request and what is left of its last answer."""

    def __init__(self, its_socket: socket.socket, client: Any, server: Any) -> None:
        self.socket = its_socket
        self.client = client
        self.server = server
        self.arriving = Arriving(MOST_BYTES)
        self.request = b""
        self.unsent = bytearray()
        self.stays = False
        """Whether it is kept after its answer."""
        self.sends = True
        """Whether the other side is the one to speak."""
        self.until = 0.0

    def send(self) -> None:
        """As much as goes without waiting."""
        try:
            del self.unsent[: self.socket.send(self.unsent)]
        except BlockingIOError:
            return
        except OSError:  # whoever asked is gone, which reading from it will tell
            self.unsent.clear()


class _Answer:
    """What gunicorn's threads take for the socket: what they write is gathered, to be sent by the loop."""

    def __init__(self, written: bytearray) -> None:
        self._written = written

    def sendall(self, data: bytes) -> None:
        self._written += data

    def send(self, data: bytes) -> int:
        """Only `100 Continue` comes this way, and the body that it asks for is here already."""
        return len(data)

    def gettimeout(self) -> float:
        return 0.0  # it never waits

    def setblocking(self, blocks: bool) -> None: ...

    def shutdown(self, _how: int) -> None:
        """gunicorn gives up in the middle of an answer; the loop then closes what is not to stay."""
        raise OSError

    def close(self) -> None: ...


def _read(its_socket: socket.socket) -> bytes | None:
    """None: nothing is here yet. Empty: nothing will come any more."""
    try:
        return its_socket.recv(64 * 1024)
    except BlockingIOError:
        return None
    except OSError:
        return b""
