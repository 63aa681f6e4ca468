"""The plainest engine that works: TF-IDF over words and letters, logistic regression. Knows no question, no values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from nlu.interpretation import Context, Expecting, Interpretation
from nlu.model_file import LANGUAGES
from nlu.training_data import read_training_folder


class PlainRecognizer:
    def __init__(self, models: dict[str, Any]) -> None:
        self._models = models

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,  # noqa: ARG002 - it hears the same whatever was asked
        *,
        now: datetime,  # noqa: ARG002
        context: Context = Context(),  # noqa: ARG002
    ) -> Interpretation:
        model = self._models[locale[:2]]
        probabilities = model.predict_proba([text])[0]
        best = int(probabilities.argmax())
        return Interpretation(text, locale, str(model.classes_[best]), float(probabilities[best]), stage="lexical")


def train(data_dir: Path, path: Path) -> None:
    """Learns each language by itself."""
    models = {}
    for language in LANGUAGES:
        examples = read_training_folder(data_dir / language / "intents").examples
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
        )
        model = make_pipeline(features, LogisticRegression(C=10, max_iter=1000))
        models[language] = model.fit([one.text for one in examples], [one.intent for one in examples])
    joblib.dump(models, path)


def load(path: Path) -> PlainRecognizer:
    return PlainRecognizer(joblib.load(path))
