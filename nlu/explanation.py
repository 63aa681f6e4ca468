"""Why an utterance was heard as it was: its words and spans, what each stage said, the nearest training sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nlu.decision import question_open
from nlu.intent_classifier import OUT_OF_SCOPE, Judgement
from nlu.interpretation import Interpretation, language_of
from nlu.model_file import Model
from nlu.nearest_examples import Near, NearestExamples
from nlu.pipeline import Parts, build_pipeline, understand
from nlu.product_spans import known_spans
from nlu.reading import Reading, Situation, delexicalised, interpretation_of, without_overlap
from nlu.recognizer import UnknownLocaleError, parts_of
from nlu.sentence_vectors import load_sentence_vectors
from nlu.training_data import read_training_folder

SHOWN_INTENTS = 5


@dataclass(frozen=True, slots=True)
class StageSaid:
    """One stage: what it would say by itself, best first, and a remark; `decided` where its word stood."""

    stage: str
    ranking: tuple[tuple[str, float], ...]
    remark: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class SpanSaid:
    """Words that carry a value, a name or a text, by the part that found them."""

    name: str
    text: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """`tokens` are what the lexical stage read: the words with values replaced by their kind."""

    interpretation: Interpretation
    tokens: tuple[str, ...]
    spans: tuple[SpanSaid, ...]
    stages: tuple[StageSaid, ...]
    by_words: tuple[Near, ...]
    by_meaning: tuple[Near, ...]


def explain(model: Model, data_dir: Path, text: str, locale: str, situation: Situation) -> Explanation:
    """Raises UnknownLocaleError for a language without a model, DataFilesError for unusable tables."""
    language = language_of(locale)
    if language not in model.content:
        raise UnknownLocaleError(f"no model understands the locale {locale!r}")
    parts = parts_of(model, data_dir, language)
    reading = understand(build_pipeline(language, parts), text, situation)
    tokens = delexicalised(reading.norms, without_overlap(known_spans(reading)))
    data = read_training_folder(data_dir / language / "intents", data_dir.parent)
    nearest = NearestExamples(data.examples)
    vectors = load_sentence_vectors() if parts.classifier.semantic is not None else None
    return Explanation(
        interpretation=interpretation_of(reading, locale),
        tokens=tuple(tokens),
        spans=tuple(_spans(reading)),
        stages=tuple(
            replace(said, decided=said.stage == reading.stage) for said in _stages(parts, reading, tokens, situation)
        ),
        by_words=tuple(nearest.by_words(reading.text)),
        by_meaning=tuple(nearest.by_meaning(reading.text, vectors)) if vectors is not None else (),
    )


def _spans(reading: Reading) -> Iterator[SpanSaid]:
    def said(first: int, last: int) -> str:
        return reading.text[reading.words[first].start : reading.words[last - 1].end]

    for value in reading.values:
        yield SpanSaid(value.name, value.text, "tables of the language")
    for span, mention in reading.product_spans:
        if mention is None:
            found_by = "the sentence's shape; in no catalogue"
        else:
            names = ", ".join(f"{target.what} {target.id}" for target in mention.targets[:SHOWN_INTENTS])
            found_by = f"catalogue: {names}" if mention.score == 1 else f"sounds like {names} ({mention.score})"
        yield SpanSaid("product", said(span.first, span.last), found_by)
    for mention in reading.mentions:
        names = ", ".join(target.id for target in mention.targets[:SHOWN_INTENTS])
        yield SpanSaid(mention.what, said(mention.first, mention.last), f"catalogue: {names}")
    for span in reading.text_spans:
        yield SpanSaid(span.name, said(span.first, span.last), "the sentence's shape")


def _stages(parts: Parts, reading: Reading, tokens: list[str], situation: Situation) -> Iterator[StageSaid]:
    if not reading.words:
        yield StageSaid("rejection", ((OUT_OF_SCOPE, 0.0),), "there are no words")
        return
    classifier = parts.classifier
    expecting = situation.expecting
    known = classifier.exact.get(" ".join(reading.norms))
    remark = "a training sentence says exactly this" if known else "no training sentence says exactly this"
    yield StageSaid("exact", () if known is None else ((known, 1.0),), remark)
    words_alone = replace(classifier, exact={}, semantic=None)
    lexical = words_alone.judge(reading.text, reading.norms, tokens, expecting)
    yield StageSaid("lexical", _best(lexical), "the words, with values replaced by their kind")
    if classifier.semantic is None:
        yield StageSaid("semantic", (), "this model or platform has no sentence vectors")
        last = lexical
    else:
        last = replace(classifier, exact={}).judge(reading.text, reading.norms, tokens, expecting)
        asked = last.stage != "lexical"
        yield StageSaid(
            "semantic", _best(last), "words and meaning together" if asked else "not asked: the words are sure"
        )
    calibration = classifier.calibration if classifier.semantic is None else classifier.joined
    refused = last.stage == "rejection"
    yield StageSaid(
        "rejection",
        _best(last) if refused else (),
        f"{'refuses' if refused else 'lets through'}; asks for {calibration.least_in_scope:.2f}, "
        f"out of scope weighed by {calibration.out_of_scope_bias:+.2f}",
    )
    proof = parts.proof.prove(reading.norms, question_open(situation))
    if proof.proven:
        remark = "every word is part of a yes"
    elif proof.yes_words:
        remark = f"begins as a yes, left over: {' '.join(proof.leftover)}"
    else:
        remark = "no yes"
    yield StageSaid("proof", (("confirm", 1.0),) if proof.proven else (), remark)


def _best(judged: Judgement) -> tuple[tuple[str, float], ...]:
    return judged.ranking[:SHOWN_INTENTS]
