"""What a recogniser is measured on: held-out training files, and JSON lines of utterances that people really said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from nlu.findings import DataFilesError, Finding
from nlu.interpretation import Expecting
from nlu.model_file import LANGUAGES
from nlu.training_data import Example, read_training_folder

ASKED_WITH: Mapping[str, Expecting] = {
    "confirm": "confirmation", "deny": "confirmation", "hesitate": "confirmation",
    "choose_option": "choice", "give_pin": "pin",
}  # fmt: skip
"""The question that is open while such an utterance is said; nothing is open for the rest."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "order": ("order_product", "add_to_basket"),
    "shopping_list_add": ("add_to_basket", "order_product"),
    "shopping_list_remove": ("remove_from_basket",),
    "shopping_list_query": ("show_basket",),
    "basket_clear": ("remove_from_basket", "cancel"),
    "delivery_time_query": ("ask_delivery", "order_status"),
    "quantity_phrase": ("order_product", "add_to_basket", "change_quantity"),
    "recurring_order": ("order_product", "add_to_basket", "reorder"),
    "product_search": ("ask_stock", "ask_price", "order_product", "ask_alternatives"),
    "product_question": ("ask_advice",),
    "choose_option": ("choose_option",),
    "return": ("return_product",),
}
"""What other collections call what was said (`source_label`) -> the intents that are right then."""

ENGLISH_FOOD = frozenset({"food_item", "drink_item", "ingredient"})
"""Slots of restaurant orders: their dishes are in no grocer's catalogue and are not judged."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A value that stands in an utterance: `text[start:end]`; `value` where the annotation says what it is."""

    name: str
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said. Each of `intents` is right (none: not judged); `must_not` may never be heard.

    `entities` is None where nobody wrote down which values were said; `annotated` tells that they are all of them.
    """

    text: str
    language: str
    intents: tuple[str, ...] = ()
    must_not: str | None = None
    expecting: Expecting | None = None
    entities: tuple[Spoken, ...] | None = None
    source: str = ""
    line: int = 0
    annotated: bool = False

    @property
    def intent(self) -> str | None:
        return self.intents[0] if self.intents else None


def of_example(example: Example, language: str, source: str) -> Utterance:
    """An annotated sentence as something to measure on."""
    spoken = tuple(Spoken(entity.name, entity.start, entity.end, entity.value) for entity in example.entities)
    expecting = ASKED_WITH.get(example.intent)
    return Utterance(example.text, language, (example.intent,), None, expecting, spoken, source, example.line, True)


def read_held_out(folder: Path, root: Path | None = None) -> list[Utterance]:
    """<folder>/<language>/*.yml in Rasa's format. Raises DataFilesError with every fault in them."""
    found: list[Utterance] = []
    findings: list[Finding] = []
    for language in LANGUAGES:
        if not (folder / language).is_dir():
            continue
        data = read_training_folder(folder / language, root)
        findings += data.findings
        found += [of_example(example, language, f"{folder.name}/{language}") for example in data.examples]
    if findings:
        raise DataFilesError(findings)
    return found


def read_utterance_folder(folder: Path) -> list[Utterance]:
    """Every *.jsonl of a folder, in the order of their names; raises DataFilesError for lines that are none."""
    if not folder.is_dir():
        raise DataFilesError([Finding(str(folder), 1, "missing-folder", "there is no such folder of utterances")])
    return [utterance for path in sorted(folder.glob("*.jsonl")) for utterance in read_utterances(path)]


def read_utterances(path: Path) -> Iterator[Utterance]:
    """JSON lines with `text`, `lang` or `locale`, and `intent`, `must_not` or `source_label`; `slots` are values."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _utterance(json.loads(line), path.name, number)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = 'write {"text": "...", "lang": "nl", "intent": "..."}'
            raise DataFilesError(
                [Finding(str(path), number, "utterance", f"not an utterance: {error!r}", hint)]
            ) from error


def _utterance(row: Mapping[str, Any], source: str, line: int) -> Utterance:
    text = row["text"]
    language = str(row.get("lang") or row.get("locale") or "nl")[:2].lower()
    if not isinstance(text, str):
        raise ValueError("text is no string")
    if language not in LANGUAGES:
        raise ValueError(f"the language {language!r} is not understood")
    intents = (str(row["intent"]),) if row.get("intent") else LABELS.get(str(row.get("source_label")), ())
    must_not = row.get("must_not")
    expecting: Expecting | None = "confirmation" if must_not else ASKED_WITH.get(intents[0] if intents else "")
    for known in get_args(Expecting):
        if row.get("expecting") == known:
            expecting = known
    entities = _slots(text, row["slots"]) if row.get("slots") else None
    return Utterance(text, language, intents, must_not, expecting, entities, source, line)


def _slots(text: str, slots: Any) -> tuple[Spoken, ...] | None:
    """Products and quantities where they stand as said; None when one of them cannot be found in the sentence."""
    found: list[Spoken] = []
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        return None  # another collection's notation: its intent is judged all the same
    for slot in slots:
        if slot.get("slot") in ENGLISH_FOOD:
            return None
        pairs = {"product": slot.get("name"), "quantity": slot.get("value") if slot.get("slot") == "quantity" else None}
        for name, said in pairs.items():
            if said is None:
                continue
            start = text.lower().find(str(said).lower())
            if start < 0:
                return None
            found.append(Spoken(name, start, start + len(str(said))))
    return tuple(found) or None
