"""Writes what Rasa needs beside the sentences: a domain of the contract's intents and entities, and its pipelines.

As a command, for scripts/rasa: `python -m nlu.rasa.domain DATA FOLDER` writes domain.yml and, for each language and
pipeline, <language>-<pipeline>.yml. RASA_EPOCHS in the environment replaces the epochs of config.yml.
"""

from __future__ import annotations

import os
import re
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


def pipeline_of(pipeline: str, language: str, epochs: int | None = None) -> str:
    """The pipeline's file, with the language that it is trained for and, where given, other epochs."""
    written = (HERE / PIPELINES[pipeline]).read_text(encoding="utf-8")
    if epochs is not None:
        written = re.sub(r"epochs: \d+", f"epochs: {epochs}", written)
    return f"language: {language}\n{written}"


def write_project(data_dir: Path, folder: Path, epochs: int | None = None) -> None:
    """Raises DataFilesError for faults in the contract."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "domain.yml").write_text(domain_of(read_contract(data_dir / "intents.yml")), encoding="utf-8")
    for pipeline in PIPELINES:
        for language in LANGUAGES:
            (folder / f"{language}-{pipeline}.yml").write_text(
                pipeline_of(pipeline, language, epochs), encoding="utf-8"
            )


if __name__ == "__main__":
    asked = os.environ.get("RASA_EPOCHS")
    write_project(Path(sys.argv[1]), Path(sys.argv[2]), int(asked) if asked else None)
