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


LEXICALLY_SURE = 0.95
LEXICALLY_OUTSIDE = 0.97
"""From these confidences the words alone decide, as on held-out sentences the meaning changes nothing for the better
then; below them the meaning is asked for, which costs milliseconds."""


class SemanticScores(Protocol):
    """The semantic stage: scores of each label from the meaning of the sentence."""

    def scores(self, text: str) -> Floats: ...


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
    """Learned on folds that the model had not seen: how cautious a stage is, and when it refuses."""

    temperature: float = 1.0
    out_of_scope_bias: float = 0.0
    least_in_scope: float = 0.0


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    """The cascade of one language. `joined` calibrates lexical and semantic log-probabilities taken together."""

    labels: tuple[str, ...]
    exact: Mapping[str, str]
    lexical: LexicalModel
    calibration: Calibration
    questions: OpenQuestions
    semantic: SemanticScores | None = None
    semantic_weight: float = 0.0
    joined: Calibration = Calibration()

    def judge(self, text: str, norms: Sequence[str], tokens: Sequence[str], expecting: Expecting | None) -> Judgement:
        """`norms` are the words of `text` as spoken, `tokens` with values replaced by their kind."""
        prior = np.array([self.questions.weight(expecting, label) for label in self.labels])
        known = self.exact.get(" ".join(norms))
        if known is not None and (expecting is None or prior[self.labels.index(known)] >= 0):
            return Judgement(((known, EXACT_PROBABILITY),), "exact")
        scores = self.lexical.scores(sentence_features(tokens, norms))
        judged = self._settle(log_softmax(scores, self.calibration.temperature), prior, self.calibration, "lexical")
        sure = LEXICALLY_OUTSIDE if judged.intent == OUT_OF_SCOPE else LEXICALLY_SURE
        if self.semantic is None or judged.confidence >= sure:
            return judged
        joined = joined_scores(scores, self.semantic.scores(text), self.calibration.temperature, self.semantic_weight)
        return self._settle(log_softmax(joined, self.joined.temperature), prior, self.joined, "semantic")

    def _settle(
        self, logs: NDArray[np.float64], prior: NDArray[np.float64], calibration: Calibration, stage: str
    ) -> Judgement:
        scores = logs + prior
        outside = self.labels.index(OUT_OF_SCOPE)
        scores[outside] += calibration.out_of_scope_bias
        probabilities = softmax(scores.astype(np.float32))
        order = np.argsort(-probabilities)[:8]
        ranking = [(self.labels[at], float(probabilities[at])) for at in order]
        if ranking[0][0] == OUT_OF_SCOPE:
            stage = "rejection"
        elif ranking[0][1] < calibration.least_in_scope:
            refused = max(float(probabilities[outside]), 1 - ranking[0][1])
            ranking = [(OUT_OF_SCOPE, refused), *(pair for pair in ranking if pair[0] != OUT_OF_SCOPE)]
            stage = "rejection"
        return Judgement(tuple((name, round(probability, 4)) for name, probability in ranking), stage)


def log_softmax(scores: Floats, temperature: float) -> NDArray[np.float64]:
    """Logarithms of probabilities, bounded below."""
    result: NDArray[np.float64] = np.log(softmax(scores, temperature) + 1e-12)
    return result


def joined_scores(lexical: Floats, semantic: Floats, temperature: float, weight: float) -> Floats:
    """Both stages taken together: a weighted sum of their log-probabilities. Works on rows as on one sentence."""
    joined: Floats = (log_softmax(lexical, temperature) + weight * log_softmax(semantic, 1.0)).astype(np.float32)
    return joined
