"""Labels of products as a preference: kept for the kinds that were named, put first, shown and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.contract import read_contract
from nlu.interpretation import ProductValue
from skill.dialogue.act import Act, Wanted
from skill.dialogue.labels import DIETS, LABELS
from skill.domain.catalogue import DIETARY
from skill.domain.preference import About
from tests.household import Household, parts_said

MILK = Wanted("milk", ProductValue("milk", ("milk_1l",)))
BEANS = Wanted("coffee", ProductValue("coffee_beans", ("beans",)))


def told(*words: str, wanted: tuple[Wanted, ...] = ()) -> Act:
    return Act("set_preference", preferences=words, wanted=wanted)


def kept(house: Household) -> set[tuple[About, str]]:
    return {(each.about, each.subject) for each in house.preferences()}


def test_they_are_those_of_the_contract(data_dir: Path) -> None:
    assert set(read_contract(data_dir / "intents.yml").entities["label"].values) == set(LABELS)
    assert set(LABELS) & DIETARY <= set(DIETS)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (told("organic"), {(About.LABEL, "organic")}),
        (told("organic", wanted=(MILK,)), {(About.LABEL, "organic:milk")}),
        (told("organic", "eco", wanted=(MILK,)), {(About.LABEL, "organic:milk"), (About.LABEL, "eco:milk")}),
        (told("organic", wanted=(MILK, BEANS)), {(About.LABEL, "organic:milk"), (About.LABEL, "organic:coffee_beans")}),
        (told("avoid", "own_brand"), {(About.NOT_LABEL, "own_brand")}),
        (told("own_brand", "avoid"), {(About.NOT_LABEL, "own_brand")}),
        (told("vegan", "avoid", wanted=(MILK,)), {(About.LABEL, "vegan:milk")}),
        (told("vegan", "avoid"), {(About.LABEL, "vegan")}),
        (told("avoid", "gluten_free"), set()),
    ],
)
def test_what_is_kept(act: Act, expected: set[tuple[About, str]]) -> None:
    house = Household()
    house.hear(act)
    assert kept(house) == expected


@pytest.mark.parametrize("label", LABELS)
def test_what_a_diet_asks_is_never_promised(label: str) -> None:
    assert ("label_no_promise" in parts_said(Household().hear(told(label)))) == (label in DIETS)


def test_wanting_it_takes_the_place_of_not_wanting_it() -> None:
    house = Household()
    for act in (told("avoid", "own_brand"), told("own_brand")):
        house.hear(act)
    assert kept(house) == {(About.LABEL, "own_brand")}


def test_no_more_of_a_diet_takes_it_back_and_is_no_dislike() -> None:
    house = Household()
    house.hear(told("gluten_free"))
    assert parts_said(house.hear(told("avoid", "gluten_free"))) == {"preference_forgotten"}
    assert kept(house) == set()
    assert parts_said(house.hear(told("avoid", "gluten_free"))) == {"no_such_preference"}


def test_one_of_a_kind_is_shown_and_forgotten_by_its_kind_and_label() -> None:
    house = Household()
    for act in (told("organic", wanted=(MILK,)), told("fairtrade", wanted=(MILK,)), told("organic", wanted=(BEANS,))):
        house.hear(act)
    shown = house.hear(told("show", wanted=(BEANS,)))
    assert [each.key for each in shown.reply.parts] == ["preference_label_of", "preferences_can_go"]
    house.hear(told("forget", "organic", wanted=(MILK,)))
    assert kept(house) == {(About.LABEL, "fairtrade:milk"), (About.LABEL, "organic:coffee_beans")}
    house.hear(told("forget", wanted=(BEANS,)))
    assert kept(house) == {(About.LABEL, "fairtrade:milk")}
