"""Rasa as an engine behind the Recognizer: it names intents and spans, the rest stays ours.

What a turn may cost money on does not depend on another engine: spoken values, products and PINs are read by our own
tables, and a yes is proven by nlu.confirmation, whatever Rasa thinks of it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import read_catalogue_names
from nlu.confirmation import ConfirmationProof, learn_from, read_confirmation
from nlu.contract import Contract, read_contract
from nlu.decision import decide
from nlu.entity_assembly import assemble
from nlu.intent_classifier import OUT_OF_SCOPE, Judgement
from nlu.interpretation import Context, Expecting, Interpretation, language_of
from nlu.language_tables import function_words, load_values
from nlu.language_training import read_examples
from nlu.mention import Mention
from nlu.name_segments import LIKENESS
from nlu.open_questions import OpenQuestions, read_open_questions
from nlu.product_lists import read_list_words
from nlu.product_spans import ProductFinder, find_products, known_spans
from nlu.rasa.server import EngineDown, Heard, RasaServer
from nlu.reading import Reading, Situation, ValueFinder, WordSpan, interpretation_of, new_reading, word_span
from nlu.recognizer import UnknownLocaleError
from nlu.words import clean

__all__ = ["DEFAULT_URLS", "EngineDown", "RasaRecognizer", "read_urls"]

DEFAULT_URLS: Mapping[str, str] = {"nl": "http://127.0.0.1:5005", "en": "http://127.0.0.1:5006"}
"""Where scripts/rasa serves; one server has one model, and a model one language."""

FALLBACK = "nlu_fallback"
"""What Rasa answers when it is unsure: to us the sentence is out of scope then."""
RANKED = 8
SURE_PIN = 0.97


def read_urls(written: str | None) -> dict[str, str]:
    """ "nl=http://host:5005 en=http://host:5006" -> address by language. Raises ValueError for anything else."""
    if not written:
        return dict(DEFAULT_URLS)
    urls = dict(DEFAULT_URLS)
    for pair in written.split():
        language, found, url = pair.partition("=")
        if not found or language not in DEFAULT_URLS:
            raise ValueError(
                f"{pair!r}: write the addresses of Rasa as nl=http://127.0.0.1:5005 en=http://127.0.0.1:5006"
            )
        urls[language] = RasaServer(url).url
    return urls


@dataclass(frozen=True, slots=True)
class LanguageParts:
    """What is ours in one language: values, names, the proof of a yes."""

    server: RasaServer
    values: ValueFinder
    products: ProductFinder
    proof: ConfirmationProof


class RasaRecognizer:
    """The Recognizer protocol on Rasa servers, one for each language."""

    def __init__(self, data_dir: Path, servers: Mapping[str, RasaServer]) -> None:
        """Raises DataFilesError for an unusable contract; the tables of a language are read when it is spoken."""
        self._data_dir = data_dir
        self._servers = dict(servers)
        self._contract = read_contract(data_dir / "intents.yml")
        self._questions = read_open_questions(data_dir / "open_questions.yml", self._contract.intents)
        self._parts: dict[str, LanguageParts] = {}
        self._lock = threading.Lock()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._servers))

    def check(self) -> None:
        """Raises EngineDown when no server answers: said at the start rather than in the first turn."""
        down: EngineDown | None = None
        for server in self._servers.values():
            try:
                server.status()
                return
            except EngineDown as error:
                down = down or error
        if down is not None:
            raise down

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        """Raises UnknownLocaleError for a language without a server, EngineDown when its server does not answer."""
        return interpretation_of(self.read(text, locale, Situation(expecting, now, context)), locale)

    def read(self, text: str, locale: str, situation: Situation) -> Reading:
        """The same steps as our own pipeline, with Rasa's intents and spans in the place of ours."""
        parts = self._of(locale)
        reading = new_reading(clean(text))
        if not reading.words:
            reading.stage = "rejection"
            return reading
        reading.values = parts.values.find(reading.text, situation.now)
        judge = _Judge(parts.server, self._contract, self._questions, reading.text, _said_pin(reading, situation))
        _fill_spans(reading, judge.heard(reading.text), parts.products)
        decide(reading, known_spans(reading), situation, judge, parts.proof)
        reading.entities = assemble(reading, situation, self._contract, parts.products.matcher)
        return reading

    def _of(self, locale: str) -> LanguageParts:
        language = language_of(locale)
        server = self._servers.get(language)
        if server is None:
            known = ", ".join(self.languages)
            raise UnknownLocaleError(f"no Rasa server for the locale {locale!r}; known languages: {known}")
        with self._lock:
            if language not in self._parts:
                self._parts[language] = _language_parts(self._data_dir, language, self._contract, server)
            return self._parts[language]


