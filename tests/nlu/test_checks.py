"""Each fault of the sentences is found, with its address; what customers really say is no error."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from nlu.annotation_checks import border_findings, contract_findings, value_findings
from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import read_catalogue_names
from nlu.checks import check_understanding
from nlu.contract import read_contract
from nlu.corpus_checks import amount_findings, doubled_findings, learned_findings
from nlu.inline_entities import parse_inline
from nlu.language_tables import function_words, load_values
from nlu.near_duplicates import near_pairs, plain_sentence
from nlu.training_data import Example


def said(annotated: str, intent: str = "order_product", line: int = 5) -> Example:
    text, entities = parse_inline(annotated)
    return Example(text, intent, entities, f"data/nl/intents/{intent}.yml", line)


def test_an_entity_that_the_intent_may_not_carry_is_found_with_what_it_may(data_dir: Path) -> None:
    contract = read_contract(data_dir / "intents.yml")
    found = list(contract_findings([said("stop met [melk](product)", "stop", 14)], contract))
    assert [(each.code, each.line) for each in found] == [("not-allowed", 14)]
    assert "allowed here: none" in found[0].hint
    unknown = list(contract_findings([said("[melk](drink)"), said("hoi", "wave")], contract))
    assert {each.code for each in unknown} == {"unknown-entity", "unknown-intent", "required"}


def test_a_required_entity_has_to_be_in_some_example(data_dir: Path) -> None:
    contract = read_contract(data_dir / "intents.yml")
    assert [each.code for each in contract_findings([said("doe maar melk")], contract)] == ["required"]
    assert not list(contract_findings([said("doe maar [melk](product)"), said("bestel iets")], contract))


@pytest.mark.parametrize(
    ("annotated", "is_fault"),
    [
        ("bestel [melk](product)", False),
        ("bestel [ko](product)ffie", True),
        ("bestel koffie[bonen](product)", True),
        ("bestel [ melk](product)", True),
        ("'t [pak](quantity), graag", False),
    ],
)
def test_annotations_end_where_words_end(annotated: str, is_fault: bool) -> None:
    assert bool(list(border_findings([said(annotated)]))) is is_fault


def test_values_resolve_or_are_counted_once_a_file(data_dir: Path) -> None:
    contract = read_contract(data_dir / "intents.yml")
    matcher = CatalogueMatcher(read_catalogue_names(data_dir, "nl"), "nl", function_words("nl"))
    examples = [
        said("bestel [twee pakken](quantity) [melk](product)"),
        said("bestel [eenhoornvlees](product) voor [zodra ik zin heb](moment)", line=6),
        said("bestel [drakentanden](product)", line=7),
        said('zet de [boodschappen]{"entity": "category", "value": "grocery"} op stop', "set_mandate", 8),
    ]
    found = list(value_findings(examples, contract, load_values(data_dir, "nl"), matcher))
    assert {(each.code, each.severity, each.line) for each in found} == {
        ("unknown-value", "ERROR", 8),
        ("unresolved-product", "WARNING", 6),
        ("unresolved-moment", "WARNING", 6),
    }
    product = next(each for each in found if each.code == "unresolved-product")
    assert "'eenhoornvlees' (line 6), 'drakentanden' (line 7)" in product.message


def test_few_and_uniform_examples_are_named() -> None:
    few = list(amount_findings([said("melk")], ["order_product", "stop"], "data/nl/intents"))
    assert [(each.code, each.severity, each.file) for each in few] == [
        ("too-few", "ERROR", "data/nl/intents/order_product.yml"),
        ("too-few", "ERROR", "data/nl/intents/stop.yml"),
    ]
    template = [said(f"bestel [melk{number}](product)") for number in range(40)]
    assert [each.code for each in amount_findings(template, ["order_product"], "")] == ["too-uniform"] * 2
    varied = [said(f"{chr(97 + number % 26)}{number * 'n'} is op") for number in range(40)]
    assert not list(amount_findings(varied, ["order_product"], ""))


def test_one_sentence_has_one_intent_whatever_its_spelling() -> None:
    found = list(doubled_findings([said("Doe maar, één pak!"), said("doe maar een pak", "confirm", 9)]))
    assert [(each.code, each.severity, each.line) for each in found] == [("two-intents", "ERROR", 9)]
    assert "order_product at data/nl/intents/order_product.yml:5" in found[0].message
    again = list(doubled_findings([said("doe maar melk"), said("doe maar melk", line=8)]))
    assert [(each.code, each.severity) for each in again] == [("doubled", "WARNING")]


def test_near_duplicates_over_intents_come_as_a_pair() -> None:
    pairs = list(
        near_pairs(
            [
                said("ik wil graag [melk](product) kopen"),
                said("ik wil graag [zoute drop](product) kopen", "add_to_basket"),
                said("dat is dan wel goed zo", "confirm"),
                said("dat is dan niet goed zo", "deny"),
                said("heel iets anders dan de rest", "help"),
            ]
        )
    )
    assert [(pair.one.intent, pair.other.intent, pair.likeness) for pair in pairs] == [
        ("order_product", "add_to_basket", 100.0)
    ], "values apart they are one; a negation apart they are two"


def test_what_is_held_out_is_not_learned() -> None:
    found = list(learned_findings([said("Merci hé", "thanks", 19)], [said("merci hè", "thanks", 7)]))
    assert [(each.code, each.line) for each in found] == [("held-out-learned", 19)]
    assert plain_sentence(said("Ja, graag?")) == "ja graag"


def test_the_data_have_no_errors_and_are_checked_in_seconds(data_dir: Path, project: Path) -> None:
    began = time.process_time()
    found = check_understanding(data_dir, project / "tests" / "understanding")
    assert [str(each) for each in found if each.severity == "ERROR"] == []
    assert time.process_time() - began < 20


def test_all_faults_come_at_once_and_none_stops_the_rest(data_dir: Path, tmp_path: Path) -> None:
    broken = tmp_path / "data"
    shutil.copytree(data_dir, broken)
    (broken / "costs.yml").write_text("version: 1\ncosts: {wrong_yes: much}\n", encoding="utf-8")
    (broken / "en" / "intents" / "stop.yml").unlink()
    (broken / "nl" / "intents" / "greet.yml").write_text("nlu: [unclosed", encoding="utf-8")
    (broken / "nl" / "moments.yml").write_text("- no tables", encoding="utf-8")
    codes = {(each.file, each.code) for each in check_understanding(broken)}
    assert {
        ("data/costs.yml", "cost"),
        ("data/en/intents/stop.yml", "missing-twin"),
        ("data/en/intents/stop.yml", "too-few"),
        ("data/nl/intents/greet.yml", "yaml"),
    } <= codes
    assert any(file.endswith("moments.yml") for file, _ in codes)
