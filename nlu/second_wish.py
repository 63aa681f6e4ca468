"""Two wishes in one sentence: "put bread on the list and take the cheese off", "add milk, and what does coffee cost".

One sentence has one intent, so the products of both would become what only one of them asks. The first is heard, and
the words of the second are kept, so that it can be said that nothing was done with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.decision import SURE_ENOUGH, IntentJudge
from nlu.intent_classifier import Judgement
from nlu.product_spans import known_spans
from nlu.reading import Reading, Situation, WordSpan, delexicalised, without_overlap
from nlu.spoken.tables import Table
from nlu.words import words_of

WISHES = frozenset({"order_product", "reorder", "add_to_basket", "remove_from_basket", "change_quantity"})
"""What is asked of products: of two that differ each has its own."""
QUESTIONS = frozenset(
    {
        *("ask_price", "ask_stock", "ask_offers", "ask_alternatives", "ask_advice"),
        *("order_status", "ask_delivery", "ask_spending", "show_basket"),
    }
)
"""What may be asked beside a wish; what a question names is not wished for."""
SURE_QUESTION = 0.7
"""Surer than of a wish: "milk and what is left of the cheese" may be one as well."""


@dataclass(frozen=True, slots=True)
class SecondWish:
    """`links` may stand between two wishes, `verbs` begin one and `questions` a question; from `second_wish` in
    data/<language>/vocabulary.yml."""

    links: frozenset[str]
    verbs: frozenset[str]
    questions: tuple[tuple[str, ...], ...]

    def asks(self, norms: Sequence[str], at: int) -> bool:
        """Whether a question begins at this word."""
        return any(tuple(norms[at : at + len(phrase)]) == phrase for phrase in self.questions)


def read_second_wish(data_dir: Path, language: str) -> SecondWish:
    """Raises DataFilesError for a table that cannot be used."""
    table = Table.read(data_dir, language, "vocabulary.yml").sub("second_wish").known("links", "verbs", "questions")
    links, verbs = (frozenset(words_of(word)[0].norm for word in table.phrases(key)) for key in ("links", "verbs"))
    questions = tuple(tuple(word.norm for word in words_of(phrase)) for phrase in table.phrases("questions"))
    return SecondWish(links, verbs, questions)


def set_apart(reading: Reading, situation: Situation, judge: IntentJudge, words: SecondWish) -> None:
    """Leaves the first wish in the reading, and the words of another that follows it in `left`."""
    if reading.intent not in WISHES | QUESTIONS or reading.also:
        return
    norms = reading.norms
    for at, norm in enumerate(norms):
        if norm not in words.links or not _may_part(reading, at, norms, words):
            continue
        first = _judged(reading, 0, at, situation, judge)
        second = _judged(reading, at + 1, len(norms), situation, judge)
        if _are_two(first, second, asks=words.asks(norms, 0) or words.asks(norms, at + 1)):
            _keep_first(reading, at, first, second)
            return


def _are_two(first: Judgement, second: Judgement, *, asks: bool) -> bool:
    """Whether both halves are sure, and differ; where one asks it has to be a question, beside a wish."""
    intents = {first.intent, second.intent}
    sure = min(first.confidence, second.confidence) >= (SURE_QUESTION if asks else SURE_ENOUGH)
    if not sure or len(intents) < 2 or not intents & WISHES:
        return False
    return bool(intents & QUESTIONS) if asks else intents <= WISHES


def _may_part(reading: Reading, at: int, norms: Sequence[str], words: SecondWish) -> bool:
    """Whether each side may be a wish: a product on both and a verb that begins the second, or a number that needs no
    product before a number of something else ("make it three and a dozen eggs"); or one of them a question."""
    products = [span for span, _ in reading.product_spans]
    after = [span for span in products if span.first > at]
    if at + 1 >= len(norms):
        return False
    if words.asks(norms, at + 1) and any(span.last <= at for span in products):
        return True
    if words.asks(norms, 0) and after and norms[at + 1] in words.verbs:
        return True
    if not after:
        return False
    if any(span.last <= at for span in products):
        return norms[at + 1] in words.verbs
    border = reading.words[at].start
    numbers = [value for value in reading.values if value.name == "quantity"]
    counted = [value for value in numbers if border < value.start < reading.words[after[0].first].start]
    return bool(counted) and any(value.end <= border for value in numbers)


def _judged(reading: Reading, begin: int, end: int, situation: Situation, judge: IntentJudge) -> Judgement:
    inside = [span for span in known_spans(reading) if begin <= span.first and span.last <= end]
    spans = without_overlap([WordSpan(span.name, span.first - begin, span.last - begin) for span in inside])
    norms = reading.norms[begin:end]
    text = reading.text[reading.words[begin].start : reading.words[end - 1].end] if begin < end else ""
    return judge.judge(text, norms, delexicalised(norms, spans), situation.expecting)


def _keep_first(reading: Reading, at: int, first: Judgement, second: Judgement) -> None:
    border = reading.words[at].start
    reading.left = reading.text[reading.words[at + 1].start :]
    reading.also = (second.intent,)
    reading.intent, reading.confidence = first.intent, first.confidence
    reading.ranking, reading.stage = first.ranking, first.stage
    reading.values = tuple(value for value in reading.values if value.end <= border)
    reading.mentions = tuple(mention for mention in reading.mentions if mention.last <= at)
    reading.product_spans = tuple(pair for pair in reading.product_spans if pair[0].last <= at)
    reading.text_spans = tuple(span for span in reading.text_spans if span.last <= at)
    reading.text, reading.words = reading.text[:border].rstrip(), reading.words[:at]
