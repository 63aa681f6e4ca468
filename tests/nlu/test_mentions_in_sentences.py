"""Products in sentences, said and misheard, through the whole recogniser: the right kind, and no product beside it.

The names are those of test_mentions.py; the sentences around them are our own and in no training file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.interpretation import ProductValue, Recognizer
from nlu.recognizer import load_recognizer
from nlu.yaml_files import read_yaml

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
LEAST = {"said": 0.97, "misheard": 0.92}
SENTENCES = {
    "nl": (
        "bestel {} voor me", "zet {} op de lijst", "doe er nog {} bij", "ik heb {} nodig", "wat kost {}",
        "haal {} van het lijstje af", "is er nog {}", "{} is op", "koop eens {}", "kun je {} laten komen",
    ),
    "en": (
        "order {} for me", "put {} on the list", "and some {} as well", "i need {}", "how much is {}",
        "take {} off the list", "have they got {}", "we're out of {}", "go and buy {}", "can you get me {}",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    return load_recognizer(model_path, data_dir)


def _is_heard(recognizer: Recognizer, sentence: str, language: str, kind: str) -> bool:
    heard = recognizer.recognize(sentence, LOCALES[language], now=NOW)
    values = [entity.value for entity in heard.of("product")]
    return [value.kind for value in values if isinstance(value, ProductValue) and not value.ambiguous] == [kind]


@pytest.mark.parametrize("part", LEAST)
@pytest.mark.parametrize("language", SENTENCES)
def test_a_product_is_heard_in_a_sentence(recognizer: Recognizer, language: str, part: str) -> None:
    names = [(kind, name) for kind, said in read_yaml(HERE / f"mentions_{language}.yml")[part].items() for name in said]
    step = 3 if part == "said" else 1
    tried = [
        (sentence.format(name), kind)
        for at, (kind, name) in enumerate(names)
        for sentence in SENTENCES[language][at % step :: step]
    ]
    lost = [sentence for sentence, kind in tried if not _is_heard(recognizer, sentence, language, kind)]
    assert 1 - len(lost) / len(tried) >= LEAST[part], lost


@pytest.mark.parametrize(
    ("language", "sentence", "kinds"),
    [
        ("nl", "zet melk en brood op de lijst", ["milk", "bread"]),
        ("nl", "bestel een trampoline en kaas", [None, "cheese"]),
        ("nl", "regel alles wat er op de lijst staat", []),
        ("nl", "bestel een tros tomaten", ["tomatoes"]),
        ("nl", "doe er vers gemalen koffie bij", ["filter_coffee"]),
        ("en", "put milk and bread on the list", ["milk", "bread"]),
        ("en", "put milk bread and eggs on the list", ["milk", "bread", "eggs"]),
        ("en", "what was the score of the match", []),
        ("en", "a bottle of port please", ["port"]),
        ("en", "a box of matches please", ["matches"]),
        ("en", "order paintbrushes and cheese", [None, "cheese"]),
    ],
)  # fmt: skip
def test_each_product_is_heard_once(
    recognizer: Recognizer, language: str, sentence: str, kinds: list[str | None]
) -> None:
    heard = recognizer.recognize(sentence, LOCALES[language], now=NOW)
    found = [entity.value for entity in heard.of("product")]
    assert [value.kind for value in found if isinstance(value, ProductValue)] == kinds