def _language_parts(data_dir: Path, language: str, contract: Contract, server: RasaServer) -> LanguageParts:
    matcher = CatalogueMatcher(read_catalogue_names(data_dir, language), language, function_words(language))
    table = data_dir / language / "confirmation.yml"
    examples = read_examples(data_dir, language, contract).examples
    said = [(example.intent, new_reading(clean(example.text)).norms) for example in examples]
    learned = learn_from(
        read_confirmation(table),
        [norms for intent, norms in said if intent == "confirm"],
        [norms for intent, norms in said if intent != "confirm"],
    )
    return LanguageParts(
        server,
        load_values(data_dir, language),
        ProductFinder(matcher, listing=read_list_words(data_dir, language)),
        read_confirmation(table, learned),
    )


def _said_pin(reading: Reading, situation: Situation) -> bool:
    return situation.expecting == "pin" and any(value.name == "digits" for value in reading.values)


@dataclass(slots=True)
class _Judge:
    """What decide() asks: the intents of a text or of a part of it. A spoken PIN leaves the process for nobody (A5)."""

    server: RasaServer
    contract: Contract
    questions: OpenQuestions
    text: str
    is_pin: bool
    known: dict[str, Heard] = field(default_factory=dict)

    def heard(self, text: str) -> Heard:
        if self.is_pin:
            return Heard((("give_pin", SURE_PIN),))
        if text not in self.known:
            self.known[text] = self.server.parse(text)
        return self.known[text]

    def judge(
        self,
        text: str,
        norms: Sequence[str],  # noqa: ARG002 - Rasa cuts its own words
        tokens: Sequence[str],  # noqa: ARG002
        expecting: Expecting | None,
    ) -> Judgement:
        return judged(self.heard(text), self.contract, self.questions, expecting)


def judged(heard: Heard, contract: Contract, questions: OpenQuestions, expecting: Expecting | None) -> Judgement:
    """Rasa's ranking over our intents, with the open question as prior; what Rasa is unsure of is out of scope."""
    weighed = {
        intent: confidence * math.exp(questions.weight(expecting, intent))
        for intent, confidence in heard.ranking
        if intent in contract.intents and confidence > 0
    }
    total = sum(weighed.values())
    unsure = bool(heard.ranking) and heard.ranking[0][0] == FALLBACK
    if total <= 0:
        return Judgement(((OUT_OF_SCOPE, 0.0),), "rejection")
    ranking = sorted(((intent, weight / total) for intent, weight in weighed.items()), key=lambda pair: -pair[1])
    if unsure:
        outside = (OUT_OF_SCOPE, 1 - ranking[0][1])
        ranking = [outside, *(pair for pair in ranking if pair[0] != OUT_OF_SCOPE)]
    stage = "rejection" if ranking[0][0] == OUT_OF_SCOPE else "rasa"
    return Judgement(tuple((intent, round(share, 4)) for intent, share in ranking[:RANKED]), stage)


def _fill_spans(reading: Reading, heard: Heard, products: ProductFinder) -> None:
    """Rasa's spans become ours: products are looked up in the catalogue, names resolved, free words kept."""
    spans = [word_span(reading.words, one.name, one.start, one.end) for one in heard.entities]
    tagged = [span for span in spans if span is not None]
    mentions = products.exact(reading)
    mentions += _names(reading, tagged, mentions, products.matcher)
    # Every word counts as known: a product that Rasa does not see and the catalogue does not name is not guessed at.
    found, names = find_products(
        reading, mentions, tagged, products.matcher, frozenset(reading.norms), listing=products.listing
    )
    reading.product_spans = tuple(found)
    reading.mentions = tuple(names)
    reading.text_spans = tuple(span for span in tagged if span.name in ("need", "reason", "person"))


def _names(
    reading: Reading, tagged: list[WordSpan], mentions: list[Mention], matcher: CatalogueMatcher
) -> list[Mention]:
    """Brands and retailers that Rasa points at and the catalogue knows in another spelling."""
    found = []
    for span in tagged:
        if span.name not in ("brand", "retailer"):
            continue
        if any(span.first < mention.last and mention.first < span.last for mention in mentions):
            continue
        near = matcher.near(reading.norms, span.first, span.last, LIKENESS.named_here)
        if near and near.what == span.name:
            found.append(near)
    return found
