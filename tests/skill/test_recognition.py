"""A running server takes a new model over: no turn is dropped, a broken model changes nothing."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from nlu.interpretation import Context, Expecting, Interpretation
from nlu.model_file import Model, ModelError, load_model
from nlu.model_versions import keep, use
from skill import recognition
from skill.cli import main
from skill.recognition import ReloadingRecognizer, recognizer, reloading
from skill.settings import Settings

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Engine:
    """Hears its own name; holds on to a turn until it is let go."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.go_on = threading.Event()
        self.go_on.set()
        self.began = threading.Semaphore(0)

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        self.began.release()
        assert self.go_on.wait(10)
        return Interpretation(text, locale, self.name, 1.0)


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model.npz"
    path.write_text("first", encoding="utf-8")
    return path


def put(path: Path, content: str) -> None:
    """Puts another model there, as training does: whole, in one step."""
    part = path.with_suffix(".part")
    part.write_text(content, encoding="utf-8")
    os.replace(part, path)


def heard(hearing: ReloadingRecognizer) -> str:
    return hearing.recognize("ja", "nl-NL", now=NOW).intent


def test_a_new_model_hears_the_turns_that_come_after_it(path: Path) -> None:
    clock = Seconds()
    hearing = ReloadingRecognizer(path, Engine("first"), lambda: Engine(path.read_text()), monotonic_s=clock)
    assert heard(hearing) == "first"
    put(path, "second")
    assert heard(hearing) == "first", "it looks once a second"
    clock.now = 1.5
    heard(hearing)
    assert hearing.wait(10)
    assert heard(hearing) == "second"
    put(path, "first")
    clock.now = 3.0
    heard(hearing)
    assert hearing.wait(10)
    assert heard(hearing) == "first", "and back again"


def test_a_turn_that_runs_during_the_swap_ends_with_the_model_it_began_with(path: Path) -> None:
    clock = Seconds()
    first = Engine("first")
    swap = threading.Event()

    def load() -> Engine:
        assert swap.wait(10)
        return Engine("second")

    hearing = ReloadingRecognizer(path, first, load, monotonic_s=clock)
    first.go_on.clear()
    answers: list[str] = []
    turns = [threading.Thread(target=lambda: answers.append(heard(hearing))) for _ in range(2)]
    turns[0].start()
    assert first.began.acquire(timeout=10)
    put(path, "second")
    clock.now = 2.0
    turns[1].start()  # this turn sees the new file and starts the loading; it is still heard by the first
    assert first.began.acquire(timeout=10)
    swap.set()
    assert hearing.wait(10)
    assert heard(hearing) == "second", "a turn after the swap is heard while the earlier ones still run"
    assert answers == []
    first.go_on.set()
    for turn in turns:
        turn.join(10)
    assert answers == ["first", "first"]


def test_turns_do_not_wait_while_a_model_is_loaded(path: Path) -> None:
    clock = Seconds()
    loading = threading.Event()

    def slowly() -> Engine:
        assert loading.wait(10)
        return Engine("second")

    hearing = ReloadingRecognizer(path, Engine("first"), slowly, monotonic_s=clock)
    put(path, "second")
    for clock.now in (2.0, 4.0, 6.0):
        assert heard(hearing) == "first"
    loading.set()
    assert hearing.wait(10)
    assert heard(hearing) == "second"


def test_many_threads_never_miss_a_turn(path: Path) -> None:
    clock = Seconds()
    loads: list[str] = []

    def load() -> Engine:
        loads.append(path.read_text(encoding="utf-8"))
        return Engine(loads[-1])

    hearing = ReloadingRecognizer(path, Engine("first"), load, monotonic_s=clock)
    answers: list[str] = []
    stop = threading.Event()

    def talk() -> None:
        while not stop.is_set():
            answers.append(heard(hearing))

    threads = [threading.Thread(target=talk) for _ in range(4)]
    for thread in threads:
        thread.start()
    put(path, "second")
    clock.now = 5.0
    for _ in range(1000):
        if answers and answers[-1] == "second":
            break
        threading.Event().wait(0.01)
    stop.set()
    for thread in threads:
        thread.join(10)
    assert set(answers) == {"first", "second"}
    assert loads == ["second"], "one of the threads looks, once"


