"""How well the values of utterances are heard: their exact words, and, since that is what is acted on, their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import read_catalogue_names
from nlu.contract import Contract, read_contract
from nlu.evaluation.hearing import CLOCK, Found, Outcome
from nlu.evaluation.statistics import Share
from nlu.evaluation.utterances import Spoken
from nlu.interpretation import EntityValue, EnumValue, NameValue, ProductValue, TextValue
from nlu.language_tables import function_words, load_values
from nlu.model_file import LANGUAGES
from nlu.reading import ValueFinder
from nlu.words import clean, normalised, words_of

ENUMS = frozenset({"category", "period", "preference", "label", "device"})
TYPED = frozenset({"quantity", "money", "moment", "ordinal", "digits"}) | ENUMS
CATALOGUE = frozenset({"product", "brand", "retailer"})

Meaning = EntityValue | str | None
"""What words stand for, so that it can be compared; None where nothing says what they stand for."""


@dataclass(frozen=True, slots=True)
class EntityFigures:
    """One entity, of those that were said: found with exactly its words, found with its value, found at all.

    `known` is `valued` among those whose words stand for something by themselves, such as products of the catalogue.
    `invented` were found where none was said, in utterances whose intent may carry the entity; elsewhere nobody
    wrote down what was said, and those are `unjudged`.
    """

    name: str
    exact: Share
    valued: Share
    known: Share
    touched: Share
    invented: int
    unjudged: int


@dataclass(frozen=True, slots=True)
class EntityJudge:
    """Knows which entities an intent may carry and what annotated words stand for by themselves."""

    contract: Contract
    values: Mapping[str, ValueFinder]
    matchers: Mapping[str, CatalogueMatcher]

    def carries(self, intent: str | None, entity: str) -> bool:
        return intent is not None and intent in self.contract.intents and self.contract.allows(intent, entity)

    def meaning(self, spoken: Spoken, text: str, language: str) -> Meaning:
        """What the annotation says, or else what its words say with nothing around them."""
        words = clean(text[spoken.start : spoken.end])
        if spoken.value is not None and spoken.name in ENUMS:
            return EnumValue(spoken.value)
        if spoken.name in TYPED:
            alone = self.values[language].find(words, CLOCK, frozenset({spoken.name}))
            return alone[0].value if len(alone) == 1 else None
        if spoken.name in CATALOGUE:
            return self._named(spoken.name, words, language)
        return normalised(words)

    def _named(self, entity: str, words: str, language: str) -> Meaning:
        norms = [word.norm for word in words_of(words)]
        wanted = ("kind", "product") if entity == "product" else (entity,)
        matcher = self.matchers[language]
        for mention in reversed(matcher.exact(norms)):
            if mention.what in wanted:
                return matcher.product_value(mention, norms).kind if entity == "product" else mention.targets[0].id
        return None


def read_judge(data_dir: Path, forms: Mapping[str, Mapping[str, str]]) -> EntityJudge:
    """The judge of the tables and catalogue in `data_dir`; `forms` are a model's base forms by language.

    Raises DataFilesError for tables that cannot be used.
    """
    return EntityJudge(
        read_contract(data_dir / "intents.yml"),
        {language: load_values(data_dir, language) for language in LANGUAGES},
        {
            language: CatalogueMatcher(
                read_catalogue_names(data_dir, language), language, function_words(language), forms.get(language)
            )
            for language in LANGUAGES
        },
    )


def heard_meaning(found: Found) -> Meaning:
    """What was heard, in the form of `EntityJudge.meaning`."""
    value = found.value
    if isinstance(value, ProductValue):
        return value.kind
    if isinstance(value, NameValue):
        return value.id
    return normalised(value.value) if isinstance(value, TextValue) else value


def entity_figures(outcomes: Sequence[Outcome], judge: EntityJudge | None = None) -> Iterator[EntityFigures]:
    """Figures by entity; without a judge only words are compared, and every intent may carry everything."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for name, what in _counted(outcome, judge):
            counts.setdefault(name, Counter())[what] += 1
    for name, count in sorted(counts.items()):
        said = count["said"]
        yield EntityFigures(
            name,
            Share(count["exact"], said),
            Share(count["valued"], said),
            Share(count["known_valued"], count["known"]),
            Share(count["touched"], said),
            count["invented"],
            count["unjudged"],
        )


def _counted(outcome: Outcome, judge: EntityJudge | None) -> Iterator[tuple[str, str]]:
    """(entity, what to count) for everything that was said and heard in one utterance."""
    utterance = outcome.utterance
    if utterance.entities is None:
        return
    for spoken in utterance.entities:
        same = [found for found in outcome.entities if found.name == spoken.name]
        near = [found for found in same if _overlap(found, spoken)]
        exact = any((found.start, found.end) == (spoken.start, spoken.end) for found in near)
        meant = judge.meaning(spoken, utterance.text, utterance.language) if judge else None
        valued = any(heard_meaning(found) == meant for found in near) if meant is not None else exact
        yield spoken.name, "said"
        yield from ((spoken.name, what) for what, is_so in (
            ("exact", exact), ("valued", valued), ("touched", bool(near)),
            ("known", meant is not None), ("known_valued", meant is not None and valued),
        ) if is_so)  # fmt: skip
    for found in outcome.entities if utterance.annotated else ():
        if not any(spoken.name == found.name and _overlap(found, spoken) for spoken in utterance.entities):
            judged = judge is None or judge.carries(utterance.intent, found.name)
            yield found.name, "invented" if judged else "unjudged"


def _overlap(found: Found, spoken: Spoken) -> bool:
    return found.start < spoken.end and spoken.start < found.end


def entities_as_json(figures: Iterable[EntityFigures]) -> dict[str, object]:
    """By name, for a report."""
    return {
        each.name: {
            "exact": each.exact.as_json(),
            "valued": each.valued.as_json(),
            "known": each.known.as_json(),
            "touched": each.touched.as_json(),
            "invented": each.invented,
            "unjudged": each.unjudged,
        }
        for each in figures
    }
