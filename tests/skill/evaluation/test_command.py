"""`boodschap evaluate` on a small model: what it measures on, what it writes, whom it compares with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from nlu.evaluation.hearing import CLOCK
from nlu.interpretation import Context, Expecting, Interpretation
from skill.cli import main
from skill.domain.errors import DataError
from skill.evaluation import command, opponents
from skill.evaluation.command import Asked, evaluate_and_show, spoken_names
from skill.settings import Settings


class Parrot:
    """Hears one thing in everything; a comparison needs two of them."""

    def __init__(self, intent: str) -> None:
        self._intent = intent

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: object,
        context: Context = Context(),
    ) -> Interpretation:
        assert now == CLOCK
        return Interpretation(text, locale, self._intent, 0.9)


class FakeModel:
    fingerprint = "0123456789abcdef"
    content: ClassVar = {"nl": {"forms": {}}, "en": {"forms": {}}}


@pytest.fixture
def said(tmp_path: Path) -> Path:
    folder = tmp_path / "utterances"
    folder.mkdir()
    rows = [{"text": "hallo daar", "lang": "nl", "intent": "greet"}, {"text": "stop", "lang": "nl", "intent": "stop"}]
    (folder / "some.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(command, "recognizer", lambda settings, progress: Parrot("greet"))
    monkeypatch.setattr(command, "load_model", lambda path: FakeModel())
    return Settings(data_dir=data_dir, var_dir=tmp_path / "var")


def test_a_folder_is_measured_and_written_as_json_and_as_a_page(
    settings: Settings, said: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "reports" / "page.html"
    evaluate_and_show(settings, Asked(utterances=said, html=page, as_json=True), lambda _: None)
    report = json.loads(capsys.readouterr().out)
    assert report["accuracy"]["part"] == 1
    assert report["accuracy"]["whole"] == 2
    assert report["sources"] == {"some.jsonl": report["accuracy"]}
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_two_models_are_compared_sentence_by_sentence(
    settings: Settings, said: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "opponent", lambda settings, name, kept, progress: Parrot("stop"))
    evaluate_and_show(settings, Asked(utterances=said, against="HEAD", as_json=True), lambda _: None)
    found = json.loads(capsys.readouterr().out)["comparison"]
    assert [change["now"]["text"] for change in found["better"]] == ["hallo daar"]
    assert [change["now"]["text"] for change in found["worse"]] == ["stop"]


def test_nothing_to_measure_on_is_said(settings: Settings, data_dir: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "data"
    shutil.copytree(data_dir, alone)
    with pytest.raises(DataError, match="nothing to measure on"):
        evaluate_and_show(Settings(data_dir=alone, var_dir=settings.var_dir), Asked(), lambda _: None)


def test_a_revision_is_trained_from_its_own_data(tmp_path: Path, said: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    (project / "data" / "intents.yml").write_text("then", encoding="utf-8")
    git = ["git", "-C", str(project), "-c", "user.name=n", "-c", "user.email=n@example.org"]
    for step in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *step], check=True, timeout=30)
    (project / "data" / "intents.yml").write_text("now", encoding="utf-8")
    seen: list[str] = []

    def ensure(data_dir: Path, model_path: Path, progress: object) -> bool:
        seen.append((data_dir / "intents.yml").read_text(encoding="utf-8"))
        model_path.write_bytes(b"model")
        return True

    monkeypatch.setattr(opponents, "ensure_model", ensure)
    monkeypatch.setattr(opponents, "load_model", lambda path: path)
    monkeypatch.setattr(opponents, "recognizer_of", lambda model, data_dir: Parrot("greet"))
    settings = Settings(data_dir=project / "data", var_dir=tmp_path / "var")
    assert isinstance(opponents.opponent(settings, "HEAD", None, lambda _: None), Parrot)
    assert seen == ["then"]
    assert (project / "data" / "intents.yml").read_text(encoding="utf-8") == "now"
    with pytest.raises(DataError, match="no model and no revision"):
        opponents.opponent(settings, "--upload-pack=x", None, lambda _: None)


def test_a_broken_line_ends_with_its_address(said: Path, settings: Settings) -> None:
    (said / "some.jsonl").write_text("{", encoding="utf-8")
    outcome = CliRunner(env={"BOODSCHAP_VAR": str(settings.var_dir)}).invoke(
        main, ["evaluate", "--utterances", str(said)]
    )
    assert outcome.exit_code == 2
    assert "some.jsonl:1" in outcome.output


def test_the_persons_of_the_homes_are_known_by_name(settings: Settings) -> None:
    assert {"thijs", "emily"} <= set(spoken_names(settings))
