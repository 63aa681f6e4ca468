"""The pages over the demo homes, as a browser sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from skill.channels.rate_limit import RateLimit
from skill.composition import App, World, compose, read_world
from skill.domain.person import Person
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.web.application import create_application
from skill.web.pages.own_money import own_money_blueprint
from tests.building import TurnedClock
from tests.household import QUICK_PINS
from tests.skill.web.browsing import NOW, no_failure


@pytest.fixture(scope="module")
def world() -> World:
    """The demo homes; a second adult and a child with a PIN live at Thijs' (the child's was put in behind our back)."""
    read = read_world(Settings(), hearing=nobody_listens)
    file = read.homes["thijs"]
    persons = (*file.home.persons, Person("lotte", "Lotte", voice_consent=True))
    pins = {**file.pins, "lotte": "2222", "noor": "3333"}
    return replace(
        read, homes={**read.homes, "thijs": replace(file, home=replace(file.home, persons=persons), pins=pins)}
    )


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def app(world: World, clock: TurnedClock) -> App:
    return compose(Settings(), clock=clock, database=":memory:", world=world, pins=QUICK_PINS)


@pytest.fixture
def flask_app(app: App) -> Flask:
    pages = own_money_blueprint(replace(app, settings=replace(app.settings, database=":memory:")), RateLimit(1000))
    return create_application([pages], no_failure)


@pytest.fixture
def browser(flask_app: Flask) -> FlaskClient:
    return flask_app.test_client()
