"""An MQTT broker for as long as it is needed, on a port of its own: mosquitto where it is installed, else amqtt."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from skill.domain.errors import DataError, Finding

STARTS_WITHIN_S = 10.0
_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
"""What no waiting mends."""

MOSQUITTO = ("mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto")
"""Where it is: Debian puts it where only root's PATH leads."""

MOSQUITTO_SETTINGS = "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
AMQTT_SETTINGS = """\
listeners: {{default: {{type: tcp, bind: "127.0.0.1:{port}"}}}}
plugins: {{amqtt.plugins.authentication.AnonymousAuthPlugin: {{allow_anonymous: true}}}}
"""


def kinds() -> tuple[str, ...]:
    """The brokers that can be started here, the better first."""
    found = ("mosquitto",) if _mosquitto() else ()
    return (*found, "amqtt") if find_spec("amqtt") else found


@contextmanager
def running(kind: str | None = None, port: int | None = None) -> Iterator[str]:
    """Its address, on this machine alone; when the block ends it is gone. Raises DataError when none can be started."""
    kind = kind or next(iter(kinds()), None)
    if kind is None:
        hint = "install mosquitto, or pip install 'boodschap[demo]' for one in Python"
        raise DataError([Finding("mosquitto", None, "no-broker", "no MQTT broker can be started here", hint)])
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "broker.conf"
        if kind == "mosquitto":
            command = [_mosquitto() or kind]
            settings.write_text(MOSQUITTO_SETTINGS.format(port=port))
        else:
            command = [sys.executable, "-m", "amqtt.scripts.broker_script"]
            settings.write_text(AMQTT_SETTINGS.format(port=port))
        # A session of its own: an interrupt at the terminal is for us, and we end it when we are done.
        said = Path(folder) / "broker.log"
        with said.open("wb") as log, subprocess.Popen(  # noqa: S603 - our own words
            [*command, "-c", str(settings)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                _wait_for(port, process, kind, said)
                yield f"mqtt://127.0.0.1:{port}" + ("" if kind == "mosquitto" else "?version=3.1.1")
            finally:
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def _mosquitto() -> str | None:
    return next((path for name in MOSQUITTO if (path := shutil.which(name))), None)


def _wait_for(port: int, process: subprocess.Popen[bytes], kind: str, said: Path) -> None:
    """Until it answers. Raises DataError with the cause: how it ended and what it `said`, or why nothing reaches it."""
    ends = time.monotonic() + STARTS_WITHIN_S
    refused = 0
    while time.monotonic() < ends and process.poll() is None and refused not in _NO_NETWORK:
        with socket.socket() as probe:
            probe.settimeout(1)
            refused = probe.connect_ex(("127.0.0.1", port))
        if refused == 0:
            return
        time.sleep(0.05)
    if refused in _NO_NETWORK:
        message = f"this machine does not reach itself at 127.0.0.1: {os.strerror(refused)}"
        raise DataError(
            [Finding(kind, None, "no-loopback", message, "bring its loopback network up (ip link set lo up)")]
        )
    last = said.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2].strip()
    how = "did not answer" if process.poll() is None else f"ended with status {process.returncode}"
    message = f"the broker {how} at port {port}" + (f": {last}" if last else "")
    raise DataError(
        [Finding(kind, None, "no-broker", message, "mend that, or play `boodschap demo`, which needs none")]
    )
