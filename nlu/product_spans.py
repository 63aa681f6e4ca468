"""Joins what the catalogue knows with what the tagger reads: which words name a product, and which one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlu.catalogue_match import CatalogueMatcher
from nlu.mention import Mention
from nlu.name_segments import Evidence, Near, names_in, regions
from nlu.product_lists import NO_WORDS, TWO_OR_ONE, ListWords, apart, breaks_of, is_listed, unheard, without_purposes
from nlu.reading import AS_SPOKEN, Reading, WordSpan, word_span
from nlu.span_tagger import SpanTagger

MAX_FUZZY_WINDOWS = 12
"""Windows tried against the fuzzy index in one utterance: bounds the time of a long one."""
COMPOUND_SCORE = 0.7
"""A compound of which only the end is known: "roggebrood" is some bread."""

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


def without_value_words(reading: Reading, mentions: Sequence[Mention], matcher: CatalogueMatcher) -> list[Mention]:
    """Names without what is said in a spoken value: the "pak" of "twee pakken" is a unit there, not a product, and of
    "een tros tomaten" only the tomatoes are named."""
    spans = [word_span(reading.words, value.name, value.start, value.end) for value in reading.values]
    values = [span for span in spans if span is not None and span.name in ("quantity", "money", "moment", "digits")]
    kept: list[Mention] = []
    for mention in mentions:
        over = next((span for span in values if span.first <= mention.first < span.last), None)
        if over is None:
            kept.append(mention)
        elif over.last < mention.last:
            rest = matcher.exact(reading.norms[over.last : mention.last])
            kept += [replace(one, first=one.first + over.last, last=one.last + over.last) for one in rest]
    return kept


def find_products(
    reading: Reading,
    mentions: Sequence[Mention],
    tagged: Sequence[WordSpan],
    matcher: CatalogueMatcher,
    known: frozenset[str],
    doubtful: frozenset[str] = frozenset(),
    listing: ListWords = NO_WORDS,
) -> tuple[list[ProductSpan], list[Mention]]:
    """Product spans with their catalogue mention (None when it is in no catalogue), and brands and retailers.

    `doubtful` names are ordinary words as well ("match", "port"): they count where the sentence says that a product is
    named there, or in a list of others.
    """
    breaks = breaks_of(reading)
    names = [mention for mention in mentions if mention.what in ("brand", "retailer")]
    named = {at for name in names for at in range(name.first, name.last)}
    spans = [WordSpan("product", *_trimmed(span, named)) for span in tagged if span.name == "product"]
    spans = [span for span in spans if span.first < span.last]
    inside = frozenset(at for span in spans for at in range(span.first, span.last))
    goods = _goods(reading, mentions, inside, doubtful, listing)
    blocked = frozenset(named | _value_words(reading) - {at for one in goods for at in range(one.first, one.last)})
    evidence = _evidence(reading, goods, inside, blocked, matcher, known, breaks, listing)
    near = _counted_near(reading.norms, inside, matcher, goods)
    heard: list[Mention] = []
    for first, last in regions(evidence, blocked):
        heard += names_in(first, last, goods, evidence, near)
    names += [mention for mention in heard if mention.what in ("brand", "retailer")]
    heard = [replace(one, score=TWO_OR_ONE) if _is_of_two(one, goods) else one for one in heard]
    taken = inside.union(blocked, *(range(one.first, one.last) for one in heard))
    heard, aims = without_purposes([one for one in heard if one.what in ("kind", "product")], reading.norms, listing)
    pieces = [piece for span in spans for piece in _pieces(span, reading.norms, breaks, listing)]
    pieces = [piece for piece in pieces if not any(one.first <= piece.first < one.last for one in aims)]
    pieces += unheard(heard, evidence.strange - taken, reading, listing)
    found = _with_described(reading.norms, heard, pieces, matcher, breaks)
    return found, sorted(names, key=lambda mention: mention.first)


def _goods(
    reading: Reading,
    mentions: Sequence[Mention],
    inside: frozenset[int],
    doubtful: frozenset[str],
    listing: ListWords,
) -> list[Mention]:
    goods = [mention for mention in mentions if mention.what in ("kind", "product")]
    sure = [
        mention
        for mention in goods
        if inside.intersection(range(mention.first, mention.last)) or not _is_doubtful(mention, reading, doubtful)
    ]
    return [mention for mention in goods if mention in sure or is_listed(mention, sure, reading, listing)]


def _is_of_two(mention: Mention, goods: Sequence[Mention]) -> bool:
    """Whether two names were taken for another that both together are nearly: "beef mints"."""
    return sum(mention.first <= one.first and one.last <= mention.last for one in goods) > 1


def _pieces(span: WordSpan, norms: Sequence[str], breaks: frozenset[int], listing: ListWords) -> Iterator[WordSpan]:
    """The parts of what is named as one product that stand apart: no name holds a comma or begins with "and"."""
    first = span.first
    for at in range(span.first, span.last + 1):
        link = at < span.last and norms[at] in listing.links
        if at == span.last or link or at in breaks:
            if first < at:
                yield WordSpan(span.name, first, at)
            first = at + 1 if link else at


def _is_doubtful(mention: Mention, reading: Reading, doubtful: frozenset[str]) -> bool:
    return mention.last - mention.first == 1 and reading.words[mention.first].norm in doubtful


def _trimmed(span: WordSpan, taken: set[int]) -> tuple[int, int]:
    """The span without the brand or retailer at its edge, which is an entity of its own."""
    first, last = span.first, span.last
    while first < last and first in taken:
        first += 1
    while last > first and last - 1 in taken:
        last -= 1
    return first, last


def _value_words(reading: Reading) -> set[int]:
    spans = (word_span(reading.words, value.name, value.start, value.end) for value in reading.values)
    return {at for span in spans if span is not None for at in range(span.first, span.last)}


def _evidence(
    reading: Reading,
    goods: Sequence[Mention],
    inside: frozenset[int],
    blocked: frozenset[int],
    matcher: CatalogueMatcher,
    known: frozenset[str],
    breaks: frozenset[int],
    listing: ListWords,
) -> Evidence:
    norms = reading.norms
    free = [at for at, norm in enumerate(norms) if at not in blocked and norm.isalpha()]
    return Evidence(
        norms,
        tagged=inside - blocked,
        strange=frozenset(at for at in free if norms[at] not in known),
        names=tuple(goods),
        of_names=frozenset(at for at in free if matcher.is_part_of_a_name(norms[at])),
        open_=frozenset(at for at in free if not matcher.is_function_word(norms[at])),
        breaks=breaks,
        links=frozenset(at for at, norm in enumerate(norms) if norm in listing.links),
    )


def _counted_near(
    norms: Sequence[str], inside: frozenset[int], matcher: CatalogueMatcher, goods: Sequence[Mention]
) -> Near:
    """Looks at windows of the sentence until there were enough; where a product is named no brand is heard, and where
    two are, one of them is not both."""
    looks = [MAX_FUZZY_WINDOWS]

    def near(first: int, last: int, least: float) -> Mention | None:
        if looks[0] <= 0:
            return None
        looks[0] -= 1
        mention = matcher.near(norms, first, last, least)
        within = [one for one in goods if one.first < last and first < one.last]
        if mention is not None and len(within) > 1:
            either = {matcher.kind_of(one) for one in within}
            return None if matcher.kind_of(mention) in either else mention
        named = inside.intersection(range(first, last))
        return None if mention is not None and named and mention.what in ("brand", "retailer") else mention

    return near


def _joined(heard: Sequence[Mention], matcher: CatalogueMatcher, breaks: frozenset[int]) -> list[Mention]:
    """Two names of one kind side by side are one: "wholemeal" "loaf"; two of its products in a list are two."""
    found: list[Mention] = []
    for mention in heard:
        last = found[-1] if found else None
        kind = matcher.kind_of(mention)
        two = last is not None and mention.first in breaks and last.what == mention.what == "product"
        alike = last is not None and kind is not None and matcher.kind_of(last) == kind
        if last is not None and last.last == mention.first and alike and not two:
            found[-1] = replace(mention, first=last.first, score=min(last.score, mention.score))
        else:
            found.append(mention)
    return found


def _with_described(
    norms: Sequence[str],
    heard: Sequence[Mention],
    spans: Sequence[WordSpan],
    matcher: CatalogueMatcher,
    breaks: frozenset[int],
) -> list[ProductSpan]:
    """The names with the words that describe them, and what is named as a product and is in no catalogue."""
    heard = _joined(heard, matcher, breaks)
    owners: dict[int, int] = {at: number for number, one in enumerate(heard) for at in range(one.first, one.last)}
    unknown: list[WordSpan] = []
    for span in spans:
        rest = [at for at in range(span.first, span.last) if at not in owners]
        for at in rest:
            after = next((owners[to] for to in range(at + 1, span.last) if to in owners), None)
            before = next((owners[to] for to in range(at - 1, span.first - 1, -1) if to in owners), None)
            owner = after if after is not None else before
            if owner is None and matcher.describes(norms[at]):
                beside = (at + 1, at - 1)[at + 1 in breaks :]  # "verse" "koffie", read as two; "melk, biologische, ..."
                owner = next((owners[to] for to in beside if to in owners), None)
            if owner is not None:
                owners[at] = owner
            elif unknown and unknown[-1].last == at and unknown[-1].first >= span.first:
                unknown[-1] = WordSpan("product", unknown[-1].first, at + 1)
            else:
                unknown.append(WordSpan("product", at, at + 1))
    found: list[ProductSpan] = []
    for number, mention in enumerate(heard):
        own = [at for at, owner in owners.items() if owner == number]
        found.append((WordSpan("product", min(own), max(own) + 1), mention))
    for span in unknown:
        head = matcher.compound_head(norms[span.last - 1])
        found.append((span, Mention(span.last - 1, span.last, head, COMPOUND_SCORE) if head else None))
    return sorted(found, key=lambda pair: pair[0].first)


class ProductFinder:
    """Values, exact names, tagger and misheard names in one pass; the same for training and for running."""

    def __init__(
        self,
        matcher: CatalogueMatcher,
        tagger: SpanTagger | None = None,
        doubtful: frozenset[str] = frozenset(),
        listing: ListWords = NO_WORDS,
    ) -> None:
        self.matcher = matcher
        self.tagger = tagger
        self.doubtful = doubtful
        self.listing = listing

    def exact(self, reading: Reading) -> list[Mention]:
        """The names that are written in the sentence as the catalogue knows them."""
        mentions = self.matcher.exact(reading.norms, breaks_of(reading))
        return apart(without_value_words(reading, mentions, self.matcher), reading, self.matcher)

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
        products, names = find_products(reading, mentions, tagged, self.matcher, known, self.doubtful, self.listing)
        reading.product_spans = tuple(products)
        reading.mentions = tuple(names)
        reading.text_spans = tuple(span for span in tagged if span.name in ("need", "reason", "person"))


def known_spans(reading: Reading) -> list[WordSpan]:
    """Everything in the sentence that stands for a value, for delexicalising; overlaps are for the caller to settle."""
    spans = [span for span, _ in reading.product_spans]
    spans += [WordSpan(mention.what, mention.first, mention.last) for mention in reading.mentions]
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span is not None and value.name not in AS_SPOKEN:
            spans.append(span)
    return spans
