"""Keeps what is personal out of training data: known names are replaced, all else that may tell who spoke refuses.

A sentence that is refused costs nothing, one that is kept is copied with every model: in doubt it is refused (A5). A
name in lower case that nobody told us cannot be seen; who accepts the sentence sees it first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nlu.interpretation import DigitsValue, Interpretation
from nlu.words import clean, fold

SOMEBODY: Mapping[str, str] = {"nl": "iemand", "en": "somebody"}
MOST_DIGITS = 3
"""A row of more digits is a PIN, a number of a house, an account, a telephone: no quantity that anybody buys."""

_REFUSED = (
    ("an e-mail address", re.compile(r"\S+@\S+|\b(?:apenstaartje|at sign)\b", re.IGNORECASE)),
    ("a web address", re.compile(r"https?://|www\.", re.IGNORECASE)),
    ("an account number", re.compile(r"\b[A-Z]{2}\d{2}[ -]?(?:[A-Z0-9]{2,4}[ -]?){2,8}\b", re.IGNORECASE)),
    ("a postal code", re.compile(r"\b\d{4} ?[A-Z]{2}\b(?! ?\d)|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    ("a row of digits", re.compile(rf"(?:\d[ -]?){{{MOST_DIGITS},}}\d")),
    (
        "an address",
        re.compile(
            r"\b[a-z]*(?:straat|laan|weg|plein|gracht|kade|dijk|steeg|singel|hof|dreef)\s+\d+"
            r"|\b\d+\s+(?:\w+\s+){1,3}(?:street|road|avenue|lane|drive|close|square|court)\b"
            r"|\b(?:ik woon|wij wonen|mijn adres|i live (?:at|in|on)|my address)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "somebody's name",
        re.compile(
            r"\b(?:mijn naam|ik heet|hij heet|zij heet|ze heet|my name|i am called|i'm called)\b", re.IGNORECASE
        ),
    ),
    (
        "a date of birth",
        re.compile(r"\b(?:geboren|mijn verjaardag|geboortedatum|born (?:on|in)|date of birth)\b", re.IGNORECASE),
    ),
)
_CAPITAL = re.compile(r"(?<=\S )[A-ZÀ-Ý][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`text` may be kept, with names replaced; None when it is refused, for `reason`."""

    text: str | None
    reason: str = ""
    replaced: int = 0


def without_personal(
    text: str,
    language: str,
    names: Collection[str] = (),
    known: Collection[str] = (),
    heard: Interpretation | None = None,
    as_pin: Interpretation | None = None,
) -> Cleaned:
    """`names` are of persons and streets of homes, `known` words that are no secret although written with a capital.

    `heard` is what was understood, `as_pin` what it would be with a PIN asked: a spoken number refuses, whatever its
    words are, unless it is as short as a quantity.
    """
    said = clean(text)
    for reason, pattern in _REFUSED:
        if pattern.search(said):
            return Cleaned(None, reason)
    if (heard is not None and heard.intent == "give_pin") or max(_digits(heard), _digits(as_pin)) > MOST_DIGITS:
        return Cleaned(None, "a spoken PIN or number")
    somebody = SOMEBODY.get(language, SOMEBODY["en"])
    replaced = 0
    persons = [entity.text for entity in heard.of("person")] if heard is not None else []
    for name in sorted({*names, *persons}, key=len, reverse=True):
        if name.strip():
            said, times = re.subn(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", somebody, said)
            replaced += times
    secret_free = {fold(word) for word in known} | {"i", fold(somebody)}
    capitals = [match.group() for match in _CAPITAL.finditer(said)]
    for word in capitals:
        if fold(word).replace("'", "").removesuffix("s") not in secret_free and fold(word) not in secret_free:
            said = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", somebody, said)
            replaced += 1
    return Cleaned(said, "", replaced)


def _digits(heard: Interpretation | None) -> int:
    """How many digits the longest number has that was spoken digit by digit."""
    values = [entity.value for entity in heard.entities] if heard is not None else []
    return max((len(value.value) for value in values if isinstance(value, DigitsValue)), default=0)
