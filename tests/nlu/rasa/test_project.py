"""What Rasa is given: its pins, its domain, its pipelines, its command."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import yaml

from nlu.contract import read_contract
from nlu.rasa.domain import PIPELINES, domain_of, pipeline_of, write_project

PROJECT = Path(__file__).parents[3]
RASA = PROJECT / "nlu" / "rasa"


def test_the_extra_names_the_rasa_that_is_pinned() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (declared,) = project["optional-dependencies"]["rasa"]
    version = declared.partition(";")[0].strip()
    assert f"\n{version} \\\n" in (RASA / "constraints.txt").read_text(encoding="utf-8")
    assert version in (RASA / "requirements.in").read_text(encoding="utf-8")


def test_every_pin_has_a_hash() -> None:
    pinned = re.split(r"\n(?=[a-z0-9])", (RASA / "constraints.txt").read_text(encoding="utf-8"))[1:]
    assert len(pinned) > 100
    assert [one.split()[0] for one in pinned if "==" not in one or "--hash=sha256:" not in one] == []


def test_the_domain_is_the_contract() -> None:
    contract = read_contract(PROJECT / "data" / "intents.yml")
    domain = yaml.safe_load(domain_of(contract))
    assert [next(iter(intent)) for intent in domain["intents"]] == list(contract.intents)
    assert domain["entities"] == list(contract.entities)


def test_pipelines_say_their_language_and_epochs(tmp_path: Path) -> None:
    write_project(PROJECT / "data", tmp_path)
    for pipeline in PIPELINES:
        written = yaml.safe_load((tmp_path / f"nl-{pipeline}.yml").read_text(encoding="utf-8"))
        assert (written["recipe"], written["language"]) == ("default.v1", "nl")
    names = [part["name"] for part in yaml.safe_load(pipeline_of("diet", "nl"))["pipeline"]]
    assert "DIETClassifier" in names
    names = [part["name"] for part in yaml.safe_load(pipeline_of("light", "nl"))["pipeline"]]
    assert {"LogisticRegressionClassifier", "CRFEntityExtractor"} <= set(names)
    assert "epochs: 3\n" in pipeline_of("diet", "en", 3)


def test_the_command_teaches_and_refuses_what_it_does_not_know() -> None:
    command = PROJECT / "scripts" / "rasa"
    told = subprocess.run([command, "--help"], capture_output=True, text=True, check=True, timeout=30)
    for verb in ("setup", "train", "serve", "status", "parse", "validate"):
        assert f"scripts/rasa {verb}" in told.stdout
    unknown = subprocess.run([command, "dance"], capture_output=True, text=True, check=False, timeout=30)
    assert unknown.returncode == 2


def test_without_its_environment_the_command_says_what_makes_it(tmp_path: Path) -> None:
    """The project's files in another folder: nothing is set up there."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "nlu" / "rasa").mkdir(parents=True)
    for name in ("scripts/rasa", "nlu/rasa/constraints.txt"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    (tmp_path / "scripts" / "rasa").chmod(0o755)
    for verb in ("train", "serve", "validate"):
        ran = subprocess.run(
            [tmp_path / "scripts" / "rasa", verb],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=os.environ,
        )
        assert ran.returncode == 2
        assert "scripts/rasa setup" in ran.stderr
