"""The adapters that must keep the one contract; a second database is one more entry in ADAPTERS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skill.records.sqlite import MEMORY, SqliteRecords

Open = Callable[[], SqliteRecords]

ADAPTERS = {
    "sqlite": lambda directory: SqliteRecords(directory / "records.db", busy_s=0.2),
    "sqlite in memory": lambda _: SqliteRecords(MEMORY, busy_s=0.2),
}


@pytest.fixture(params=sorted(ADAPTERS))
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteRecords]:
    """Empty records of every adapter in turn."""
    opened = ADAPTERS[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


@pytest.fixture
def on_disk(path: Path) -> Iterator[SqliteRecords]:
    opened = SqliteRecords(path, busy_s=0.2)
    yield opened
    opened.close()
