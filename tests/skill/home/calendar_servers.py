"""A real Radicale for the tests, and a server that answers whatever a test wants."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

USER, PASSWORD = "thijs", "geheim/1"
LOGIN = (USER, PASSWORD)


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """Radicale with one user and their empty calendar; yields its address, without the login."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {folder}/collections\n[logging]\nlevel = warning\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(folder / "config")])
    address = f"http://127.0.0.1:{port}/{USER}/agenda/"
    try:
        _wait_for(port, process)
        body = (
            '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
            "</D:prop></D:set></C:mkcalendar>"
        )
        made = requests.request("MKCALENDAR", address, data=body, auth=LOGIN, timeout=10)
        assert made.status_code == 201, made.text
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "radicale did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("radicale does not answer")


Answer = tuple[int, dict[str, str], bytes]


class OddServer:
    """Answers what `answer` says to (method, path, headers), and keeps what it was asked."""

    def __init__(self, answer: Callable[[str, str, dict[str, str]], Answer]) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self._answer = answer
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                content = self.rfile.read(int(headers.get("content-length", 0)))
                odd.asked.append((self.command, self.path, headers, content))
                status, told, body = odd._answer(self.command, self.path, headers)
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(body)), **told}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # whoever asked had enough of it

            do_GET = do_PUT = do_POST = do_DELETE = do_REPORT = do_PROPFIND = _any  # noqa: N815 - the names that http.server looks for

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> OddServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
