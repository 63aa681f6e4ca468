"""A broker of our own that cannot be used says why, and is not waited for when waiting mends nothing."""

from __future__ import annotations

import errno
import socket
import time
from pathlib import Path

import pytest

from skill import private_broker
from skill.domain.errors import DataError


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for mosquitto."""
    path = tmp_path / "mosquitto"
    monkeypatch.setattr(private_broker, "MOSQUITTO", (str(path),))
    return path


def _runs(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o700)


def test_a_broker_that_ends_is_told_with_its_own_last_words(program: Path) -> None:
    _runs(program, "echo starting; echo 'Error: bad configuration' >&2; exit 3")
    with pytest.raises(DataError) as refused, private_broker.running("mosquitto"):
        pass
    assert str(refused.value).startswith("[ERROR] mosquitto: the broker ended with status 3 at port ")
    assert "Error: bad configuration" in str(refused.value)


def test_a_machine_that_does_not_reach_itself_is_told_at_once(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _runs(program, "exec sleep 60")
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *_: errno.ENETUNREACH)
    begins = time.monotonic()
    with pytest.raises(DataError, match="mosquitto: this machine does not reach itself"), private_broker.running():
        pass
    assert time.monotonic() - begins < private_broker.STARTS_WITHIN_S / 2
