"""`boodschap check`: reads everything that people edit and shows each finding with its file, line and hint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import click

from nlu.checks import check_understanding
from nlu.contract import read_contract
from nlu.findings import DataFilesError, Finding
from nlu.model_file import LANGUAGES
from skill.channels.alexa.model_words import read_model_words
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError
from skill.domain.errors import Finding as Fault
from skill.domain.home import Home
from skill.home.home_files import home_ids, read_home
from skill.home.manner_files import read_manners
from skill.payments.method_files import read_methods
from skill.permission.approval_files import read_approval
from skill.retailers.catalogue_files import read_catalogue
from skill.retailers.proposition_files import read_propositions
from skill.retailers.ranking_files import read_ranking
from skill.settings import Settings
from skill.speech.reply_files import check_replies
from skill.speech.wording import Wording
from skill.stories.story_file import Known, read_stories, story_paths
from skill.web.pages.words import read_page_words


def check_and_show(
    settings: Settings,
    path: Path | None = None,
    held_out: Path | None = None,
    stories: Path | None = None,
    *,
    as_json: bool = False,
) -> int:
    """Shows the findings and returns 1 if one of them is an error. See `all_findings` for what is read."""
    data_dir = path if path is not None and (path / "intents.yml").is_file() else settings.data_dir
    beside = data_dir.resolve().parent / "tests"
    found = all_findings(data_dir, held_out or beside / "understanding", stories or beside / "stories")
    if path is not None and data_dir != path:
        found = [finding for finding in found if _is_in(finding, path, data_dir)]
    errors = sum(finding.severity == "ERROR" for finding in found)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        for finding in found:
            click.echo(str(finding))
        click.echo(f"{errors} errors, {len(found) - errors} warnings" if found else "nothing found")
    return int(errors > 0)


def all_findings(data_dir: Path, held_out: Path, stories: Path) -> list[Finding]:
    """The findings of the data folder, its held-out sentences and stories, errors first, by file and line.

    Folders that are not there are not read: a merchant may have the data alone.
    """
    found = [*check_understanding(data_dir, held_out), *_skill_findings(data_dir, stories)]
    shown = {_shown(finding, data_dir) for finding in found}
    return sorted(shown, key=lambda finding: (finding.severity, finding.file, finding.line, finding.code))


def _skill_findings(data_dir: Path, stories: Path) -> Iterator[Finding]:
    for language in LANGUAGES:
        yield from _faults(partial(Wording.load, data_dir, language))
        yield from _faults(partial(read_page_words, data_dir, language))
        if (data_dir / language / "alexa.yml").is_file():
            yield from _faults(partial(read_model_words, data_dir, language))
    yield from _faults(partial(check_replies, data_dir))
    yield from _faults(partial(read_propositions, data_dir))
    yield from _faults(partial(read_approval, data_dir))
    yield from _faults(partial(read_manners, data_dir))
    yield from _faults(partial(read_ranking, data_dir))
    try:
        catalogue = read_catalogue(data_dir)
    except DataError as error:
        yield from map(_as_ours, error.findings)
        return  # homes and stories name what is in the catalogue: without it everything in them would be wrong
    yield from _faults(partial(read_methods, data_dir, catalogue))
    homes: dict[str, Home] = {}
    for name in home_ids(data_dir):
        yield from _faults(partial(_add_home, homes, data_dir, name, catalogue))
    if stories.is_dir():
        try:
            contract = read_contract(data_dir / "intents.yml")
        except DataFilesError:
            return  # said already
        known = Known(homes=homes, catalogue=catalogue, contract=contract)
        yield from _faults(lambda: read_stories(story_paths([stories]), known))


def _add_home(homes: dict[str, Home], data_dir: Path, name: str, catalogue: Catalogue) -> None:
    homes[name] = read_home(data_dir, name, catalogue).home


def _faults(reading: Callable[[], object]) -> Iterable[Finding]:
    try:
        reading()
    except DataFilesError as error:
        return error.findings
    except DataError as error:
        return tuple(map(_as_ours, error.findings))
    return ()


def _as_ours(finding: Fault) -> Finding:
    """A finding of the shop's readers as one of understanding: the same fields, and always an error."""
    return Finding(finding.file, finding.line or 1, finding.code, finding.message, finding.hint)


def _shown(finding: Finding, data_dir: Path) -> Finding:
    """Files are named from the folder that holds the data, whoever found the fault."""
    file = Path(finding.file)
    root = data_dir.resolve().parent
    if file.is_absolute() and file.is_relative_to(root):
        return replace(finding, file=file.relative_to(root).as_posix())
    return finding


def _is_in(finding: Finding, path: Path, data_dir: Path) -> bool:
    return (data_dir.resolve().parent / finding.file).is_relative_to(path.resolve())
