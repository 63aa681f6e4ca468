"""The answer to an utterance as JSON. A PIN that was heard is not written out, and strangers learn no amounts."""

from __future__ import annotations

from typing import Any

from nlu.interpretation import Interpretation
from nlu.wire import as_json
from skill.channels.http_request import CHILD, Utterance
from skill.domain.authorization import Reason
from skill.domain.money import Money
from skill.domain.person import Recognised
from skill.speech.speech import Speech
from skill.usecases.converse import Answer

HIDDEN = "****"


def answer_as_json(utterance: Utterance, answer: Answer, speech: Speech) -> dict[str, Any]:
    """`heard` is null for a request that came before and got its stored answer again."""
    stranger = utterance.heard.recognised is Recognised.NOT or utterance.heard.speaker == CHILD
    return {
        "request_id": utterance.heard.request_id,
        "heard": heard_as_json(answer.interpretation) if answer.interpretation is not None else None,
        "cut": utterance.cut,
        "decided": answer.reply.decided,
        "said": speech.plain,
        "ssml": speech.ssml,
        "card": speech.card,
        "awaits_answer": speech.awaits_answer,
        "reasons": [reason_as_json(reason, stranger) for reason in answer.reasons],
        "repeated": answer.repeated,
    }


def heard_as_json(interpretation: Interpretation) -> dict[str, Any]:
    """Intent, confidence and entities as `boodschap understand` prints them, without the sentence itself."""
    whole = as_json(interpretation, 0.0)
    entities = {name: _hide(found) if name == "digits" else found for name, found in whole["entities"].items()}
    return {"intent": whole["intent"], "confidence": whole["confidence"], "entities": entities}


def reason_as_json(reason: Reason, stranger: bool) -> dict[str, Any]:
    """The reason's fields that are set; amounts in cents. To a stranger only the rule and what it is about (P7)."""
    if stranger:
        return {"rule": reason.rule, "code": reason.code}
    shown: dict[str, Any] = {}
    for name in reason.__slots__:
        value = getattr(reason, name)
        if isinstance(value, Money):
            shown[f"{name}_cents"] = value.cents
        elif value is not None:
            shown[name] = value
    return shown


def _hide(found: Any) -> Any:
    if isinstance(found, list):
        return [_hide(each) for each in found]
    return {**found, "text": HIDDEN, "value": HIDDEN}
