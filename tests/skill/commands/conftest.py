"""What tests of commands share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is for sale in the demo."""
    shutil.copytree(data_dir / "catalogue", tmp_path / "data" / "catalogue")
    shutil.copy(data_dir / "ranking.yml", tmp_path / "data")
    monkeypatch.setenv("BOODSCHAP_DATA", str(tmp_path / "data"))
    return tmp_path / "data"
