"""What is personal never enters the training data; what is added keeps the layout; what is worth a label is found."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.findings import DataFilesError
from nlu.interpretation import Context, DigitsValue, Entity, EnumValue, Expecting, Interpretation, QuantityValue
from nlu.labelling import Known, Recorded, worth_labelling
from nlu.nearest_examples import NearestExamples
from nlu.personal_data import without_personal
from nlu.training_data import Example, read_training_files
from nlu.training_file import add_sentences, annotated
from nlu.words import normalised

NOW = datetime(2026, 3, 2, 17, 40, tzinfo=ZoneInfo("Europe/Amsterdam"))
FILE = """version: "3.1"
# Ours.
nlu:
- intent: stop
  examples: |
      - stop maar
      - hou op

- intent: greet
  examples: |
    - hoi
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("stuur het naar piet@example.org", "an e-mail address"),
        ("mijn rekening is NL00 BANK 0123 4567 89", "an account number"),
        ("bel me op 06-12345678", "a row of digits"),
        ("mijn code is 1 2 3 4", "a row of digits"),
        ("bezorg het op 1234 AB", "a postal code"),
        ("ship it to SW1A 1AA please", "a postal code"),
        ("bezorg maar op de Dorpsstraat 12", "an address"),
        ("I live at number nine", "an address"),
        ("deliver to 12 Oak Tree Road", "an address"),
        ("mijn naam is willem", "somebody's name"),
        ("ik ben geboren in mei", "a date of birth"),
        ("zie www.example.org", "a web address"),
    ],
)
def test_what_may_tell_who_spoke_refuses(text: str, reason: str) -> None:
    cleaned = without_personal(text, "en" if text.startswith(("I ", "ship", "deliver")) else "nl")
    assert cleaned.text is None
    assert cleaned.reason == reason


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("doe maar 3 pakken koffie onder de 12,50", "doe maar 3 pakken koffie onder de 12,50"),
        ("Bestel melk voor thijs", "Bestel melk voor iemand"),
        ("Thijs' melk is op", "iemand' melk is op"),
        ("vraag het aan Gerda en Brandt", "vraag het aan iemand en Brandt"),
        ("Ja, doe maar", "Ja, doe maar"),
    ],
)
def test_names_are_replaced_and_ordinary_numbers_stay(text: str, kept: str) -> None:
    assert without_personal(text, "nl", names=["Thijs"], known=["Brandt"]).text == kept


def test_a_spoken_pin_refuses_whatever_its_words() -> None:
    pin = Entity("digits", "een twee drie vier", 0, 18, DigitsValue("1234"))
    heard = Interpretation("een twee drie vier", "nl", "order_product", 0.5, entities=(pin,))
    assert without_personal(heard.text, "nl", heard=heard).text is None
    assert without_personal("zeg ik niet", "nl", heard=Interpretation("", "nl", "give_pin", 0.9)).text is None
    short = Interpretation("drie", "nl", "change_quantity", 0.9)
    as_pin = Interpretation("drie", "nl", "give_pin", 0.9, entities=(Entity("digits", "drie", 0, 4, DigitsValue("3")),))
    assert without_personal("drie", "nl", heard=short, as_pin=as_pin).text == "drie"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_sentences_are_added_below_their_own_and_nothing_else_changes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "stop.yml"
    path.write_bytes(FILE.replace("\n", ending).encode())
    add_sentences(path, "stop", ["stil  nu", "nee is nee: stop"])
    added = "      - stil nu\n      - nee is nee: stop\n"
    assert path.read_bytes().decode() == FILE.replace("- hou op\n", f"- hou op\n{added}").replace("\n", ending)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_without_a_last_line_break_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "greet.yml"
    path.write_text(FILE.rstrip("\n"), encoding="utf-8")
    add_sentences(path, "greet", ["dag"])
    assert [example.text for example in read_training_files([path]).examples][-2:] == ["hoi", "dag"]


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "stop.yml"
    path.write_text(FILE, encoding="utf-8")
    for intent, sentence in (("thanks", "bedankt"), ("stop", "kapotte [haak](melk"), ("stop", "")):
        with pytest.raises(DataFilesError):
            add_sentences(path, intent, [sentence])
    assert path.read_text(encoding="utf-8") == FILE
    assert list(tmp_path.iterdir()) == [path]


def test_values_that_the_intent_may_carry_are_annotated() -> None:
    text = "twee pakken per week"
    heard = Interpretation(
        text, "nl", "set_mandate", 0.9,
        entities=(
            Entity("quantity", "twee pakken", 0, 11, QuantityValue(2, "pack")),  # type: ignore[arg-type]
            Entity("period", "week", 16, 20, EnumValue("week")),
        ),
    )  # fmt: skip
    assert annotated(heard, ["period"], text) == 'twee pakken per [week]{"entity": "period", "value": "week"}'
    assert annotated(heard, ["quantity"], text) == "[twee pakken](quantity) per week"
    assert annotated(heard, ["quantity"], "twee pakken van iemand") == "twee pakken van iemand"


class Doubting:
    """Is sure of what begins with "zeker", nearly hears a yes in what begins with "ja", and doubts the rest."""

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        if text.startswith("ja") and expecting == "confirmation":
            return Interpretation(text, locale, "hesitate", 0.6, (("hesitate", 0.6), ("confirm", 0.0)), stage="proof")
        if text.startswith("zeker"):
            return Interpretation(text, locale, "stop", 0.99, (("stop", 0.99), ("cancel", 0.01)))
        return Interpretation(text, locale, "stop", 0.4, (("stop", 0.4), ("cancel", 0.35), ("deny", 0.1)))


def recorded(*texts: str) -> list[Recorded]:
    return [Recorded(text, "nl", None, "said.jsonl", line) for line, text in enumerate(texts, 1)]


@pytest.fixture
def known() -> dict[str, Known]:
    example = Example("zeker weten hou op", "stop", (), "stop.yml", 6)
    return {"nl": Known(frozenset({normalised(example.text)}), NearestExamples([example]), ("Thijs",))}


def test_doubt_comes_first_and_what_is_clear_or_known_not_at_all(known: dict[str, Known]) -> None:
    groups, refused = worth_labelling(
        recorded("zeker hou op weten", "Zeker weten, hou op!", "kappen nou", "ja doe dan maar toch", "mail a@b.nl"),
        Doubting(),
        known,
        NOW,
    )
    assert {group.candidates[0].text for group in groups} == {"kappen nou", "ja doe dan maar toch"}
    assert groups[0].worth >= groups[1].worth
    reasons = {group.candidates[0].text: group.candidates[0].reasons for group in groups}
    assert "nearly a yes" in reasons["ja doe dan maar toch"]
    assert "stop or cancel" in reasons["kappen nou"]
    assert [(each.line, each.reason) for each in refused] == [(5, "an e-mail address")]
    assert "a@b.nl" not in repr((groups, refused))


def test_similar_utterances_are_one_decision(known: dict[str, Known]) -> None:
    groups, _ = worth_labelling(
        recorded("kappen nou thijs", "kappen nou Thijs!", "nou kappen thijs", "heel iets anders"),
        Doubting(),
        known,
        NOW,
    )
    together = next(group for group in groups if len(group.candidates) > 1)
    assert [candidate.text for candidate in together.candidates] == ["kappen nou iemand", "nou kappen iemand"]
    assert together.suggested[:2] == ("stop", "cancel")
