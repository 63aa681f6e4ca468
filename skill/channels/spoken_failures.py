"""What a voice says when no answer can be given. Kept in code, for it must be sayable when data or records are not."""

from __future__ import annotations

from nlu.rasa.server import EngineDown
from skill.domain.errors import RecordsUnavailable

_FAILED = {
    "nl": "Sorry, er ging bij mij iets mis. Probeer het straks nog eens.",
    "en": "Sorry, something went wrong on my side. Please try again in a moment.",
}
_RECORDS_UNAVAILABLE = {
    "nl": "Sorry, ik kan nu even niet bij je gegevens. Er is niets veranderd. Probeer het zo nog eens.",
    "en": "Sorry, I cannot reach your records right now. Nothing was changed. Please try again in a moment.",
}
_ENGINE_DOWN = {
    "nl": "Sorry, ik kan je nu even niet verstaan. Er is niets veranderd. Probeer het zo nog eens.",
    "en": "Sorry, I cannot hear you properly right now. Nothing was changed. Please try again in a moment.",
}
_NOT_LINKED = {
    "nl": "Dit apparaat hoort nog bij geen huishouden. Koppel je account in de app, dan kan ik je helpen.",
    "en": "This device does not belong to a household yet. Link your account in the app and I can help you.",
}


def apology(error: Exception, language: str) -> str:
    """Only where we know it, because nothing was heard or kept, do we promise that nothing was changed."""
    match error:
        case RecordsUnavailable():
            return _RECORDS_UNAVAILABLE[language]
        case EngineDown():
            return _ENGINE_DOWN[language]
        case _:
            return _FAILED[language]


def not_linked(language: str) -> str:
    return _NOT_LINKED[language]
