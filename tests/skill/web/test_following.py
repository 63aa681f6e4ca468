"""A worker takes an import over while it answers: whole, between turns, and never instead of what was asked (P3)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.cli import main
from skill.composition import App, World, compose, read_world
from skill.domain.money import Money
from skill.recognition import reloading
from skill.settings import PROJECT, Settings
from skill.usecases import pass_time
from skill.usecases.converse import Answer, Heard, respond
from skill.web.following import Following, imports_in

HEAD = "id,kind,name_nl,name_en,size,brand,price\n"
BEANS = "coffee_beans_brandt_espresso_500,coffee_beans,x,x,500 g,Brandt,{}\n"
RUSK = "r1,bread,Zompelbrood,Zompel bread,400 g,Zompel,2.10\n"
SPOKEN = {
    "nl-NL": ("doe maar drie pakken koffiebonen", "ja graag", "wat heb ik besteld", "wat zit er in mijn mandje"),
    "en-GB": ("order three packs of coffee beans", "yes please", "what have i ordered", "what is in my basket"),
}


@cache
def world() -> World:
    return read_world(Settings())


@dataclass
class Living:
    """One worker in a home, whose clock stands still until it is moved."""

    settings: Settings
    locale: str = "nl-NL"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.app = compose(self.settings, database=":memory:", world=world(), clock=lambda: self.now)
        hearing = lambda: reloading(self.settings, trains=False)  # noqa: E731
        self.following = Following(self.app, imports_in(self.settings.data_dir), hearing)

    def hears(self, text: str, app: App | None = None) -> tuple[Answer, str]:
        app = app or self.app.present
        heard = Heard(f"r{next(self.numbers)}", "thijs", "thijs", self.locale, text)
        answer = respond(heard, app.parts)
        return answer, app.say(answer, "thijs", self.locale).plain

    def import_(self, *rows: str) -> None:
        table = self.settings.data_dir.parent / "table.csv"
        table.write_text(HEAD + "".join(rows))
        done = CliRunner().invoke(main, ["catalogue", "import", str(table), "--retailer", "groenmarkt"])
        assert done.exit_code == 0, done.output

    def total(self) -> Money:
        with self.app.parts.records.reading("thijs") as records:
            return max(records.orders(), key=lambda order: order.placed_at).total


@pytest.fixture(params=SPOKEN)
def living(request: pytest.FixtureRequest, model_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Living:
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "catalogue" / "imports", ignore_errors=True)
    (tmp_path / "var").mkdir()
    shutil.copy(model_path, tmp_path / "var")
    monkeypatch.setenv("BOODSCHAP_DATA", str(tmp_path / "data"))
    settings = Settings(data_dir=tmp_path / "data", var_dir=tmp_path / "var")
    return Living(settings, request.param)


def test_p3_a_price_that_an_import_changed_voids_the_open_question_and_is_asked(living: Living) -> None:
    order, yes, *_ = SPOKEN[living.locale]
    asked, _ = living.hears(order)
    assert asked.reply.decided == "asked_confirmation"
    living.import_(BEANS.format("9.99"))
    assert living.following.look()
    again, said = living.hears(yes)
    assert again.reply.decided == "asked_confirmation", said
    placed, _ = living.hears(yes)
    assert placed.reply.decided == "placed"
    beans = living.app.present.parts.catalogue.prices[("groenmarkt", "coffee_beans_brandt_espresso_500")]
    assert beans.on(living.now.date()) == Money(999)
    assert living.total() >= Money(1998)


def test_a_turn_that_has_begun_ends_with_the_catalogue_that_it_began_with(living: Living) -> None:
    begun = living.app.present
    living.import_(BEANS.format("9.99"), RUSK)
    assert living.following.look()
    assert not living.following.look()
    before, after = begun.parts.catalogue, living.app.present.parts.catalogue
    assert ("groenmarkt", "bread_r1") not in before.prices
    assert ("groenmarkt", "bread_r1") in after.prices
    _, said_before = living.hears(SPOKEN[living.locale][0], begun)
    _, said_after = living.hears(SPOKEN[living.locale][0])
    assert said_before != said_after


def test_a_new_product_is_heard_and_one_that_is_gone_keeps_its_name_for_who_ordered_it(living: Living) -> None:
    living.import_(RUSK)
    assert living.following.look()
    _, yes, ordered, basket = SPOKEN[living.locale]
    name = "Zompelbrood" if living.locale == "nl-NL" else "Zompel bread"
    asked, said = living.hears(f"bestel {name}" if living.locale == "nl-NL" else f"order {name}")
    assert (asked.reply.decided, name in said) == ("asked_confirmation", True), said
    assert living.hears(yes)[0].reply.decided == "placed"
    living.import_(BEANS.format("6.75"))
    assert living.following.look()
    assert name in living.hears(ordered)[1]
    living.hears(basket)
    living.now += timedelta(days=3)
    pass_time.run("thijs", living.now, living.app.present.parts)
    assert living.hears(f"bestel {name}" if living.locale == "nl-NL" else f"order {name}")[0].reply.decided != "placed"


def test_what_cannot_be_read_is_refused_once_and_the_present_one_stays(
    living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    living.import_(RUSK)
    path = living.settings.data_dir / "catalogue" / "imports" / "groenmarkt.csv"
    path.write_text(path.read_text().replace("2.10", "free"))
    assert not living.following.look()
    assert not living.following.look()
    assert caplog.text.count("a new catalogue is refused") == 1
    assert living.app.present is living.app


@pytest.mark.slow
def test_every_worker_of_a_running_server_takes_an_import_over(model_path: Path, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    shutil.copy(model_path, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_DATA": str(tmp_path / "data")}
    log, command = tmp_path / "server.log", [sys.executable, "-m", "skill.cli"]
    with log.open("w") as written:
        server = subprocess.Popen(
            [*command, "serve", "--port", str(port)], env=environment, stdout=written, stderr=written, cwd=PROJECT
        )
    try:
        _until(lambda: log.read_text().count("Booting worker") == 2, log)
        table = tmp_path / "table.csv"
        table.write_text(HEAD + RUSK)
        import_ = [*command, "catalogue", "import", str(table), "--retailer", "groenmarkt"]
        subprocess.run(import_, env=environment, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        _until(lambda: log.read_text().count("a new catalogue is in use") == 2, log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    assert server.returncode == 0, log.read_text()


def _until(holds: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)
