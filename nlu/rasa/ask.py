"""Asks running Rasa servers, for scripts/rasa: `status`, or `parse nl SENTENCE`, after `python -m nlu.rasa.ask`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence

from nlu.rasa.client import DEFAULT_URLS, read_urls
from nlu.rasa.server import EngineDown, RasaServer


def addresses(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """BOODSCHAP_RASA where it is set, otherwise where scripts/rasa serves. Raises ValueError for what is no address."""
    first = environment.get("RASA_PORT")
    if first and not environment.get("BOODSCHAP_RASA"):
        return {language: f"http://127.0.0.1:{int(first) + at}" for at, language in enumerate(DEFAULT_URLS)}
    return read_urls(environment.get("BOODSCHAP_RASA"))


def main(arguments: Sequence[str]) -> int:
    """Exit status 0, 1 when a server is down, 2 for a call that is not understood."""
    try:
        urls = addresses()
    except ValueError as error:
        sys.stderr.write(f"[ERROR] {error}\n")
        return 2
    match list(arguments):
        case ["status"]:
            return _status(urls)
        case ["parse", *words] if words:
            language = words[0] if words[0] in urls else "nl"
            text = " ".join(words[1:] if words[0] in urls else words)
            return _parse(RasaServer(urls[language]), text)
        case _:
            sys.stderr.write("status, or parse [nl|en] SENTENCE\n")
            return 2


def _status(urls: Mapping[str, str]) -> int:
    down = 0
    for language, url in urls.items():
        try:
            status = RasaServer(url).status()
        except EngineDown as error:
            down = 1
            sys.stdout.write(f"{language}: {error}\n")
            continue
        sys.stdout.write(f"{language}: {url} has {status.get('model_file', 'a model')}\n")
    return down


def _parse(server: RasaServer, text: str) -> int:
    try:
        answer = server.asked("POST", "/model/parse", {"text": text})
    except EngineDown as error:
        sys.stderr.write(f"[ERROR] {error}\n")
        return 1
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
