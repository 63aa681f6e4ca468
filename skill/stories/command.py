"""What `boodschap replay` does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from skill.composition import read_world
from skill.domain.errors import DataError, Finding
from skill.recognition import Progress
from skill.records.opening import is_postgresql
from skill.settings import Settings
from skill.stories.accept import accept as take_over
from skill.stories.matrix import cell_of, is_whole, matrix
from skill.stories.replay import OpenChannel, OpenRecords, Replayer, in_memory
from skill.stories.report import as_json as story_json
from skill.stories.report import show
from skill.stories.sent_through import channel_called
from skill.stories.story_file import read_stories
from skill.usecases.ports import Records

WHOLE_LINES = 1000
"""Columns where no terminal shows them: wider than any line of a report."""


def silent(message: str) -> None:
    """Shows no progress."""


def replay_paths(
    settings: Settings,
    paths: Sequence[Path],
    channel: str,
    *,
    accept: bool = False,
    as_json: bool = False,
    progress: Progress = silent,
) -> int:
    """Plays the stories, shows how they went and returns 1 if any differs, else 0.

    Raises DataError for faults in the stories or the data, and for a channel that is not there.
    """
    open_channel = channel_called(channel)
    with records_of(settings) as open_records:
        replayer = Replayer(settings, read_world(settings, progress), open_records)
        return _replay(replayer, paths, open_channel, accept=accept, as_json=as_json, progress=progress)


@contextmanager
def records_of(settings: Settings) -> Iterator[OpenRecords]:
    """In memory; where a PostgreSQL database is set, in a schema of it that is gone afterwards."""
    if not is_postgresql(settings.records_address):
        yield in_memory
        return
    from skill.records.postgres import PostgresRecords
    from skill.records.throwaway import empty, throwaway

    with throwaway(settings.records_address) as url:
        PostgresRecords(url, partitions=1).close()

        def emptied() -> Records:
            empty(url)
            return PostgresRecords(url)

        yield emptied


def _replay(
    replayer: Replayer,
    paths: Sequence[Path],
    open_channel: OpenChannel | None,
    *,
    accept: bool,
    as_json: bool,
    progress: Progress,
) -> int:
    stories = read_stories(paths, replayer.known)
    if not stories:
        hint = "name a story (.yml), a dialog (.json) or a folder that holds some"
        raise DataError([Finding(str(path), None, "no-stories", "there is no story here", hint) for path in paths])
    results = replayer.play_all(stories, open_channel)
    if accept:
        for result in results:
            if take_over(result):
                progress(f"{result.story.file}: taken over what was said")
        results = replayer.play_all(read_stories(paths, replayer.known), open_channel)
    homes, catalogue = replayer.known.homes, replayer.known.catalogue
    if as_json:
        told = [
            story_json(result, cell_of(result.story, homes[result.story.home]), whole=is_whole(result, catalogue))
            for result in results
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show(results, console_of(sys.stdout.isatty()), matrix(results, homes, catalogue))
    return int(any(not result.passed for result in results))


def console_of(terminal: bool) -> Console:
    """Lines fit a terminal; whoever reads them elsewhere gets each whole, so that a path can be searched and copied."""
    return Console() if terminal else Console(width=WHOLE_LINES)
