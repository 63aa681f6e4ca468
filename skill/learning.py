"""`boodschap learn`: the recorded utterances most worth a label, accepted into the training data with one key each.

Only what was recorded on purpose is read: stories of `boodschap record`, or lines of JSON. No log has utterances (A5).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.text import Text

from nlu.catalogue_names import read_catalogue_names
from nlu.contract import Contract, read_contract
from nlu.findings import DataFilesError, Finding
from nlu.interpretation import Expecting, language_of
from nlu.labelling import Candidate, Group, Known, Recorded, Refused, worth_labelling
from nlu.model_file import LANGUAGES
from nlu.nearest_examples import NearestExamples
from nlu.training_data import Example, read_training_folder
from nlu.training_file import add_sentences, annotated
from nlu.words import normalised
from nlu.yaml_files import line_of, read_yaml
from skill.home.home_files import home_ids, read_home
from skill.recognition import Progress, recognizer
from skill.settings import Settings

OPENED: dict[str, Expecting] = {
    "asked_confirmation": "confirmation",
    "proposed": "confirmation",
    "asked_payment": "payment",
    "asked_step_up": "pin",
    "offered_choice": "choice",
}
"""What was decided -> the question that is open while the next turn is said."""
SHOWN_ALIKE = 4


def read_recorded(paths: Sequence[Path]) -> list[Recorded]:
    """The utterances of stories (YAML) and lines of JSON (text, locale or lang, expecting), folders included.

    Raises DataFilesError with every fault in them.
    """
    findings: list[Finding] = []
    found: list[Recorded] = []
    for path in _files(paths):
        try:
            found += _of_lines(path) if path.suffix == ".jsonl" else _of_story(path)
        except DataFilesError as error:
            findings += error.findings
    if findings:
        raise DataFilesError(findings)
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix in (".yml", ".yaml", ".jsonl"))
        else:
            yield path


def _of_story(path: Path) -> list[Recorded]:
    content = read_yaml(path)
    turns = content.get("turns") if isinstance(content, dict) else None
    if not isinstance(turns, list):
        raise DataFilesError([Finding(str(path), 1, "no-turns", "this is no story", "record one: boodschap record")])
    language = _language(content.get("locale"), str(path), line_of(content, "locale"))
    found: list[Recorded] = []
    expecting: Expecting | None = None
    for turn in turns:
        if not isinstance(turn, dict):
            continue
        if isinstance(turn.get("user"), str):
            found.append(Recorded(turn["user"], language, expecting, path.name, line_of(turn, "user")))
        expecting = OPENED.get(str(turn.get("decided")))
    return found


def _of_lines(path: Path) -> list[Recorded]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row["text"]
        except (ValueError, KeyError, TypeError) as error:
            hint = 'write {"text": "...", "locale": "nl-NL"}'
            raise DataFilesError([Finding(str(path), number, "utterance", "not an utterance", hint)]) from error
        language = _language(row.get("locale") or row.get("lang") or "nl", str(path), number)
        expecting = next((known for known in get_args(Expecting) if known == row.get("expecting")), None)
        found.append(Recorded(str(text), language, expecting, path.name, number))
    return found


def _language(locale: object, file: str, line: int) -> str:
    language = language_of(str(locale))
    if language not in LANGUAGES:
        raise DataFilesError([Finding(file, line, "locale", f"{locale!r} is not spoken here", "nl-NL or en-GB")])
    return language


def find_groups(settings: Settings, paths: Sequence[Path], progress: Progress) -> tuple[list[Group], list[Refused]]:
    """The groups most worth a label, and what was refused because it is personal."""
    recorded = read_recorded(paths)
    known = {language: _known(settings, language) for language in sorted({each.language for each in recorded})}
    return worth_labelling(recorded, recognizer(settings, progress), known, datetime.now(UTC))


def _known(settings: Settings, language: str) -> Known:
    data_dir = settings.data_dir
    examples = list(read_training_folder(data_dir / language / "intents", data_dir.parent).examples)
    held_out = data_dir.resolve().parent / "tests" / "understanding" / language
    measured: Sequence[Example] = read_training_folder(held_out).examples if held_out.is_dir() else ()
    persons: set[str] = set()
    for name in home_ids(data_dir):
        home = read_home(data_dir, name).home
        persons |= {part for person in home.persons for part in (person.name, *person.name.split())}
        persons |= {home.street} if home.street else set()
    catalogue = read_catalogue_names(data_dir, language)
    said = [entry.names for entry in (*catalogue.kinds, *catalogue.brands, *catalogue.retailers)]
    said += [product.names for product in catalogue.products]
    words = {word for names in said for name in names for word in name.split()}
    sentences = frozenset(normalised(example.text) for example in (*examples, *measured))
    return Known(sentences, NearestExamples(examples), frozenset(persons), frozenset(words))


def accept(settings: Settings, group: Group, intent: str) -> Path:
    """Writes the sentences of a group as examples of `intent`, their values annotated; returns the file.

    Raises DataFilesError when the file cannot take them.
    """
    contract = read_contract(settings.data_dir / "intents.yml")
    path = settings.data_dir / group.language / "intents" / f"{intent}.yml"
    add_sentences(path, intent, [_written(candidate, contract, intent) for candidate in group.candidates])
    return path


def _written(candidate: Candidate, contract: Contract, intent: str) -> str:
    allowed = contract.intents[intent].entities if intent in contract.intents else ()
    return annotated(candidate.heard, allowed, candidate.text)


def learn(settings: Settings, paths: Sequence[Path], most: int, progress: Progress) -> None:
    """Asks for one key a group, and writes what was accepted at once."""
    groups, refused = find_groups(settings, paths, progress)
    console = Console(soft_wrap=True)
    _say_refused(refused, console)
    contract = read_contract(settings.data_dir / "intents.yml")
    taken = 0
    for number, group in enumerate(groups[:most], 1):
        _show(group, number, min(len(groups), most), console)
        intent = _asked(group, contract)
        if intent is None:
            continue
        if intent == "":
            break
        path = accept(settings, group, intent)
        taken += len(group.candidates)
        console.print(Text(f"  added to {path}"))
    console.print(f"{taken} sentences added" + ("; boodschap check, then boodschap train" if taken else ""))


def _asked(group: Group, contract: Contract) -> str | None:
    """The intent that was chosen; None to go on, an empty one to end."""
    while True:
        key = click.getchar()
        if key in ("\r", "\n", "y", "j"):
            return group.suggested[0]
        if key.isdigit() and 1 <= int(key) <= len(group.suggested):
            return group.suggested[int(key) - 1]
        if key == "i":
            name = str(click.prompt("  intent")).strip()
            if name in contract.intents:
                return name
            click.echo(f"  {name!r} is no intent of data/intents.yml")
        if key in ("s", " "):
            return None
        if key in ("q", "\x1b", "\x04"):
            return ""


def _show(group: Group, number: int, total: int, console: Console) -> None:
    first = group.candidates[0]
    opened = f", {first.recorded.expecting} open" if first.recorded.expecting else ""
    console.print(Text(f"\n{number}/{total}  {first.text}", style="bold"))
    console.print(Text(f"  {group.language}{opened}; {', '.join(first.reasons)}"))
    for candidate in group.candidates[1:SHOWN_ALIKE]:
        console.print(Text(f"  like it: {candidate.text}"))
    if len(group.candidates) > SHOWN_ALIKE:
        console.print(f"  and {len(group.candidates) - SHOWN_ALIKE} more")
    keys = "  ".join(f"{place} {intent}" for place, intent in enumerate(group.suggested, 1))
    console.print(Text(f"  Enter = 1   {keys}   i another   s skip   q quit"))


def _say_refused(refused: Sequence[Refused], console: Console) -> None:
    for each in refused:
        console.print(Text(f"not taken: {each.source}:{each.line} holds {each.reason}"))


def list_groups(settings: Settings, paths: Sequence[Path], most: int, *, as_json: bool, progress: Progress) -> None:
    """Shows the groups and what was refused, and writes nothing."""
    groups, refused = find_groups(settings, paths, progress)
    if as_json:
        shown = {
            "groups": [group_as_json(group) for group in groups[:most]],
            "refused": [{"source": each.source, "line": each.line, "reason": each.reason} for each in refused],
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    console = Console(soft_wrap=True)
    _say_refused(refused, console)
    for group in groups[:most]:
        first = group.candidates[0]
        console.print(Text(f"{group.worth:.2f} {group.suggested[0]}: {first.text} ({', '.join(first.reasons)})"))
        for candidate in group.candidates[1:]:
            console.print(Text(f"       like it: {candidate.text}"))


def group_as_json(group: Group) -> dict[str, Any]:
    return {
        "language": group.language,
        "worth": round(group.worth, 3),
        "suggested": list(group.suggested),
        "utterances": [
            {
                "text": each.text,
                "source": each.recorded.source,
                "line": each.recorded.line,
                "expecting": each.recorded.expecting,
                "heard": each.heard.intent,
                "confidence": each.heard.confidence,
                "reasons": list(each.reasons),
            }
            for each in group.candidates
        ],
    }
