"""What every test may ask for. The model is trained once for all tests, and kept until the data change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parent.parent

# No deadline: a shared machine is slow at times, which is no fault of an example. CI tries the same examples each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)


def pytest_configure() -> None:
    """The settings of whoever runs the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("BOODSCHAP_")]:
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
def model_path(data_dir: Path) -> Path:
    """A model of the present data: the one of `boodschap train`, made when there is none (half a minute)."""
    from nlu.training import ensure_model
    from skill.settings import Settings

    path = Settings().model_path
    ensure_model(data_dir, path)
    return path
