"""Figures are counted by hand here, so that nobody has to trust the counting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.evaluation.comparison import compare
from nlu.evaluation.costs import Costs, read_costs
from nlu.evaluation.figures import calibration_of, cost_parts, figures_of, mistake, worst
from nlu.evaluation.hearing import CLOCK, Outcome, hear_all
from nlu.evaluation.report import Report, report_as_json
from nlu.evaluation.statistics import percentile, sign_test, wilson_interval
from nlu.evaluation.utterances import Spoken, Utterance, read_held_out, read_utterances
from nlu.findings import DataFilesError
from nlu.interpretation import Context, Expecting, Interpretation

COSTS = Costs(wrong_yes=100, missed_yes=1, wrong_intent=3, refused=1, answered_out_of_scope=2)


def outcome(truth: str, heard: str, confidence: float = 0.9, yes: float | None = None, acted: bool = False) -> Outcome:
    utterance = Utterance(f"{truth} {heard} {confidence}", "nl", (truth,), source="here", line=1)
    return Outcome(utterance, heard, confidence, "lexical", (), 2.0, yes, acted)


@pytest.mark.parametrize(
    ("each", "kind"),
    [
        (outcome("thanks", "thanks", yes=0.98, acted=True), "wrong_yes"),
        (outcome("thanks", "thanks", yes=0.5), None),
        (outcome("confirm", "confirm", yes=0.98, acted=True), None),
        (outcome("confirm", "confirm", yes=0.5), "missed_yes"),
        (outcome("confirm", "hesitate"), "missed_yes"),
        (outcome("stop", "cancel"), "wrong_intent"),
        (outcome("stop", "out_of_scope"), "refused"),
        (outcome("out_of_scope", "stop"), "answered_out_of_scope"),
        (outcome("out_of_scope", "out_of_scope"), None),
    ],
)
def test_each_mistake_has_its_cost(each: Outcome, kind: str | None) -> None:
    assert mistake(each) == kind
    parts = cost_parts([each], COSTS)
    assert sum(cost for _, cost in parts.values()) == (0 if kind is None else getattr(COSTS, kind))


def test_recall_is_of_what_was_said_and_precision_of_what_was_heard() -> None:
    figures = figures_of(
        [outcome("stop", "stop"), outcome("stop", "cancel"), outcome("cancel", "stop"), outcome("greet", "stop")], COSTS
    )
    stop = next(each for each in figures.intents if each.intent == "stop")
    assert (stop.recall.part, stop.recall.whole) == (1, 2)
    assert (stop.precision.part, stop.precision.whole) == (1, 3)
    assert (figures.total.part, figures.total.whole) == (1, 4)
    assert {(each.truth, each.heard) for each in figures.confusions} == {
        ("stop", "cancel"), ("cancel", "stop"), ("greet", "stop"),
    }  # fmt: skip
    assert figures.cost_per_100 == 100 * 9 / 4


def test_out_of_scope_is_counted_from_both_sides() -> None:
    figures = figures_of(
        [outcome("out_of_scope", "out_of_scope"), outcome("out_of_scope", "stop"), outcome("stop", "out_of_scope")],
        COSTS,
    )
    assert (figures.out_of_scope["nl"].part, figures.out_of_scope["nl"].whole) == (1, 2)
    assert (figures.refused["nl"].part, figures.refused["nl"].whole) == (1, 1)


def test_a_wrong_yes_is_found_wherever_it_was_heard() -> None:
    figures = figures_of([outcome("thanks", "thanks", yes=0.98, acted=True), outcome("confirm", "hesitate")], COSTS)
    (yes,) = figures.yes
    assert (yes.heard.part, yes.heard.whole, yes.acted.part) == (1, 1, 1)
    assert [each.utterance.intent for each in yes.wrong] == ["thanks"]
    assert (yes.yes_heard.part, yes.yes_heard.whole) == (0, 1)


def test_calibration_compares_how_sure_with_how_right() -> None:
    sure = [outcome("stop", "stop", 0.95) for _ in range(3)] + [outcome("stop", "greet", 0.95)]
    found = calibration_of(sure)
    last = found.bins[-1]
    assert (last.count, last.accuracy, last.confidence) == (4, 0.75, 0.95)
    assert found.error == pytest.approx(0.2)
    assert len(found.bins) == 10


def test_the_worst_are_bad_for_certain_not_by_chance() -> None:
    few = [outcome("greet", "stop")] * 2
    many = [outcome("thanks", "stop")] * 20
    assert [each.intent for each in worst(figures_of([*few, *many], COSTS))] == ["thanks"]


def test_a_comparison_tells_better_from_worse() -> None:
    before = [outcome("stop", "stop"), outcome("greet", "stop")]
    now = [
        Outcome(before[0].utterance, "greet", 0.5, "lexical", (), 1.0, 0.9, True),
        Outcome(before[1].utterance, "greet", 0.9, "lexical", (), 1.0, None, False),
    ]
    found = compare(before, now, "the last one")
    assert [change.now.utterance.intent for change in found.better] == ["greet"]
    assert [change.now.utterance.intent for change in found.worse] == ["stop"]
    assert len(found.yes_broken) == 1
    assert found.chance == 1.0


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(part: int, rest: int) -> None:
    low, high = wilson_interval(part, part + rest)
    assert 0 <= low <= high <= 1
    if part + rest:
        assert low - 1e-4 <= part / (part + rest) <= high + 1e-4


def test_percentiles_and_chance() -> None:
    assert percentile([], 50) is None
    assert percentile([3, 1, 2], 50) == 2
    assert percentile(list(range(1, 101)), 99) == 99
    assert sign_test(0, 0) == 1.0
    assert sign_test(10, 0) < 0.01


def test_lines_of_utterances_are_read_or_refused_with_their_line(tmp_path: Path) -> None:
    rows = [
        {"text": "ja", "lang": "nl", "intent": "confirm"},
        {"text": "ja wacht", "lang": "nl", "must_not": "confirm"},
        {"text": "zet thee op de lijst", "source_label": "shopping_list_add", "slots": [{"name": "thee"}]},
        {"text": "de derde", "locale": "nl-NL", "intent": "choose_option", "slots": {"option": "third"}},
    ]  # fmt: skip
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    yes, wait, tea, third = read_utterances(path)
    assert (yes.expecting, wait.expecting, tea.expecting, third.expecting) == (
        "confirmation", "confirmation", None, "choice",
    )  # fmt: skip
    assert tea.intents[0] == "add_to_basket"
    assert tea.entities == (Spoken("product", 4, 8),)
    path.write_text('{"text": "ja", "lang": "nl"}\n{"lang": "nl"}\n', encoding="utf-8")
    with pytest.raises(DataFilesError, match=r"some\.jsonl:2"):
        list(read_utterances(path))


def test_held_out_sentences_keep_their_values_and_their_question(project: Path) -> None:
    found = read_held_out(project / "tests" / "understanding", project)
    assert {each.language for each in found} == {"nl", "en"}
    assert {each.expecting for each in found if each.intent == "deny"} == {"confirmation"}
    assert any(each.entities for each in found)


def test_costs_are_data_that_is_checked(data_dir: Path, tmp_path: Path) -> None:
    assert read_costs(data_dir / "costs.yml").wrong_yes > read_costs(data_dir / "costs.yml").missed_yes
    path = tmp_path / "costs.yml"
    path.write_text("version: 1\ncosts:\n  wrong_yes: -1\n  wrong: 2\n", encoding="utf-8")
    with pytest.raises(DataFilesError) as caught:
        read_costs(path)
    assert {finding.code for finding in caught.value.findings} == {"cost", "unknown-key"}


class YesMan:
    """Hears a yes in everything while a confirmation is open, and a greeting else."""

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: object,
        context: Context = Context(),
    ) -> Interpretation:
        assert now == CLOCK
        return Interpretation(text, locale, "confirm" if expecting == "confirmation" else "greet", 0.9)


def test_everything_is_heard_with_a_confirmation_open_as_well() -> None:
    utterances = [Utterance("hallo", "nl", ("greet",)), Utterance("ja", "nl", ("confirm",), expecting="confirmation")]
    greet, yes = hear_all(YesMan(), utterances)
    assert (greet.intent, greet.right, greet.false_yes, greet.acted) == ("greet", True, True, True)
    assert (yes.right, yes.false_yes) == (True, False)
    report = report_as_json(Report("two", "yes man", figures_of([greet, yes], COSTS)))
    assert json.loads(json.dumps(report))["yes"][0]["heard"]["part"] == 1
