"""Text, locale and open question -> Interpretation: the one door of `nlu`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nlu.amount_words import read_amount_words
from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import CatalogueNames, read_catalogue_names, read_names_of_languages
from nlu.confirmation import Learned, read_confirmation
from nlu.contract import Contract, read_contract
from nlu.intent_classifier import Calibration, IntentClassifier
from nlu.interpretation import Context, Expecting, Interpretation, Recognizer, language_of
from nlu.language_tables import function_words, load_values
from nlu.lexical_model import LexicalModel
from nlu.model_file import Model, load_model
from nlu.open_questions import OpenQuestions, read_open_questions
from nlu.pipeline import Parts, build_pipeline, understand
from nlu.product_lists import read_list_words
from nlu.product_spans import ProductFinder
from nlu.putting_off import read_putting_off
from nlu.reading import Reading, Situation, interpretation_of
from nlu.second_wish import read_second_wish
from nlu.semantic_model import SemanticModel
from nlu.sentence_vectors import load_sentence_vectors
from nlu.spacy_core import Language
from nlu.span_tagger import SpanTagger
from nlu.taken_back import read_taken_back
from nlu.unit_price_words import read_unit_prices
from nlu.words import MAX_UTTERANCE_CHARS

logger = logging.getLogger(__name__)

__all__ = ["MAX_UTTERANCE_CHARS", "TrainedRecognizer", "UnknownLocaleError", "load_recognizer"]


class UnknownLocaleError(ValueError):
    """A locale whose language was not trained."""


class TrainedRecognizer:
    """Our own engine behind the Recognizer protocol: a pipeline for each language of the model."""

    def __init__(self, pipelines: Mapping[str, Language]) -> None:
        self._pipelines = dict(pipelines)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._pipelines))

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        """Only the first MAX_UTTERANCE_CHARS are heard. Raises UnknownLocaleError for a language without a model."""
        return interpretation_of(self.read(text, locale, Situation(expecting, now, context)), locale)

    def read(self, text: str, locale: str, situation: Situation) -> Reading:
        """Everything that the pipeline found: for explaining an interpretation."""
        language = language_of(locale)
        pipeline = self._pipelines.get(language)
        if pipeline is None:
            known = ", ".join(self.languages)
            raise UnknownLocaleError(f"no model understands the locale {locale!r}; known languages: {known}")
        return understand(pipeline, text, situation)


def load_recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    """Loads a trained model with the tables and the catalogue of `data_dir`.

    Raises ModelError for an unusable model, DataFilesError for unusable tables.
    """
    return recognizer_of(load_model(model_path), data_dir)


def recognizer_of(model: Model, data_dir: Path) -> TrainedRecognizer:
    """The recogniser of a model that is in memory already."""
    contract = read_contract(data_dir / "intents.yml")
    questions = read_open_questions(data_dir / "open_questions.yml", contract.intents)
    semantic = _semantic(model)
    pipelines = {
        language: build_pipeline(language, _parts(data_dir, language, contract, questions, model, names, semantic))
        for language, names in read_names_of_languages(data_dir, sorted(model.content), imports=True).items()
    }
    return TrainedRecognizer(pipelines)


def parts_of(model: Model, data_dir: Path, language: str) -> Parts:
    """The parts that the recogniser of this model is built from, for looking into them one by one."""
    contract = read_contract(data_dir / "intents.yml")
    questions = read_open_questions(data_dir / "open_questions.yml", contract.intents)
    names = read_catalogue_names(data_dir, language, imports=True)
    return _parts(data_dir, language, contract, questions, model, names, _semantic(model))


def _semantic(model: Model) -> SemanticModel | None:
    """The semantic stage where model and platform both have it; said once where the platform has not."""
    if model.vectors is None:
        return None
    vectors = load_sentence_vectors()
    if vectors is None or vectors.name != model.vectors:
        found = "none" if vectors is None else vectors.name
        logger.warning("the model wants sentence vectors %s, here are %s: words alone decide", model.vectors, found)
        return None
    arrays = model.arrays["meaning"]
    return SemanticModel(vectors, arrays["mean"], arrays["scale"], arrays["weights"], arrays["bias"])


def _parts(
    data_dir: Path,
    language: str,
    contract: Contract,
    questions: OpenQuestions,
    model: Model,
    names: CatalogueNames,
    semantic: SemanticModel | None = None,
) -> Parts:
    content: dict[str, Any] = model.content[language]
    arrays = model.arrays[language]
    matcher = CatalogueMatcher(names, language, function_words(language), content["forms"])
    tagger = SpanTagger(
        {feature: row for row, feature in enumerate(content["tagger"])},
        arrays["tagger_weights"],
        arrays["tagger_bias"],
        frozenset(content["known"]),
    )
    free_text = SpanTagger(
        {feature: row for row, feature in enumerate(content["free_text"])},
        arrays["free_text_weights"],
        arrays["free_text_bias"],
        tagger.known,
    )
    lexical = LexicalModel(
        {feature: row for row, feature in enumerate(content["lexical"])},
        arrays["lexical_idf"],
        arrays["lexical_weights"],
        arrays["lexical_bias"],
    )
    calibration = Calibration(**content["calibration"])
    learned = Learned(
        frozenset(tuple(sentence.split()) for sentence in content["yes_sentences"]),
        frozenset(tuple(phrase.split()) for phrase in content["yes_company"]),
    )
    return Parts(
        values=load_values(data_dir, language),
        products=ProductFinder(
            matcher, tagger, frozenset(content["doubtful_names"]), read_list_words(data_dir, language)
        ),
        classifier=IntentClassifier(
            labels=tuple(content["labels"]),
            exact=content["exact"],
            lexical=lexical,
            calibration=calibration,
            questions=questions,
            semantic=semantic,
            semantic_weight=content.get("semantic_weight", 0.0),
            joined=Calibration(**content.get("joined", {})),
        ),
        proof=read_confirmation(data_dir / language / "confirmation.yml", learned),
        contract=contract,
        free_text=free_text,
        taken_back=read_taken_back(data_dir, language),
        second_wish=read_second_wish(data_dir, language),
        unit_prices=read_unit_prices(data_dir, language),
        putting_off=read_putting_off(data_dir, language),
        amount_words=read_amount_words(data_dir, language),
    )
