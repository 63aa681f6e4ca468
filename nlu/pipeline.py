"""The spaCy pipeline of one language: words, spoken values, products, intent and entities, each a component.

`nlp(text)` leaves what it found in `doc._.reading`; `understand` gives it the open question, the clock and the offer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nlu.amount_words import AmountWords
from nlu.confirmation import ConfirmationProof
from nlu.contract import Contract
from nlu.decision import decide
from nlu.entity_assembly import assemble, read_text_spans, read_values_again
from nlu.intent_classifier import IntentClassifier
from nlu.product_spans import ProductFinder, known_spans
from nlu.putting_off import PuttingOff
from nlu.reading import Reading, Situation, ValueFinder, new_reading
from nlu.second_wish import SecondWish, set_apart
from nlu.spacy_core import Doc, Language, blank, registry
from nlu.span_tagger import SpanTagger
from nlu.taken_back import TakenBack, take_back
from nlu.unit_price_words import UnitPriceWords
from nlu.words import clean


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a language needs to be understood."""

    values: ValueFinder
    products: ProductFinder
    classifier: IntentClassifier
    proof: ConfirmationProof
    contract: Contract
    free_text: SpanTagger | None = None
    """Finds needs and reasons in sentences of intents that carry them."""
    taken_back: TakenBack | None = None
    second_wish: SecondWish | None = None
    unit_prices: UnitPriceWords | None = None
    putting_off: PuttingOff | None = None
    amount_words: AmountWords | None = None


if not Doc.has_extension("reading"):
    Doc.set_extension("reading", default=None)
    Doc.set_extension("situation", default=None)

TOKENIZER = "boodschap.spaces"
COMPONENTS = ("boodschap_values", "boodschap_products", "boodschap_intent", "boodschap_entities")


class _Component:
    """One step; its work is given when the pipeline is built, since models and tables are no configuration."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.work: Callable[[Reading, Situation], None] | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self.work is not None:
            if doc._.reading is None:
                doc._.reading = new_reading(doc.text)
            self.work(doc._.reading, doc._.situation or Situation())
        return doc


def _create(nlp: Language, name: str) -> _Component:  # noqa: ARG001  (spaCy calls factories with both)
    return _Component(name)


def _spaces() -> Callable[[Language], Any]:
    """Tokens are what stands between spaces: our words are finer (see `words_of`), and the thousands of exceptions that
    spaCy's own rules hold for each language would cost half a second at every start."""
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # a compiled module without stubs

    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register(TOKENIZER, func=_spaces)
for _name in COMPONENTS:
    Language.factory(_name, func=_create)


def build_pipeline(language: str, parts: Parts) -> Language:
    """A blank spaCy pipeline with our components."""
    nlp = blank(language, config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})

    def find_values(reading: Reading, situation: Situation) -> None:
        asked = frozenset({"digits"}) if situation.expecting == "pin" else None
        reading.values = parts.values.find(reading.text, situation.now, asked)
        if asked and not reading.values:
            reading.values = parts.values.find(reading.text, situation.now)

    def find_products(reading: Reading, situation: Situation) -> None:  # noqa: ARG001
        parts.products.fill(reading)

    def find_intent(reading: Reading, situation: Situation) -> None:
        decide(reading, known_spans(reading), situation, parts.classifier, parts.proof)
        if parts.second_wish is not None:
            set_apart(reading, situation, parts.classifier, parts.second_wish)
        if parts.taken_back is not None:
            take_back(reading, parts.taken_back)
        if parts.unit_prices is not None and reading.intent == "ask_price":
            reading.per = parts.unit_prices.unit(reading.norms)
        if parts.putting_off is not None:
            reading.put_off = parts.putting_off.is_in(reading.norms)
        if parts.amount_words is not None:
            reading.only = parts.amount_words.only_that(reading)
            reading.more = parts.amount_words.on_top(reading)

    def find_entities(reading: Reading, situation: Situation) -> None:
        read_values_again(reading, situation, parts.contract, parts.values)
        if parts.free_text is not None:
            read_text_spans(reading, parts.contract, parts.products, parts.free_text)
        reading.entities = assemble(reading, situation, parts.contract, parts.products.matcher)

    for name, work in zip(COMPONENTS, (find_values, find_products, find_intent, find_entities), strict=True):
        component: Any = nlp.add_pipe(name)
        component.work = work
    return nlp


def understand(nlp: Language, text: str, situation: Situation) -> Reading:
    """Runs the pipeline over one utterance of any length and any characters."""
    doc = nlp.make_doc(clean(text))
    doc._.situation = situation
    doc._.reading = new_reading(doc.text)
    reading: Reading = nlp(doc)._.reading
    return reading
