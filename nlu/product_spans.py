"""Joins what the catalogue knows with what the tagger reads: which words name a product, and which one."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.catalogue_match import CatalogueMatcher, Mention
from nlu.reading import Reading, WordSpan, word_span
from nlu.span_tagger import SpanTagger

MAX_FUZZY_WINDOWS = 12
"""Windows tried against the fuzzy index in one utterance: bounds the time of a long one."""
LEAST_IN_SPAN = 0.76
"""Likeness asked where the sentence says that a product is named here ..."""
LEAST_ANYWHERE = 0.88
"""... and where only an unknown word suggests it."""

SHORTEST_MISHEARD = 5
"""A shorter unknown word is near to some name by chance: a person's name is no sweet."""

ProductSpan = tuple[WordSpan, Mention | None]


def catalogue_hints(reading: Reading, mentions: Sequence[Mention]) -> list[str]:
    """For each word what tables know of it: the value it is part of, or the sort of name it is."""
    hints = [""] * len(reading.words)
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span:
            hints[span.first : span.last] = [f"<{value.name}>"] * (span.last - span.first)
    for mention in mentions:
        mark = {"kind": "<kind>", "product": "<kind>", "brand": "<brand>", "retailer": "<retailer>"}[mention.what]
        hints[mention.first : mention.last] = [mark, *["<+>"] * (mention.last - mention.first - 1)]
    return hints


