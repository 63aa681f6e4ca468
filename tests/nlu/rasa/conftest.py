"""A server that speaks as Rasa does, as slowly and as badly as a test asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class FakeRasa:
    """`answers` are (status, body) in turn, the last one for ever; `asked` is what came in."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0
    hang: threading.Event | None = None
    hangs_up: bool = False

    def hears(self, *ranking: tuple[str, float], entities: tuple[tuple[str, int, int], ...] = ()) -> None:
        """From now on every sentence is heard as this."""
        named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        spans = [{"entity": name, "start": start, "end": end, "value": "?"} for name, start, end in entities]
        body = {"text": "?", "intent": named[0], "intent_ranking": named, "entities": spans}
        self.answers = [(200, json.dumps(body).encode())]


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    fake.hears(("greet", 0.9))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            fake.connections += 1
            super().setup()

        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            content = self.rfile.read(size)
            fake.asked.append({"path": self.path, **(json.loads(content) if content else {})})
            if fake.hang is not None:
                fake.hang.wait(10)
                self.close_connection = True
                return
            status, body = fake.answers.pop(0) if len(fake.answers) > 1 else fake.answers[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = fake.hangs_up

        do_GET = do_POST = _answer  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is no error here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield fake
    if fake.hang is not None:
        fake.hang.set()
    server.shutdown()
    thread.join()
    server.server_close()
