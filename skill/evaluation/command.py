"""What `boodschap evaluate` does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from nlu.contract import read_contract
from nlu.evaluation.comparison import compare
from nlu.evaluation.costs import read_costs
from nlu.evaluation.entity_figures import read_judge
from nlu.evaluation.figures import figures_of
from nlu.evaluation.folds import FOLDS, cross_validate
from nlu.evaluation.hearing import hear_all
from nlu.evaluation.report import Report, report_as_json
from nlu.evaluation.utterances import Utterance, read_held_out, read_utterance_folder
from nlu.home_assistant_tests import MAPPING, read_intent_mapping, read_test_folder
from nlu.model_file import load_model
from nlu.model_versions import kept_model
from skill.domain.errors import DataError, Finding
from skill.evaluation.opponents import opponent
from skill.evaluation.page import page_of
from skill.evaluation.terminal import show_report
from skill.home.home_files import home_ids, read_home
from skill.recognition import Progress, recognizer
from skill.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure on: folders that are None are those beside the data, where they are."""

    held_out: Path | None = None
    utterances: Path | None = None
    cross_validate: bool = False
    against: str | None = None
    html: Path | None = None
    as_json: bool = False


def evaluate_and_show(settings: Settings, asked: Asked, progress: Progress) -> None:
    """Measures, shows and writes what was asked for.

    Raises DataError for folders that hold nothing to measure on, DataFilesError for faults in them.
    """
    costs = read_costs(settings.data_dir / "costs.yml")
    names = spoken_names(settings)
    ours = recognizer(settings, progress)
    material = _material(settings, asked)
    if not material and not asked.cross_validate:
        hint = "name a folder with --held-out or --utterances, or measure with --cross-validate"
        raise DataError([Finding("--held-out", None, "no-utterances", "there is nothing to measure on", hint)])
    outcomes = hear_all(ours, material, names, progress)
    comparison = None
    if asked.against is not None:
        other = opponent(settings, asked.against, kept_model(settings.var_dir, asked.against), progress)
        comparison = compare(hear_all(other, material, names, progress), outcomes, asked.against)
    measured = [f"{len(material)} utterances"] if material else []
    if asked.cross_validate:
        vectors = settings.model_path.with_name(f"{settings.model_path.stem}-vectors.npz")
        folds = cross_validate(settings.data_dir, FOLDS, names, vectors, progress)
        outcomes = [*outcomes, *folds]
        measured.append(f"{len(folds)} training sentences in {FOLDS} folds")
    model = load_model(settings.model_path)
    judge = read_judge(settings.data_dir, {language: content["forms"] for language, content in model.content.items()})
    name = f"{settings.model_path.name} {model.fingerprint[:12]}"
    report = Report(" and ".join(measured), name, figures_of(outcomes, costs, judge), comparison)
    if asked.html is not None:
        asked.html.parent.mkdir(parents=True, exist_ok=True)
        asked.html.write_text(page_of(report), encoding="utf-8")
        progress(f"wrote {asked.html}")
    console = Console(soft_wrap=True)
    if asked.as_json:
        console.file.write(json.dumps(report_as_json(report), ensure_ascii=False, indent=1) + "\n")
    else:
        show_report(report, console)


def spoken_names(settings: Settings) -> tuple[str, ...]:
    """The names of the persons of all homes, as people say them."""
    homes = (read_home(settings.data_dir, name).home for name in home_ids(settings.data_dir))
    return tuple(sorted({person.name.lower() for home in homes for person in home.persons}))


def _material(settings: Settings, asked: Asked) -> list[Utterance]:
    """The folders that were named, or else those beside the data; folds alone when they were asked for alone."""
    beside = settings.data_dir.resolve().parent
    held_out, utterances = asked.held_out, asked.utterances
    if held_out is None and utterances is None and not asked.cross_validate:
        held_out = _if_there(beside / "tests" / "understanding")
        utterances = _if_there(beside.parent / "shared" / "utterances")
    return [
        *(read_held_out(held_out, beside) if held_out is not None else ()),
        *(read_utterance_folder(utterances) if utterances is not None else ()),
        *(_of_home_assistant(settings, utterances) if utterances is not None else ()),
    ]


def _of_home_assistant(settings: Settings, folder: Path) -> list[Utterance]:
    """The tests of Home Assistant's intents in a folder, beside its JSON lines."""
    contract = read_contract(settings.data_dir / "intents.yml")
    return read_test_folder(folder, read_intent_mapping(settings.data_dir / MAPPING, contract))


def _if_there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None
