"""What stands in somebody's agenda is in words, in the language of their home."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from skill.domain.catalogue import KindName
from skill.usecases.outside_ports import Errand
from skill.usecases.reminder import worded
from tests.building import CATALOGUE, HOME, mandate, order
from tests.household import Household, PaperAgendas, new_home

BEANS = replace(
    CATALOGUE.kinds["coffee_beans"],
    names={
        "nl": KindName("koffiebonen", "pak koffiebonen", "pakken koffiebonen"),
        "en": KindName("coffee beans", "pack of coffee beans", "packs of coffee beans"),
    },
)
NAMED = replace(CATALOGUE, kinds={**CATALOGUE.kinds, "coffee_beans": BEANS})


@dataclass(slots=True)
class ReadAgendas(PaperAgendas):
    """Keeps what each reminder is called."""

    title: str = ""

    def run(self, home: str, errand: Errand) -> None:
        self.title = str(errand.body["title"])


@pytest.mark.parametrize(("language", "kinds"), [("nl", "koffiebonen, milk"), ("en", "coffee beans, milk")])
def test_names_stand_for_ids(language: str, kinds: str) -> None:
    assert worded("grocer: coffee_beans, milk", NAMED, language) == f"{CATALOGUE.retailers['grocer'].name}: {kinds}"


def test_what_is_sold_no_more_keeps_its_id() -> None:
    assert worded("kiosk: abacus", NAMED, "nl") == "kiosk: abacus"


@pytest.mark.parametrize(("language", "name"), [("nl", "koffiebonen"), ("en", "coffee beans")])
def test_the_agenda_is_told_in_the_language_of_the_home(
    monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setattr("tests.household.CATALOGUE", NAMED)
    agendas = ReadAgendas()
    house = Household(home=new_home(replace(HOME, language=language)), agendas=agendas).move_in(mandate())
    house.hear(order())
    assert agendas.title == f"{CATALOGUE.retailers['grocer'].name}: {name}"
