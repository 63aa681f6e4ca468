"""`boodschap learn` reads stories and JSON lines, asks for a key, and writes what was accepted."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nlu.findings import DataFilesError
from nlu.interpretation import Context, Expecting, Interpretation
from nlu.training_data import read_training_files
from skill import learning
from skill.cli import main
from skill.learning import find_groups, read_recorded
from skill.settings import Settings


class Doubting:
    """Doubts between two intents, whatever it hears."""

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        return Interpretation(text, locale, "stop", 0.4, (("stop", 0.4), ("cancel", 0.35)))


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(learning, "recognizer", lambda settings, progress: Doubting())
    copied = tmp_path / "project" / "data"
    shutil.copytree(data_dir, copied)
    return Settings(data_dir=copied, var_dir=tmp_path / "var")


@pytest.fixture
def said(tmp_path: Path) -> Path:
    path = tmp_path / "said.jsonl"
    lines = [
        {"text": "kappen met dat gezwets nou", "locale": "nl-NL"},
        {"text": "kappen nou met dat gezwets", "locale": "nl-NL"},
        {"text": "schei uit Thijs met je praatjes", "lang": "nl"},
        {"text": "mijn rekening is NL00BANK0123456789", "lang": "nl"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def run(settings: Settings, *arguments: str) -> str:
    runner = CliRunner(env={"BOODSCHAP_DATA": str(settings.data_dir), "BOODSCHAP_VAR": str(settings.var_dir)})
    outcome = runner.invoke(main, ["learn", *arguments])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def sentences(settings: Settings, intent: str) -> list[str]:
    path = settings.data_dir / "nl" / "intents" / f"{intent}.yml"
    return [example.text for example in read_training_files([path]).examples]


def press(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    left = iter(keys)
    monkeypatch.setattr(click, "getchar", lambda: next(left))


def test_stories_tell_which_question_was_open(project: Path) -> None:
    found = read_recorded([project / "tests" / "stories" / "nl" / "coffee.yml"])
    assert [(each.text, each.expecting) for each in found] == [
        ("wat zijn mijn meldingen", None),
        ("doe maar nieuwe bonen", "confirmation"),
        ("ja graag", "confirmation"),
    ]


def test_a_broken_file_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "ja"}\n{"said": "ja"}', encoding="utf-8")
    (tmp_path / "b.yml").write_text("title: no turns", encoding="utf-8")
    with pytest.raises(DataFilesError) as caught:
        read_recorded([tmp_path])
    assert [(Path(each.file).name, each.line) for each in caught.value.findings] == [("a.jsonl", 2), ("b.yml", 1)]


def test_nothing_personal_is_shown_or_kept(settings: Settings, said: Path) -> None:
    shown = json.loads(run(settings, str(said), "--json"))
    assert [(each["line"], each["reason"]) for each in shown["refused"]] == [(4, "an account number")]
    texts = {each["text"] for group in shown["groups"] for each in group["utterances"]}
    assert texts == {
        "kappen met dat gezwets nou", "kappen nou met dat gezwets", "schei uit iemand met je praatjes",
    }  # fmt: skip
    listed = run(settings, str(said), "--list")
    assert "NL00" not in listed
    assert "said.jsonl:4 holds an account number" in listed


def test_one_key_adds_a_group_to_the_intent(settings: Settings, said: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups, _ = find_groups(settings, [said], lambda _: None)
    sizes = [len(group.candidates) for group in groups]
    assert sorted(sizes) == [1, 2]
    stop, cancel = len(sentences(settings, "stop")), len(sentences(settings, "cancel"))
    press(monkeypatch, "\r2")
    shown = run(settings, str(said))
    assert "3 sentences added" in shown
    assert len(sentences(settings, "stop")) == stop + sizes[0]
    assert len(sentences(settings, "cancel")) == cancel + sizes[1]
    assert json.loads(run(settings, str(said), "--json"))["groups"] == [], "what is known is not asked again"


def test_skipping_and_quitting_change_nothing(settings: Settings, said: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sentences(settings, "stop")
    press(monkeypatch, "xsq")
    assert "0 sentences added" in run(settings, str(said))
    assert sentences(settings, "stop") == before
