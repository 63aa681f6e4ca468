"""What every test may ask for. The model is trained once for all tests, and kept until the data change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parent.parent
HERE = "postgresql://127.0.0.1:5432/test"

# No deadline: a shared machine is slow at times, which is no fault of an example. CI tries the same examples each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)


def pytest_configure() -> None:
    """The settings of whoever runs the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("BOODSCHAP_") or name == "DATABASE_URL"]:
        del os.environ[name]
    settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The data as they are delivered; a test that writes copies them first."""
    return PROJECT / "data"


@pytest.fixture(scope="session")
def postgres_schema() -> Iterator[str]:
    """The address of a schema for this run, with two partitions a table; skips where no server answers.

    TEST_DATABASE_URL names the server, or it is the one at the usual port of this machine.
    """
    from skill.domain.errors import RecordsUnavailable
    from skill.records.postgres import PostgresRecords
    from skill.records.throwaway import throwaway

    with ExitStack() as stack:
        try:
            url = stack.enter_context(throwaway(os.environ.get("TEST_DATABASE_URL") or HERE))
        except RecordsUnavailable as error:
            pytest.skip(f"no PostgreSQL here, name one in TEST_DATABASE_URL: {error}")
        PostgresRecords(url, partitions=2).close()
        yield url


@pytest.fixture
def postgres_url(postgres_schema: str) -> str:
    """The address of empty records in PostgreSQL."""
    from skill.records.throwaway import empty

    empty(postgres_schema)
    return postgres_schema


@pytest.fixture(scope="session")
def model_path(data_dir: Path) -> Path:
    """A model of the present data: the one of `boodschap train`, made when there is none (half a minute)."""
    from nlu.training import ensure_model
    from skill.settings import Settings

    path = Settings().model_path
    ensure_model(data_dir, path)
    return path
