"""What the code says and what the files say are the same set, in both languages, with the same values."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from skill.dialogue.insight import TOLD
from skill.dialogue.labels import LABELS
from skill.dialogue.preferences import WAYS_TO_PAY
from skill.dialogue.talking import HELP_WITH
from skill.domain.catalogue import Size
from skill.domain.correction import FAULTS
from skill.domain.home import Asking, PackSize, PartOfDay
from skill.domain.mandate import Allows
from skill.domain.money import Money
from skill.domain.notification import KINDS
from skill.domain.order import OrderStatus
from skill.domain.ranking import Criterion
from skill.domain.unit_price import unit_price
from skill.retailers.catalogue_files import EXCLUDED
from skill.retailers.retailer_files import TAKES_BACK
from skill.speech.reply_files import LANGUAGES, Replies, check_replies, read_replies
from skill.speech.spoken_parts import OWN, PARTS, TERMS

ROOT = Path(__file__).parents[3]
WALKED = ("skill/dialogue", "skill/usecases", "skill/domain")
TOLD_ELSEWHERE = {"shortage", "payment", "substitute"}
"""Notifications that the dialogue turns into a proposal or a question instead of telling them."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Said = dict[str, list[frozenset[str]]]


@pytest.fixture(scope="module", params=LANGUAGES)
def replies(request: pytest.FixtureRequest) -> Replies:
    return read_replies(ROOT / "data", request.param)


@cache
def _calls(name: str) -> tuple[tuple[Function, ast.Call], ...]:
    """All calls of a function or class by this name, with the function that they stand in."""
    return tuple((function, call) for function, call in _all_calls() if ast.unparse(call.func) == name)


@cache
def _all_calls() -> tuple[tuple[Function, ast.Call], ...]:
    functions = [
        function
        for folder in WALKED
        for path in sorted((ROOT / folder).glob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, Function)
    ]
    return tuple(
        (function, node)
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


@cache
def _literal_reasons() -> frozenset[str]:
    """Codes of `Reason(rule, code)`."""
    return frozenset(code for _, call in _calls("Reason") for code in _codes(call))


@cache
def _refusals() -> frozenset[str]:
    """Codes that an authorization refuses with."""
    inside = [node for _, refused in _calls("Refused") for node in ast.walk(refused) if isinstance(node, ast.Call)]
    return frozenset(code for call in inside if ast.unparse(call.func) == "Reason" for code in _codes(call))


def _codes(call: ast.Call) -> set[str]:
    code = call.args[1]
    if isinstance(code, ast.Constant):
        return {str(code.value)}
    return {
        "f'does_not_allow_{allows.value}'": {f"does_not_allow_{allows.value}" for allows in Allows},
        "f'report_{fault}'": {f"report_{fault}" for fault in FAULTS},
    }[ast.unparse(code)]


def _expanded(start: str) -> set[str]:
    """The keys that an f-string of this beginning can make."""
    told = set(KINDS) - TOLD_ELSEWHERE
    endings = {
        "refused_": set(_refusals()),
        "because_": set(TOLD),
        "why_": set(_literal_reasons()),
        "notice_": told | {f"{kind}_short" for kind in told},
        "help_": {*HELP_WITH.values(), "open"},
        "order_was_": {status.value for status in OrderStatus} - {"accepted", "delivered"},
        "reason_": {term.removeprefix("reason_") for term in TERMS if term.startswith("reason_")},
        "criterion_": {criterion.value for criterion in Criterion},
        "per_": {unit_price(Money(1), Size(1, unit)).unit for unit in ("g", "ml", "piece", "roll", "wash")},
        "category_": {"groceries", "energy", "insurance", "clothing", "household"},
        "period_": {"order", "day", "week", "month"},
        "this_": {"day", "week", "month"},
        "size_": set(PackSize),
        "label_": set(LABELS),
        "pay_": set(WAYS_TO_PAY),
        "part_": set(PartOfDay),
        "preference_ask_": set(Asking),
        "excluded_": set(EXCLUDED) - {"hygiene"},
        "back_": set(TAKES_BACK),
    }
    assert start in endings, f"no test knows what follows {start!r}: add it to this test and to spoken_parts.py"
    return {start + ending for ending in endings[start]}


def _keys(function: Function, key: ast.expr) -> set[str]:
    """The keys that the first argument of `part` or `Term` can be."""
    match key:
        case ast.Constant(value):
            return {str(value)}
        case ast.JoinedStr(values):
            start = values[0]
            assert isinstance(start, ast.Constant)
            found = _expanded(str(start.value))
            if len(values) == 3:
                end = values[2]
                assert isinstance(end, ast.Constant)
                return {name for name in found if name.endswith(str(end.value))}
            return found
        case ast.IfExp(_, yes, no):
            return _keys(function, yes) | _keys(function, no)
        case ast.Name(name):
            assigned = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
            ]
            assert assigned, f"{function.name}: no test can see what {name} is"
            return {found for value in assigned for found in _keys(function, value)}
    raise AssertionError(f"{function.name}: no test can see which part {ast.unparse(key)} is")


