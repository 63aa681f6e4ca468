"""Products named in a row: "coffee, milk and eggs". What stands between two of them ends a name, what stands between
nothing may be two names or one: `listing` in data/<language>/vocabulary.yml."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.catalogue_match import CatalogueMatcher
from nlu.mention import Mention
from nlu.reading import Reading, WordSpan, word_span
from nlu.spoken.tables import Table
from nlu.words import words_of

TWO_OR_ONE = 0.5
"""The score of names that may as well be heard otherwise: "coffee milk and sugar" is two things or three."""
_MARK = re.compile(r"[,;\n]|\.(?=\s)")
_SORTS = ("links", "articles", "purposes")


@dataclass(frozen=True, slots=True)
class ListWords:
    """`links` stand between two products ("and"), `articles` before one ("an"), and what comes after `purposes` is what
    another is for ("milk for the coffee"): none of them names anything."""

    links: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()


NO_WORDS = ListWords()


def read_list_words(data_dir: Path, language: str) -> ListWords:
    """Raises DataFilesError with file, line and hint for a table that cannot be used."""
    table = Table.read(data_dir, language, "vocabulary.yml").sub("listing").known(*_SORTS)
    return ListWords(*(frozenset(words_of(word)[0].norm for word in table.phrases(sort)) for sort in _SORTS))


def breaks_of(reading: Reading) -> frozenset[int]:
    """The words before which a comma or the like stands: no name goes on over it."""
    words, text = reading.words, reading.text
    between = (text[words[at - 1].end : words[at].start] for at in range(1, len(words)))
    return frozenset(at for at, marks in enumerate(between, 1) if marks != " " and _MARK.search(marks))


def apart(mentions: Sequence[Mention], reading: Reading, matcher: CatalogueMatcher) -> list[Mention]:
    """The names of a list, where two that make another name together are heard as what they are said to be.

    Where commas part the list each name is meant as it stands. Without them "koffie melk eieren" is rather coffee and
    milk, since who says "koffiemelk" is written down so; and "coffee milk" may be either. Both are in doubt.
    """
    goods = [mention for mention in mentions if mention.what in ("kind", "product")]
    if len(goods) < 2 or any(goods[0].last <= at <= goods[-1].first for at in breaks_of(reading)):
        return list(mentions)
    heard: list[Mention] = []
    for mention in mentions:
        heard += matcher.apart(reading.norms, mention, TWO_OR_ONE) if mention in goods else (mention,)
    return heard


def is_listed(mention: Mention | WordSpan, sure: Sequence[Mention], reading: Reading, words: ListWords) -> bool:
    """Whether nothing but links, articles and numbers stands between the words and a name that is sure."""
    light = _light(reading, words) | {at for at, norm in enumerate(reading.norms) if norm in words.links}
    return any(
        light.issuperset(range(min(mention.last, one.last), max(mention.first, one.first)))
        for one in sure
        if one.last <= mention.first or mention.last <= one.first
    )


def without_purposes(
    heard: Sequence[Mention], norms: Sequence[str], words: ListWords
) -> tuple[list[Mention], list[Mention]]:
    """The names, and apart from them those that only tell what the one before is for."""
    kept: list[Mention] = []
    aims: list[Mention] = []
    for mention in heard:
        between = norms[kept[-1].last : mention.first] if kept else ()
        is_aim = between and between[0] in words.purposes and all(norm in words.articles for norm in between[1:])
        (aims if is_aim else kept).append(mention)
    return kept, aims


def unheard(heard: Sequence[Mention], strange: Collection[int], reading: Reading, words: ListWords) -> list[WordSpan]:
    """Words of no sentence that we know, standing where a list has a product: one that we do not know either."""
    norms, light, breaks = reading.norms, _light(reading, words), breaks_of(reading)
    firsts, lasts = {one.first for one in heard}, {one.last for one in heard}

    def parts(at: int) -> bool:
        return at in breaks or (0 < at < len(norms) and (norms[at] in words.links or norms[at - 1] in words.links))

    found: list[WordSpan] = []
    for at in sorted(strange):
        begin = at
        while begin > 0 and not parts(begin) and begin - 1 in light:
            begin -= 1
        before, after = parts(begin) or begin in lasts, parts(at + 1) or at + 1 in firsts
        alone = (before and after) or parts(at + 1) or (parts(begin) and at + 1 == len(norms))
        span = WordSpan("product", at, at + 1)
        if alone and is_listed(span, heard, reading, words):
            found.append(span)
    return found


def _light(reading: Reading, words: ListWords) -> set[int]:
    """Where articles and numbers stand."""
    spans = [word_span(reading.words, one.name, one.start, one.end) for one in reading.values if one.name == "quantity"]
    counted = {at for span in spans if span is not None for at in range(span.first, span.last)}
    return counted | {at for at, norm in enumerate(reading.norms) if norm in words.articles}
