"""Trained models are kept, taken back and forth, and never lost by a bad one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from nlu import model_versions
from nlu.model_file import Model, ModelError
from nlu.model_versions import is_chosen, keep, kept_model, read_chosen, trained, use, versions


def write_model(path: Path, fingerprint: str, made: int) -> None:
    Model(fingerprint, None, {"nl": {}, "en": {}}, {}, {"nl": {"accuracy": 0.9}}).save(path)
    os.utime(path, (made, made))


@pytest.fixture
def model_path(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "model.npz"
    path.parent.mkdir()
    write_model(path, "first", 1_770_000_000)
    return path


def train_again(model_path: Path, fingerprint: str, made: int) -> str | None:
    before = keep(model_path)
    write_model(model_path, fingerprint, made)
    return trained(model_path, before)


def test_training_keeps_the_model_of_before(model_path: Path) -> None:
    second = train_again(model_path, "second", 1_770_000_100)
    kept = versions(model_path)
    assert [each.fingerprint for each in kept] == ["second", "first"]
    assert [each.in_use for each in kept] == [True, False]
    assert kept[0].name == second
    assert kept[0].accuracy == {"nl": 0.9}
    assert not is_chosen(model_path)


def test_there_and_back_again(model_path: Path) -> None:
    train_again(model_path, "second", 1_770_000_100)
    second, first = versions(model_path)
    assert use(model_path, first.name) == first.name
    assert model_path.read_bytes() == first.path.read_bytes()
    assert is_chosen(model_path)
    assert use(model_path, "previous") == second.name
    assert model_path.read_bytes() == second.path.read_bytes()
    assert use(model_path, "previous") == first.name
    assert kept_model(model_path.parent, first.name.rpartition("-")[2][:6]) == first.path


def test_a_model_that_was_never_kept_is_kept_before_another_takes_its_place(model_path: Path) -> None:
    name = keep(model_path)
    assert name is not None
    write_model(model_path, "by itself", 1_770_000_200)
    use(model_path, name)
    assert {each.fingerprint for each in versions(model_path)} == {"first", "by itself"}


def test_a_bad_choice_changes_nothing(model_path: Path) -> None:
    name = keep(model_path)
    bad = model_path.parent / "models" / "20990101-000000-0000000000.model"
    bad.write_bytes(b"broken")
    content = model_path.read_bytes()
    with pytest.raises(ModelError, match="is not a model"):
        use(model_path, bad.stem)
    with pytest.raises(ModelError, match=f"kept: .*{name}"):
        use(model_path, "nothing")
    assert model_path.read_bytes() == content
    assert [each.fingerprint for each in versions(model_path)] == ["damaged", "first"]


def test_training_ends_what_was_chosen(model_path: Path) -> None:
    train_again(model_path, "second", 1_770_000_100)
    use(model_path, "previous")
    assert is_chosen(model_path)
    train_again(model_path, "third", 1_770_000_300)
    assert not is_chosen(model_path)
    assert versions(model_path)[0].fingerprint == "third"


def test_the_oldest_go_but_never_those_in_use_or_used_before(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_versions, "MOST_KEPT", 2)
    first = keep(model_path)
    for number in range(4):
        train_again(model_path, f"number {number}", 1_770_000_400 + number)
    assert [each.fingerprint for each in versions(model_path)] == ["number 3", "number 2"]
    assert kept_model(model_path.parent, str(first)) is None


def test_no_model_is_no_version_and_a_damaged_choice_is_none(tmp_path: Path) -> None:
    assert keep(tmp_path / "model.npz") is None
    assert versions(tmp_path / "model.npz") == []
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "chosen.json").write_text("[", encoding="utf-8")
    assert read_chosen(tmp_path) == {}
    shutil.rmtree(tmp_path / "models")
    assert kept_model(tmp_path, "previous") is None
