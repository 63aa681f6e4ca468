"""Everything that can be wrong in what understanding is learned from and measured on, found in one go.

`check_understanding` never stops at a fault: it returns findings with file, line and hint, errors and warnings alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from nlu.annotation_checks import border_findings, contract_findings, value_findings
from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import read_catalogue_names
from nlu.confirmation import read_confirmation
from nlu.contract import Contract, read_contract
from nlu.corpus_checks import amount_findings, doubled_findings, learned_findings
from nlu.evaluation.costs import read_costs
from nlu.findings import DataFilesError, Finding
from nlu.language_tables import function_words, load_values
from nlu.model_file import LANGUAGES
from nlu.open_questions import read_open_questions
from nlu.training_data import TrainingData, read_training_folder

Read = TypeVar("Read")


def check_understanding(data_dir: Path, held_out: Path | None = None) -> list[Finding]:
    """All findings of the contract, the examples and tables of each language, and the held-out sentences."""
    findings: list[Finding] = []
    contract = _collected(findings, lambda: read_contract(data_dir / "intents.yml"))
    _collected(findings, lambda: read_costs(data_dir / "costs.yml"))
    if contract is None:
        return findings
    intents = contract.intents
    _collected(findings, lambda: read_open_questions(data_dir / "open_questions.yml", intents))
    for language in LANGUAGES:
        confirmation = data_dir / language / "confirmation.yml"
        _collected(findings, lambda path=confirmation: read_confirmation(path))  # type: ignore[misc]
        findings += _language_findings(data_dir, language, contract, held_out)
    folders = {language: data_dir / language / "intents" for language in LANGUAGES}
    findings += _twins(folders, data_dir.parent, "a merchant's sentences exist in each language")
    return findings


def _collected(findings: list[Finding], read: Callable[[], Read]) -> Read | None:
    try:
        return read()
    except DataFilesError as error:
        findings += error.findings
        return None


def _language_findings(data_dir: Path, language: str, contract: Contract, held_out: Path | None) -> Iterator[Finding]:
    folder = data_dir / language / "intents"
    data = _read(folder, data_dir.parent)
    yield from data.findings
    yield from contract_findings(data.examples, contract)
    yield from border_findings(data.examples)
    yield from amount_findings(data.examples, list(contract.intents), f"{data_dir.name}/{language}/intents")
    yield from doubled_findings(data.examples)
    try:
        values = load_values(data_dir, language)
        names = read_catalogue_names(data_dir, language)
    except DataFilesError as error:
        yield from error.findings
    else:
        matcher = CatalogueMatcher(names, language, function_words(language))
        yield from value_findings(data.examples, contract, values, matcher)
    if held_out is not None and held_out.is_dir():
        measured = _read(held_out / language, data_dir.parent)
        yield from measured.findings
        yield from (finding for finding in contract_findings(measured.examples, contract) if finding.code != "required")
        yield from border_findings(measured.examples)
        yield from learned_findings(data.examples, measured.examples)
        pair = {"learned": folder, "measured": held_out / language}
        yield from _twins(pair, data_dir.parent, "what is learned is measured, and the other way round")


def _read(folder: Path, root: Path) -> TrainingData:
    try:
        return read_training_folder(folder, root)
    except DataFilesError as error:
        return TrainingData(findings=error.findings)


def _twins(folders: dict[str, Path], root: Path, reason: str) -> Iterator[Finding]:
    names = {key: {path.name for path in folder.glob("*.yml")} for key, folder in folders.items()}
    for key, folder in folders.items():
        for name in sorted(set().union(*names.values()) - names[key]):
            path = folder / name
            shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
            twin = next(other for other in folders if name in names[other])
            yield Finding(shown, 1, "missing-twin", f"only {folders[twin].parent.name}/{folders[twin].name} has {name}",
                          f"write it: {reason}")  # fmt: skip
