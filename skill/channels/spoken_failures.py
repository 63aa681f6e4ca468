"""What a voice says when no answer can be given. Kept in code, for it must be sayable when data or records are not."""

from __future__ import annotations

from skill.domain.errors import RecordsUnavailable

_FAILED = {
    "nl": "Sorry, er ging bij mij iets mis. Probeer het straks nog eens.",
    "en": "Sorry, something went wrong on my side. Please try again in a moment.",
}
_RECORDS_UNAVAILABLE = {
    "nl": "Sorry, ik kan nu even niet bij je gegevens. Er is niets veranderd. Probeer het zo nog eens.",
    "en": "Sorry, I cannot reach your records right now. Nothing was changed. Please try again in a moment.",
}
_NOT_LINKED = {
    "nl": "Dit apparaat hoort nog bij geen huishouden. Koppel je account in de app, dan kan ik je helpen.",
    "en": "This device does not belong to a household yet. Link your account in the app and I can help you.",
}


def apology(error: Exception, language: str) -> str:
    """Only where the records say so do we promise that nothing was changed."""
    return (_RECORDS_UNAVAILABLE if isinstance(error, RecordsUnavailable) else _FAILED)[language]


def not_linked(language: str) -> str:
    return _NOT_LINKED[language]
