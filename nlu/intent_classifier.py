"""Which intent a sentence has: exact -> lexical -> semantic, calibrated, with the open question as a prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.interpretation import Expecting
from nlu.lexical_model import Floats, LexicalModel, softmax
from nlu.open_questions import OpenQuestions
from nlu.sentence_features import sentence_features

OUT_OF_SCOPE = "out_of_scope"
EXACT_PROBABILITY = 0.97
"""A sentence of the training data, word for word: labels are right about this often."""


class SemanticScores(Protocol):
    """The semantic stage: scores of each label from the meaning of the sentence, or None when it has nothing to say."""

    def scores(self, norms: Sequence[str], tokens: Sequence[str]) -> Floats | None: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities of all intents, best first, and the stage that gave them."""

    ranking: tuple[tuple[str, float], ...]
    stage: str

    @property
    def intent(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]

    def probability(self, intent: str) -> float:
        return next((probability for name, probability in self.ranking if name == intent), 0.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Learned on folds that the model had not seen."""

    temperature: float = 1.0
    out_of_scope_bias: float = 0.0
    least_in_scope: float = 0.0


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    labels: tuple[str, ...]
    exact: Mapping[str, str]
    lexical: LexicalModel
    calibration: Calibration
    questions: OpenQuestions
    semantic: SemanticScores | None = None
    semantic_weight: float = 0.0

    def judge(self, norms: Sequence[str], tokens: Sequence[str], expecting: Expecting | None) -> Judgement:
        """`norms` are the words as spoken, `tokens` with values replaced by their kind."""
        prior = np.array([self.questions.weight(expecting, label) for label in self.labels])
        known = self.exact.get(" ".join(norms))
        if known is not None and prior[self.labels.index(known)] >= 0:
            return self._exact(known)
        scores = self.lexical.scores(sentence_features(tokens, norms))
        stage = "lexical"
        if self.semantic is not None:
            meaning = self.semantic.scores(norms, tokens)
            if meaning is not None:
                scores = scores + np.float32(self.semantic_weight) * meaning
                stage = "semantic"
        return self._settle(scores, prior, stage)

    def _exact(self, known: str) -> Judgement:
        return Judgement(((known, EXACT_PROBABILITY),), "exact")

    def _settle(self, scores: Floats, prior: NDArray[np.float64], stage: str) -> Judgement:
        scaled = np.log(softmax(scores, self.calibration.temperature) + 1e-12) + prior
        outside = self.labels.index(OUT_OF_SCOPE)
        scaled[outside] += self.calibration.out_of_scope_bias
        probabilities = softmax(scaled.astype(np.float32))
        order = np.argsort(-probabilities)[:8]
        ranking = [(self.labels[at], float(probabilities[at])) for at in order]
        if ranking[0][0] != OUT_OF_SCOPE and ranking[0][1] < self.calibration.least_in_scope:
            outside_now = float(probabilities[outside])
            rest = [pair for pair in ranking if pair[0] != OUT_OF_SCOPE]
            ranking = [(OUT_OF_SCOPE, max(outside_now, 1 - ranking[0][1])), *rest]
            stage = "rejection"
        elif ranking[0][0] == OUT_OF_SCOPE:
            stage = "rejection"
        return Judgement(tuple((name, round(probability, 4)) for name, probability in ranking), stage)