def _names(function: Function, call: ast.Call) -> frozenset[str]:
    """The names of the values that a `part(...)` supplies; of `**values` those in its literal."""
    names: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg is not None:
            names.add(keyword.arg)
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict):
                names |= {str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)}
    return frozenset(names)


@pytest.fixture(scope="module")
def said() -> Said:
    """Every part that the code says, with the values of each place where it does."""
    found: Said = {}
    for function, call in _calls("part"):
        for key in _keys(function, call.args[0]):
            if not key.startswith("why_"):
                found.setdefault(key, []).append(_names(function, call))
    for code in _literal_reasons():
        found[f"why_{code}"] = _measured(code)
    return found


def _measured(code: str) -> list[frozenset[str]]:
    """What is told of a reason: the values of each place that gives it, and always a person."""
    positions = ("rule", "code", "amount", "limit", "left", "who", "subject")
    places = []
    for _, call in _calls("Reason"):
        if code not in _codes(call):
            continue
        given = {name for name, _ in zip(positions, call.args, strict=False)} | {k.arg or "" for k in call.keywords}
        places.append(frozenset(given & {"amount", "limit", "left"}) | {"person"})
    return places


def test_every_part_of_the_code_has_words_and_no_words_are_left_over(said: Said) -> None:
    missing = {key: sorted(frozenset.intersection(*places)) for key, places in said.items() if key not in PARTS}
    assert not missing, "add these to skill/speech/spoken_parts.py and to replies.yml of each language"
    assert set(PARTS) - set(said) - OWN == set(), "nothing says these any more: remove them"


def test_the_contract_promises_only_values_that_every_place_supplies(said: Said) -> None:
    for key, places in said.items():
        always = frozenset.intersection(*places)
        promised = PARTS[key].names - PARTS[key].optional
        assert promised <= always, f"{key}: {sorted(promised - always)} is not supplied everywhere"


def test_the_contract_names_every_value_that_is_supplied_everywhere(said: Said) -> None:
    for key, places in said.items():
        assert frozenset.intersection(*places) <= PARTS[key].names, key


def test_every_term_of_the_code_has_words() -> None:
    used = {key for function, call in _calls("Term") for key in _keys(function, call.args[0])}
    assert used == TERMS


def test_the_reasons_for_an_offer_are_those_that_ranking_gives() -> None:
    files = ("domain/ranking.py", "domain/substitute.py", "dialogue/offering.py", "dialogue/sold_out.py")
    places = [ast.parse((ROOT / "skill" / path).read_text()) for path in files]
    nodes = [node for place in places for node in ast.walk(place)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {term.removeprefix("reason_") for term in TERMS if term.startswith("reason_")} <= texts


def test_both_languages_are_without_faults() -> None:
    check_replies(ROOT / "data")


def test_both_languages_have_every_part(replies: Replies) -> None:
    assert set(replies.phrases) == set(PARTS)
    assert set(replies.terms) == TERMS


def test_a_yes_obliges_to_pay_is_said_with_each_question_about_an_order() -> None:
    """O1."""
    duty = {"nl": "verplicht", "en": "oblige"}
    for language, words in duty.items():
        phrases = read_replies(ROOT / "data", language).phrases
        for key in ("shall_i_order", "shall_i_order_short"):
            for template in phrases[key].forms["many"]:
                assert words in template.filled_as_is(dict.fromkeys(template.names, "")), (language, key)


def test_the_introduction_says_automated_assistant(replies: Replies) -> None:
    """A1."""
    for template in replies.phrases["automated_assistant"].forms["many"]:
        said = template.filled_as_is({}).lower()
        assert "boodschap" in said
        assert "automat" in said


def test_frequent_phrases_vary(replies: Replies) -> None:
    frequent = ("ordered", "not_ordered", "take_your_time", "hello", "say_again", "shall_i_order", "which_one")
    assert all(len(replies.phrases[key].forms["many"]) >= 2 for key in frequent)
