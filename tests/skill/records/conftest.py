"""The adapters that must keep the one contract; another database is one more entry in ADAPTERS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skill.records.postgres import PostgresRecords
from skill.records.sqlite import MEMORY, SqliteRecords

AnyRecords = SqliteRecords | PostgresRecords
Open = Callable[[], AnyRecords]

BUSY_S = 0.2
ADAPTERS: dict[str, Callable[[pytest.FixtureRequest], AnyRecords]] = {
    "postgresql": lambda ask: PostgresRecords(ask.getfixturevalue("postgres_url")),
    "sqlite": lambda ask: SqliteRecords(ask.getfixturevalue("tmp_path") / "records.db", busy_s=BUSY_S),
    "sqlite in memory": lambda _: SqliteRecords(MEMORY, busy_s=BUSY_S),
}


@pytest.fixture(params=sorted(ADAPTERS))
def records(request: pytest.FixtureRequest) -> Iterator[AnyRecords]:
    """Empty records of every adapter in turn."""
    opened = ADAPTERS[request.param](request)
    yield opened
    opened.close()


@pytest.fixture(params=["postgresql", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where empty records are that several processes may open."""
    if request.param == "sqlite":
        return str(tmp_path / "records.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


@pytest.fixture
def on_disk(path: Path) -> Iterator[SqliteRecords]:
    opened = SqliteRecords(path, busy_s=BUSY_S)
    yield opened
    opened.close()
