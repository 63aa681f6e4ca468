"""An assistant with everything real but its ears and its clock: sentences mean what a table says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from nlu.interpretation import Context, DigitsValue, Entity, Expecting, Interpretation, ProductValue
from nlu.rasa.server import EngineDown
from skill.composition import LANGUAGES, App, World, compose
from skill.home.home_files import read_home
from skill.records.sqlite import SqliteRecords
from skill.retailers.catalogue_files import read_catalogue
from skill.settings import Settings
from skill.speech.phrasebook import Phrasebook

BEANS = "doe maar nieuwe bonen"
NOON = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)


@dataclass
class ScriptedEars:
    """Understands a handful of sentences and nothing else; keeps what it was asked to understand."""

    heard: list[str] = field(default_factory=list)

    def recognize(
        self, text: str, locale: str, expecting: Expecting | None = None, *, now: datetime, context: Context = Context()
    ) -> Interpretation:
        self.heard.append(text)
        intent, entities = "out_of_scope", ()
        if text in (BEANS, "order new beans"):
            product = ProductValue("coffee_beans", ("coffee_beans_brandt_espresso_500",))
            intent, entities = "order_product", (Entity("product", "bonen", 0, 5, product),)
        elif text in ("ja graag", "yes please"):
            intent = "confirm"
        elif text.isdigit():
            intent, entities = "give_pin", (Entity("digits", text, 0, len(text), DigitsValue(text)),)
        elif text == "breek":
            raise RuntimeError(f"cannot hear {text}")
        elif text == "zwijg":
            raise EngineDown("http://rasa.internal:5005", "does not answer")
        return Interpretation(text, locale, intent, 0.99, ((intent, 0.99),), entities)


@dataclass
class MovableClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def world() -> World:
    data = Settings().data_dir
    catalogue = read_catalogue(data)
    # Hashing a PIN is slow on purpose, and no test here needs one.
    homes = {name: replace(read_home(data, name, catalogue), pins={}) for name in ("emily", "thijs")}
    books = {language: Phrasebook.load(data, language, catalogue) for language in LANGUAGES}
    return World(catalogue, homes, books, ScriptedEars())


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def ears(world: World) -> ScriptedEars:
    assert isinstance(world.recognizer, ScriptedEars)
    world.recognizer.heard.clear()
    return world.recognizer


@pytest.fixture
def composed(world: World, clock: MovableClock, ears: ScriptedEars, tmp_path: Path) -> Callable[[str], App]:
    """An assistant with its records at a path."""

    def compose_at(database: str) -> App:
        numbers = count(1)
        settings = Settings(var_dir=tmp_path)
        return compose(settings, clock=clock, new_id=lambda: f"id{next(numbers)}", database=database, world=world)

    return compose_at


@pytest.fixture
def app(composed: Callable[[str], App]) -> App:
    return composed(":memory:")


@pytest.fixture
def locked(composed: Callable[[str], App], tmp_path: Path) -> Iterator[tuple[App, Callable[[], None]]]:
    """An assistant whose records another process has locked, and how to unlock them."""
    app = composed(str(tmp_path / "locked.db"))
    other = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
    records = app.parts.records
    assert isinstance(records, SqliteRecords)
    assert records._writer is not None
    records._writer.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")

    def unlock() -> None:
        if other.in_transaction:
            other.execute("ROLLBACK")

    yield app, unlock
    unlock()
    other.close()
    records.close()
