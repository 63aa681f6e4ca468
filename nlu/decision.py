"""From probabilities and proof to one intent: a yes is proven, a yes with more is never a yes, no half is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nlu.confirmation import PROVEN_CONFIDENCE, ConfirmationProof, Proof
from nlu.intent_classifier import OUT_OF_SCOPE, Judgement
from nlu.interpretation import ASKS_YES, Expecting
from nlu.reading import Reading, Situation, WordSpan, delexicalised, without_overlap

MEANS_YES = frozenset(
    {
        "confirm",
        "thanks",
        "checkout",
        "accept_delivery",
        "greet",
        "order_product",
        "reorder",
        "choose_option",
        "take_cover",
    }
)
"""Intents whose sentences may be a plain yes when a question is open: "top, bedankt", "bestel maar alles"."""
ACTS = frozenset(
    {
        "order_product", "reorder", "add_to_basket", "remove_from_basket", "show_basket",
        "checkout", "change_quantity", "choose_option", "change_delivery", "cancel_order",
        "return_product", "report_problem", "accept_delivery", "set_mandate", "revoke_mandate",
        "pause_buying", "set_preference", "set_energy_strategy", "take_cover", "ask_alternatives",
        "cancel", "stop", "deny", "hesitate", "goodbye",
        "repeat", "help", "talk_to_human", "privacy_request", "give_pin",
    }
)  # fmt: skip
"""What a leftover beside a yes may be and then is what was meant; a question beside a yes leaves the question open."""
SURE_ENOUGH = 0.5
LIKELY_ENOUGH = 0.3
"""What is asked of the rest where no yes is awaited: nothing is bought by mistake then."""
UNPROVEN_CONFIDENCE = 0.6


class IntentJudge(Protocol):
    """Which intent the words alone suggest: our own classifier, or another engine."""

    def judge(self, text: str, norms: Sequence[str], tokens: Sequence[str], expecting: Expecting | None) -> Judgement:
        """`norms` are the words of `text` as spoken, `tokens` with values replaced by their kind."""
        ...


def decide(
    reading: Reading,
    spans: Sequence[WordSpan],
    situation: Situation,
    classifier: IntentJudge,
    proof: ConfirmationProof,
) -> None:
    """Sets intent, confidence, ranking, also and stage of a reading that has its spans."""
    if not reading.words:
        _take(reading, Judgement(((OUT_OF_SCOPE, 0.0),), "rejection"))
        return
    chosen = without_overlap(spans)
    tokens = delexicalised(reading.norms, chosen)
    judged = classifier.judge(reading.text, reading.norms, tokens, situation.expecting)
    if situation.expecting == "pin" and any(value.name == "digits" for value in reading.values):
        judged = _with_first(judged, "give_pin", 0.97, "exact")
    proven = proof.prove(_yes_words(reading, situation), question_open(situation))
    asked = situation.expecting in ASKS_YES
    if proven.proven and _is_yes(judged, asked):
        _take(reading, _with_first(judged, "confirm", PROVEN_CONFIDENCE, "proof"))
        return
    if judged.intent == "confirm" or (proven.yes_words and asked):
        judged = _beside_yes(reading, chosen, judged, proven, situation, classifier)
    _take(reading, judged)


def question_open(situation: Situation) -> str | None:
    """Which question is open of those that are answered in words of their own."""
    if situation.expecting == "payment":
        return "payment"
    return "proposal" if situation.expecting == "confirmation" and situation.context.proposes else None


def _is_yes(judged: Judgement, asked: bool) -> bool:
    """Whether a sentence made of yes-material is a yes here; a known sentence of another intent is not."""
    if judged.stage == "exact" and judged.intent not in MEANS_YES:
        return False
    if asked or judged.intent == "confirm":
        return True
    return not (judged.confidence >= SURE_ENOUGH and judged.intent != OUT_OF_SCOPE)


def _yes_words(reading: Reading, situation: Situation) -> list[str]:
    """The words, with a product that is on offer replaced by the mark that the yes-tables know."""
    offered = set(situation.context.offered)
    marked = list(reading.norms)
    for span, mention in reversed(reading.product_spans):
        ids = {target.id for target in mention.targets} if mention else set()
        on_offer = any(id_ in offered or any(one.startswith(f"{id_}_") for one in offered) for id_ in ids)
        if on_offer:
            marked[span.first : span.last] = ["<product>"]
    return marked


def _beside_yes(
    reading: Reading,
    spans: Sequence[WordSpan],
    judged: Judgement,
    proven: Proof,
    situation: Situation,
    classifier: IntentJudge,
) -> Judgement:
    """A sentence that begins as a yes, or looks like one, but holds more: what the rest says, or hesitation."""
    without = [pair for pair in judged.ranking if pair[0] != "confirm"]
    asked = situation.expecting in ASKS_YES
    if judged.intent in ACTS and judged.confidence >= SURE_ENOUGH:
        if proven.yes_words and judged.intent not in ("deny", "hesitate", "cancel", "stop"):
            reading.also = ("confirm",)
        return judged
    if judged.stage == "exact" and judged.intent not in (*MEANS_YES, OUT_OF_SCOPE):
        return judged  # "is it organic" is known word for word, and "is it" is no yes in it
    at = proven.yes_words
    if at and at < len(reading.words):
        rest_spans = [WordSpan(span.name, span.first - at, span.last - at) for span in spans if span.first >= at]
        norms = reading.norms[at:]
        rest = classifier.judge(
            reading.text[reading.words[at].start :], norms, delexicalised(norms, rest_spans), situation.expecting
        )
        if rest.intent in ACTS and rest.confidence >= (SURE_ENOUGH if asked else LIKELY_ENOUGH):
            if rest.intent not in ("deny", "hesitate", "cancel", "stop"):
                reading.also = ("confirm",)
            return Judgement(tuple(pair for pair in rest.ranking if pair[0] != "confirm"), rest.stage)
        if rest.intent not in ("confirm", OUT_OF_SCOPE, "hesitate") and rest.confidence >= SURE_ENOUGH:
            reading.also = (rest.intent,)
    others = [pair for pair in without if pair[0] != "hesitate"]
    return Judgement((("hesitate", UNPROVEN_CONFIDENCE), *others), "proof")


def _with_first(judged: Judgement, intent: str, confidence: float, stage: str) -> Judgement:
    rest = [
        (name, round(min(probability, 1 - confidence), 4)) for name, probability in judged.ranking if name != intent
    ]
    return Judgement(((intent, confidence), *rest), stage)


def _take(reading: Reading, judged: Judgement) -> None:
    reading.intent = judged.intent
    reading.confidence = judged.confidence
    reading.ranking = judged.ranking
    reading.stage = judged.stage
