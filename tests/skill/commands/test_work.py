"""`boodschap work`, as somebody runs it: one line an errand, dead letters shown and mended, and a quiet end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main
from skill.composition import App, compose, read_world
from skill.domain.money import Money
from skill.recognition import nobody_listens
from skill.settings import PROJECT, Settings
from skill.usecases.outside_ports import Errand


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """The demo homes, with their records in a folder that the command is pointed to."""
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = Settings.from_environment()
    return compose(settings, world=read_world(settings, hearing=nobody_listens))


def queue(app: App, *errands: Errand, home: str = "thijs") -> None:
    with app.parts.records.transaction(home) as tx:
        for errand in errands:
            tx.add_errand(errand, app.parts.clock())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["work", *arguments])


COMPLAIN = Errand("complain:o1", "complain", {"order": "o1", "what": "cold"})
TELEGRAPH = Errand("telegraph:1", "telegraph", {})


def test_once_does_what_is_due_and_says_so(app: App) -> None:
    queue(app, COMPLAIN)
    said = run("--once", "--json")
    assert said.exit_code == 0
    first, last = (json.loads(line) for line in said.stdout.splitlines())
    assert first == {"home": "thijs", "key": "complain:o1", "kind": "complain", "result": "done", "tries": 0}
    assert last == {"tried": {"done": 1}}
    assert run("--once").stdout == "nothing was due\n"


def test_only_the_home_that_was_named(app: App) -> None:
    queue(app, COMPLAIN, home="emily")
    assert run("--once", "--home", "thijs").stdout == "nothing was due\n"
    assert "1 done" in run("--once", "--home", "emily").stdout


def test_an_unknown_home_is_named_with_those_that_are_known(app: App) -> None:
    said = run("--once", "--home", "nobody")
    assert said.exit_code == 2
    assert "nobody" in said.stderr
    assert "thijs" in said.stderr


def test_dead_letters_are_shown_and_dropped(app: App) -> None:
    assert run("--dead").stdout == "no errand was given up\n"
    queue(app, TELEGRAPH)
    assert "1 dead" in run("--once").stdout
    assert "telegraph:1  after 1 try: nobody runs errands of kind 'telegraph'" in run("--dead").stdout
    letter = json.loads(run("--dead", "--json").stdout)
    assert (letter["home"], letter["key"], letter["tries"]) == ("thijs", "telegraph:1", 1)
    assert run("--drop", "telegraph:1").stdout == "dropped telegraph:1 of thijs\n"
    assert run("--dead").stdout == "no errand was given up\n"


def test_a_dead_letter_is_queued_again(app: App) -> None:
    queue(app, TELEGRAPH)
    run("--once")
    assert run("--retry", "telegraph:1").stdout == "queued telegraph:1 of thijs again\n"
    assert "1 dead" in run("--once").stdout


def test_an_order_that_was_called_off_is_not_placed_by_hand(app: App) -> None:
    """P2: what a retailer refused was called off, and its person was told."""
    with app.parts.records.reading("thijs") as tx:
        bought = tx.orders()[-1]
    with app.parts.records.transaction("thijs") as tx:
        place = Errand(f"place:{bought.id}", "place", {"order": bought.id, "retailer": bought.retailer})
        tx.add_errand(place, app.parts.clock())
        claimed = tx.claim_errand(app.parts.clock(), app.parts.clock())
        assert claimed is not None
        tx.errand_given_up(claimed, "refused", app.parts.clock())
    assert not bought.is_open
    assert bought.total > Money(0)
    said = run("--retry", place.key)
    assert said.exit_code == 1
    assert "ordered anew" in said.stderr


def test_a_key_that_is_no_dead_letter_is_said_to_be_none(app: App) -> None:
    said = run("--retry", "place:unknown")
    assert said.exit_code == 1
    assert "there is no dead letter place:unknown" in said.stderr
    assert run("--retry", "a", "--drop", "b").exit_code == 2


@pytest.mark.slow
def test_it_works_until_it_is_told_to_stop(app: App, tmp_path: Path) -> None:
    environment = os.environ | {"BOODSCHAP_VAR": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "skill.cli", "work", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as works:
        assert works.stdout is not None
        assert works.stderr is not None
        assert "working" in works.stderr.readline()
        queue(app, COMPLAIN)
        assert json.loads(works.stdout.readline())["result"] == "done"
        begun = time.monotonic()
        works.send_signal(signal.SIGTERM)
        assert json.loads(works.stdout.readline()) == {"tried": {"done": 1}}
        assert works.wait(30) == 0
        assert time.monotonic() - begun < 15
        assert works.stderr.read() == ""
