"""The interaction model that goes to Amazon: by its rules, from our data, and never a yes by likeness."""

from __future__ import annotations

import pytest

from nlu.catalogue_names import read_catalogue_names
from nlu.contract import read_contract
from skill.channels.alexa.interaction_model import interaction_model, language_samples
from skill.channels.alexa.model_schema import SLOT, check_model
from skill.channels.alexa.model_words import LOCALES, read_model_words
from skill.channels.alexa.reading import NATIVE_ACTS, UTTERANCE_INTENT
from skill.settings import PROJECT

DATA = PROJECT / "data"


def language_model(locale: str) -> dict:
    return interaction_model(DATA, locale).model["interactionModel"]["languageModel"]


@pytest.mark.parametrize("locale", LOCALES)
def test_amazon_would_build_it(locale: str) -> None:
    assert [str(fault) for fault in check_model(interaction_model(DATA, locale).model)] == []


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_every_intent_of_ours_is_there_under_its_own_name(locale: str) -> None:
    names = {intent["name"] for intent in language_model(locale)["intents"]}
    ours = set(read_contract(DATA / "intents.yml").intents)
    native = set(NATIVE_ACTS.values())
    assert names == set(NATIVE_ACTS) | {UTTERANCE_INTENT} | ours - native - {"out_of_scope"}


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_a_yes_is_only_what_matches_word_for_word(locale: str) -> None:
    """P2: of an intent of our own only slots reach us, so "yes but not now" could arrive as a bare confirmation."""
    intents = {intent["name"]: intent for intent in language_model(locale)["intents"]}
    assert "confirm" not in intents
    assert intents["AMAZON.YesIntent"]["samples"]
    assert len(intents["hesitate"]["samples"]) > 100


@pytest.mark.parametrize("language", ["nl", "en"])
def test_carriers_hold_no_doubt(language: str) -> None:
    """Carrier words never reach us: "well, yes" would become "yes"."""
    doubt = {"nou", "eh", "ehm", "uh", "um", "well", "maar", "but", "niet", "not", "geen", "no", "hm", "oké", "okay"}
    for carrier in read_model_words(DATA, language).carriers:
        assert not doubt & set(SLOT.sub(" ", carrier).split())


def test_values_that_alexa_hears_become_its_own_types() -> None:
    samples = language_samples(DATA, "en").samples.by_intent
    assert "set my weekly {category} limit to {euros} euros" in samples["set_mandate"]
    assert any("{number} {unit} of {product}" in sample for sample in samples["order_product"])
    assert any("{day} {time}" in sample for sample in samples["change_delivery"])
    assert all("under" not in sample for sample in samples["order_product"] if "{euros}" in sample)


@pytest.mark.parametrize(
    ("language", "entity", "said", "slots"),
    [
        ("en", "quantity", "twenty five", "{number}"),
        ("en", "quantity", "two packs", "{number} {unit}"),
        ("en", "quantity", "a dozen", None),
        ("en", "quantity", "half a kilo", None),
        ("nl", "quantity", "drie flessen", "{number} {unit}"),
        ("nl", "quantity", "een paar", None),
        ("nl", "money", "veertig euro", "{euros} euro"),
        ("nl", "money", "onder de veertig euro", None),
        ("en", "money", "four fifty", None),
        ("en", "moment", "on friday", "on {day}"),
        ("en", "moment", "friday evening", "{day} {time}"),
        ("en", "moment", "tomorrow at half past nine", "{day} at {time}"),
        ("en", "moment", "after five", None),
        ("en", "moment", "at seven", None),
        ("nl", "moment", "om half acht", "om {time}"),
        ("nl", "moment", "volgende week", None),
        ("nl", "product", "melk", None),
    ],
)
def test_only_what_is_said_plainly_is_left_to_alexas_types(
    language: str, entity: str, said: str, slots: str | None
) -> None:
    """None: the words arrive as they were said, because a part of them means something that would be lost."""
    assert language_samples(DATA, language).reader.split(entity, said) == slots


def test_values_keep_the_ids_of_the_catalogue() -> None:
    types = {entry["name"]: entry["values"] for entry in language_model("nl-NL")["types"]}
    names = read_catalogue_names(DATA, "nl")
    ids = {value["id"] for value in types["ProductName"]}
    assert ids <= {each.id for each in (*names.kinds, *names.products)}
    assert {kind.id for kind in names.kinds} <= ids
    beans = next(value for value in types["ProductName"] if value["id"] == "coffee_beans")
    assert beans["name"]["value"] == "koffiebonen"
    assert "koffie bonen" in beans["name"]["synonyms"]
    assert {value["id"] for value in types["RetailerName"]} == {each.id for each in names.retailers}
    assert {value["id"] for value in types["CategoryName"]} >= {"groceries", "energy"}


def test_a_spoken_pin_is_no_list_of_anybodys_pins() -> None:
    intents = {intent["name"]: intent for intent in language_model("en-GB")["intents"]}
    assert intents["give_pin"]["slots"] == [{"name": "digits", "type": "AMAZON.FOUR_DIGIT_NUMBER"}]


def test_what_is_left_out_is_counted() -> None:
    left_out = interaction_model(DATA, "nl-NL").left_out
    assert left_out["free text beside another slot"] > 0
    assert sum(left_out.values()) < 500
