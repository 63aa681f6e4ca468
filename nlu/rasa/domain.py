"""Writes what Rasa needs beside the sentences: a domain of the contract's intents and entities, and its pipelines.

As a command, for scripts/rasa: `python -m nlu.rasa.domain DATA FOLDER` writes domain.yml and, for each language and
pipeline, <language>-<pipeline>.yml.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from nlu.contract import Contract, read_contract
from nlu.model_file import LANGUAGES

PIPELINES = {"diet": "config.yml", "light": "config.light.yml"}
HERE = Path(__file__).resolve().parent


def domain_of(contract: Contract) -> str:
    """The domain as YAML: the intents and the entities that each may carry. No slots or actions: Rasa only hears."""
    intents = [{rule.name: {"use_entities": list(rule.entities)}} for rule in contract.intents.values()]
    content = {"version": "3.1", "intents": intents, "entities": list(contract.entities)}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def pipeline_of(pipeline: str, language: str) -> str:
    """The pipeline's file, with the language that it is trained for."""
    return f"language: {language}\n{(HERE / PIPELINES[pipeline]).read_text(encoding='utf-8')}"


def write_project(data_dir: Path, folder: Path) -> None:
    """Raises DataFilesError for faults in the contract."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "domain.yml").write_text(domain_of(read_contract(data_dir / "intents.yml")), encoding="utf-8")
    for pipeline in PIPELINES:
        for language in LANGUAGES:
            (folder / f"{language}-{pipeline}.yml").write_text(pipeline_of(pipeline, language), encoding="utf-8")


if __name__ == "__main__":
    write_project(Path(sys.argv[1]), Path(sys.argv[2]))