def without_value_words(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """Drops names that lie inside a spoken value: the "pak" of "twee pakken" is a unit there, not a product."""
    spans = [word_span(reading.words, value.name, value.start, value.end) for value in reading.values]
    values = [span for span in spans if span is not None and span.name in ("quantity", "money", "moment", "digits")]
    return [
        mention
        for mention in mentions
        if not any(span.first <= mention.first and mention.last <= span.last for span in values)
    ]


def find_products(
    reading: Reading,
    mentions: Sequence[Mention],
    tagged: Sequence[WordSpan],
    matcher: CatalogueMatcher,
    known: frozenset[str],
) -> tuple[list[ProductSpan], list[Mention]]:
    """Product spans with their catalogue mention (None when it is in no catalogue), and brands and retailers."""
    names = [mention for mention in mentions if mention.what in ("brand", "retailer")]
    goods = [mention for mention in mentions if mention.what in ("kind", "product")]
    taken: set[int] = {at for name in names for at in range(name.first, name.last)}
    found: list[ProductSpan] = []
    budget = [MAX_FUZZY_WINDOWS]
    for span in tagged:
        if span.name == "product":
            found += _resolve(reading.norms, span, goods, taken, matcher, budget)
    covered = {at for span, _ in found for at in range(span.first, span.last)}
    for mention in goods:
        if not covered.intersection(range(mention.first, mention.last)):
            found.append((WordSpan("product", mention.first, mention.last), mention))
    covered |= {at for mention in goods for at in range(mention.first, mention.last)} | taken
    for mention in _misheard(reading, covered, matcher, known, budget):
        if mention.what in ("brand", "retailer"):
            names.append(mention)
        else:
            found.append((WordSpan("product", mention.first, mention.last), mention))
    found.sort(key=lambda pair: pair[0].first)
    return found, sorted(names, key=lambda mention: mention.first)


def _resolve(
    norms: Sequence[str],
    span: WordSpan,
    goods: Sequence[Mention],
    taken: set[int],
    matcher: CatalogueMatcher,
    budget: list[int],
) -> list[ProductSpan]:
    first, last = _trimmed(span, taken)
    if first >= last:
        return []
    inside = [mention for mention in goods if mention.first < last and first < mention.last]
    if inside:
        found: list[ProductSpan] = []
        begin = first
        for at, mention in enumerate(inside):
            end = max(last, mention.last) if at == len(inside) - 1 else mention.last
            found.append((WordSpan("product", min(begin, mention.first), end), mention))
            begin = end
        return found
    return [(WordSpan("product", first, last), _misheard_span(norms, first, last, matcher, budget))]


def _trimmed(span: WordSpan, taken: set[int]) -> tuple[int, int]:
    """The span without the brand or retailer at its edge, which is an entity of its own."""
    first, last = span.first, span.last
    while first < last and first in taken:
        first += 1
    while last > first and last - 1 in taken:
        last -= 1
    return first, last


def _misheard_span(
    norms: Sequence[str], first: int, last: int, matcher: CatalogueMatcher, budget: list[int]
) -> Mention | None:
    windows = [(first, last)]
    windows += [(at, last) for at in range(first + 1, last)]
    best: Mention | None = None
    for begin, end in windows[:4]:
        if budget[0] <= 0:
            break
        budget[0] -= 1
        mention = matcher.near(norms, begin, end, LEAST_IN_SPAN)
        if mention and mention.what in ("kind", "product") and (best is None or mention.score > best.score):
            best = mention
    if best is None:
        head = matcher.compound_head(norms[last - 1])
        if head:
            best = Mention(last - 1, last, head, 0.7)
    return best


def _misheard(
    reading: Reading, covered: set[int], matcher: CatalogueMatcher, known: frozenset[str], budget: list[int]
) -> list[Mention]:
    """Names that unknown words outside every span are a mishearing of."""
    norms = reading.norms
    found: list[Mention] = []
    used = set(covered)
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span:
            used |= set(range(span.first, span.last))
    for at in range(len(norms)):
        if at in used or norms[at] in known or not norms[at].isalpha() or len(norms[at]) < SHORTEST_MISHEARD:
            continue
        best: Mention | None = None
        for first, last in ((at, at + 1), (at, at + 2), (at - 1, at + 1)):
            if first < 0 or last > len(norms) or budget[0] <= 0 or used.intersection(range(first, last)):
                continue
            budget[0] -= 1
            mention = matcher.near(norms, first, last, LEAST_ANYWHERE)
            if mention and (best is None or mention.score > best.score):
                best = mention
        if best:
            found.append(best)
            used |= set(range(best.first, best.last))
    return found


class ProductFinder:
    """Values, exact names, tagger and misheard names in one pass; the same for training and for running."""

    def __init__(self, matcher: CatalogueMatcher, tagger: SpanTagger | None = None) -> None:
        self.matcher = matcher
        self.tagger = tagger

    def exact(self, reading: Reading) -> list[Mention]:
        """The names that are written in the sentence as the catalogue knows them."""
        return without_value_words(reading, self.matcher.exact(reading.norms))

    def fill(
        self,
        reading: Reading,
        mentions: Sequence[Mention] | None = None,
        tagged: Sequence[WordSpan] | None = None,
    ) -> None:
        """Fills in mentions, product spans and text spans of a reading that has its words and values.

        `mentions` are its exact names and `tagged` what the tagger finds in it, where they were looked up before.
        """
        if mentions is None:
            mentions = self.exact(reading)
        if tagged is None:
            tagged = self.tagger.spans(reading.norms, catalogue_hints(reading, mentions)) if self.tagger else ()
        known: frozenset[str] = self.tagger.known if self.tagger else frozenset()
        products, names = find_products(reading, mentions, tagged, self.matcher, known)
        reading.product_spans = tuple(products)
        reading.mentions = tuple(names)
        reading.text_spans = tuple(span for span in tagged if span.name in ("need", "reason", "person"))


def known_spans(reading: Reading) -> list[WordSpan]:
    """Everything in the sentence that stands for a value, for delexicalising; overlaps are for the caller to settle."""
    spans = [span for span, _ in reading.product_spans]
    spans += [WordSpan(mention.what, mention.first, mention.last) for mention in reading.mentions]
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span is not None and value.name not in ("category", "period"):
            spans.append(span)
    return spans
