"""Connections over HTTP that end when their time is over, however slowly the other side speaks.

A socket's own timeout counts every silence anew, so a server that sends a byte of its headers every few seconds holds
whoever listens for as long as it likes. Here somebody looks at the clock, and hangs up.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class EndingSession:
    """A session of requests, for `with`: every connection of it is hung up after `seconds`. `is_over` tells that it
    was: what is read then may be half an answer that looks like a whole one."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(seconds, 0), self._hang_up)
        self._timer.daemon = True
        self._session = requests.Session()
        adapter = _Adapter(self)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)

    def __enter__(self) -> requests.Session:
        self._timer.start()
        return self._session

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._session.close()
        with self._lock:
            while self._open:
                self._open.pop().close()

    def opened(self, connection: socket.socket) -> None:
        """From now on it is hung up in time. By a handle of our own: TLS takes the socket over, and would first want
        to say goodbye."""
        with self._lock:
            self._open.append(connection.dup())
        if self.is_over:
            self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            self.is_over = True
            for connection in self._open:
                with suppress(OSError):  # the other side was first
                    connection.shutdown(socket.SHUT_RDWR)  # whoever reads from it wakes up


class _Adapter(HTTPAdapter):
    """Opens connections that the session knows of."""

    def __init__(self, session: EndingSession) -> None:
        self._pools = _pools(session)
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(session: EndingSession) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            connection = super()._new_conn()
            session.opened(connection)
            return connection

    class Secret(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            connection = super()._new_conn()
            session.opened(connection)
            return connection

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecretPool(HTTPSConnectionPool):
        ConnectionCls = Secret

    return {"http": PlainPool, "https": SecretPool}
