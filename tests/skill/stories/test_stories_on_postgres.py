"""Stories go the same on PostgreSQL; `boodschap replay tests/stories --database URL` plays all of them there."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from skill.domain.errors import DataError
from skill.settings import Settings
from skill.stories.command import replay_paths
from skill.stories.replay import Replayer
from tests.skill.stories.test_stories import FILES

SOME = FILES[::6]
"""They take half a second longer each than in memory."""


@pytest.mark.slow
def test_stories_go_as_written(
    postgres_url: str, replayer: Replayer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("skill.stories.command.read_world", lambda *_: replayer.world)
    settings = replace(Settings(), database=postgres_url)
    failed = replay_paths(settings, SOME, "direct", as_json=True)
    results = json.loads(capsys.readouterr().out)
    assert [each for each in results if not each["passed"]] == []
    assert (failed, len(results)) == (0, len(SOME))


def test_nothing_is_left_in_the_database_of_the_user(
    postgres_url: str, replayer: Replayer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay has a schema of its own, and takes it away also when it ends in an error."""
    monkeypatch.setattr("skill.stories.command.read_world", lambda *_: replayer.world)
    mine = f"boodschap_throwaway_{tmp_path.name}_{os.getpid()}"
    monkeypatch.setattr("skill.records.throwaway.NAMED", mine)
    settings = replace(Settings(), database=postgres_url)
    assert replay_paths(settings, FILES[:1], "direct", as_json=True) == 0
    with pytest.raises(DataError, match="no story here"):
        replay_paths(settings, [tmp_path], "direct")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        left = connection.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [mine])
        assert left.fetchall() == []
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (0,)