@pytest.mark.parametrize("error", [ModelError("damaged"), KeyError("labels"), MemoryError()])
def test_a_model_that_cannot_be_used_is_refused_once(
    path: Path, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Seconds()
    tried: list[int] = []

    def fail() -> Engine:
        tried.append(1)
        raise error

    hearing = ReloadingRecognizer(path, Engine("first"), fail, monotonic_s=clock)
    put(path, "broken")
    with caplog.at_level(logging.WARNING):
        for clock.now in (2.0, 4.0, 6.0):
            assert heard(hearing) == "first"
            assert hearing.wait(10)
    assert len(tried) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "refused" in caplog.text


def test_a_model_that_goes_away_changes_nothing(path: Path) -> None:
    clock = Seconds()
    hearing = ReloadingRecognizer(path, Engine("first"), lambda: Engine("second"), monotonic_s=clock)
    path.unlink()
    clock.now = 2.0
    assert heard(hearing) == "first"
    put(path, "second")
    clock.now = 4.0
    heard(hearing)
    assert hearing.wait(10)
    assert heard(hearing) == "second"


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path, model_path: Path) -> Settings:
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy2(model_path, var / "model.npz")
    return Settings(data_dir=data_dir, var_dir=var)


def test_a_real_model_is_swapped_and_a_truncated_one_is_not(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "LOOK_EVERY_S", 0.0)
    hearing = reloading(settings)
    assert isinstance(hearing, ReloadingRecognizer)
    before = hearing._present
    model = load_model(settings.model_path)
    model.figures["note"] = "another"
    model.save(settings.model_path)
    assert heard(hearing) == "confirm"
    assert hearing.wait(60)
    assert hearing._present is not before
    now = hearing._present
    settings.model_path.write_bytes(settings.model_path.read_bytes()[:5000])
    with caplog.at_level(logging.WARNING):
        assert heard(hearing) == "confirm"
        assert hearing.wait(60)
    assert hearing._present is now
    assert "refused" in caplog.text


def test_a_model_chosen_by_hand_stays_although_the_data_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = load_model(settings.model_path)
    old.fingerprint = "of earlier data"
    old.save(settings.model_path)
    name = keep(settings.model_path)
    Model("other", None, old.content, old.arrays, {}).save(settings.model_path)
    assert name is not None
    use(settings.model_path, name)
    monkeypatch.setattr(recognition, "train_and_keep", lambda *_: pytest.fail("it trained"))
    told: list[str] = []
    assert recognizer(settings, told.append).recognize("ja", "nl-NL", "confirmation", now=NOW).intent == "confirm"
    assert "chosen by hand" in told[0]


def test_models_are_listed_and_taken_back_from_the_command_line(settings: Settings) -> None:
    runner = CliRunner(env={"BOODSCHAP_VAR": str(settings.var_dir), "BOODSCHAP_DATA": str(settings.data_dir)})
    listed = runner.invoke(main, ["models"])
    assert listed.exit_code == 0
    assert "in use" in listed.output
    (version,) = [line.split()[0] for line in listed.output.splitlines() if "in use" in line]
    other = load_model(settings.model_path)
    other.figures["note"] = "another"
    other.save(settings.model_path)
    assert runner.invoke(main, ["models", "use", version]).output == f"in use: {version}\n"
    shown = runner.invoke(main, ["models", "--json"]).output
    assert '"chosen": true' in shown
    nowhere = runner.invoke(main, ["models", "use", "nothing"])
    assert nowhere.exit_code == 2
    assert "no kept model is called 'nothing'" in nowhere.output
    strange = Model("earlier", None, {"nl": {}, "en": {}}, {})
    strange.save(settings.var_dir / "models" / "20200101-000000-strange.model")
    refused = runner.invoke(main, ["models", "use", "20200101"])
    assert refused.exit_code == 2
    assert "earlier program" in refused.output
    assert load_model(settings.model_path).fingerprint != "earlier"
