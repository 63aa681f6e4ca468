"""A server as it runs, over the home of Thijs, who is always understood to say hello."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request

SERVES = """
import json
import sys
from nlu.interpretation import Interpretation
from skill.composition import LANGUAGES, World, compose
from skill.home.home_files import read_home
from skill.retailers.catalogue_files import read_catalogue
from skill.settings import Settings
from skill.speech.phrasebook import Phrasebook
from skill.web.server import serve

class Greeted:
    def recognize(self, text, locale, expecting=None, *, now, context=None):
        return Interpretation(text, locale, "greet", 0.99)

settings = Settings.from_environment()
catalogue = read_catalogue(settings.data_dir)
books = {language: Phrasebook.load(settings.data_dir, language, catalogue) for language in LANGUAGES}
homes = {"thijs": read_home(settings.data_dir, "thijs", catalogue)}
app = compose(settings, world=World(catalogue, homes, books, Greeted()))
serve(app, "127.0.0.1", int(sys.argv[1]), 2, 2, **json.loads(sys.argv[2]))
"""


def answer(port: int, path: str, fields: dict[str, str] | None = None) -> dict[str, object]:
    body = json.dumps(fields).encode() if fields is not None else None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json", "Authorization": "Bearer t"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - our own loopback
        read: dict[str, object] = json.load(response)
        return read


def wait_until_healthy(port: int, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            assert answer(port, "/health")["status"] == "ok"
            return
        except urllib.error.URLError:
            assert server.poll() is None, server.communicate()[0]
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)
