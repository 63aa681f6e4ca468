"""The skill's handlers: what was heard goes to the core, what it answers becomes speech, a card and a reprompt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from skill.channels.alexa.accounts import Accounts, speaker_of
from skill.channels.alexa.reading import read
from skill.channels.alexa.sdk import Invoke, build_invoke, link_account_card, simple_card
from skill.channels.alexa.slot_sentences import intents_of
from skill.channels.failure_log import log_failure
from skill.channels.observing import Observe, nobody_observes
from skill.channels.spoken_failures import apology, not_linked
from skill.composition import App, language_of
from skill.usecases import converse

CARD_TITLE = "Boodschap"

LISTENS_AFTER = frozenset({"greeted", "helped", "not_understood"})
"""Decisions that leave no question open and yet invite to speak: Alexa would close her ears otherwise."""

_log = logging.getLogger(__name__)


def ears_of(app: App, language: str) -> Callable[[str], str]:
    """Which intent our own recogniser hears in a sentence, whatever is being asked."""

    def hears(sentence: str) -> str:
        return app.present.parts.recognizer.recognize(sentence, language, now=app.parts.clock()).intent

    return hears


def alexa_skill(app: App, accounts: Accounts, observe: Observe = nobody_observes) -> Invoke:
    """The skill over one assistant. It is safe to share between threads."""

    def converses(handler_input: Any) -> Any:
        envelope = handler_input.request_envelope
        language = language_of(envelope.request.locale)
        voice = speaker_of(envelope, app.parts.homes, accounts)
        builder = handler_input.response_builder
        if voice is None:
            builder.speak(not_linked(language)).set_card(link_account_card()).set_should_end_session(True)
            return builder.response
        heard = read(envelope, voice, intents_of(app.settings.data_dir, language, ears_of(app, language)))
        present = app.present
        answer = converse.respond(heard, present.parts)
        observe(answer)
        speech = present.say(answer, heard.home, heard.locale)
        listens = speech.awaits_answer or answer.reply.decided in LISTENS_AFTER
        builder.speak(speech.ssml).set_should_end_session(not listens)
        if speech.card is not None:
            builder.set_card(simple_card(CARD_TITLE, speech.card))
        if listens:
            builder.ask(speech.ssml)
        return builder.response

    def ends(handler_input: Any) -> Any:
        """Alexa ended the session and speaks nothing of ours. What was open expires by itself, unanswered (P3)."""
        reason = handler_input.request_envelope.request.reason
        if reason is not None and reason.value != "USER_INITIATED":
            _log.info("Alexa ended a session: %s", reason.value)
        return handler_input.response_builder.response

    def passes_over(handler_input: Any) -> Any:
        """Requests of interfaces that we do not use, such as a player's: they may not be answered with speech."""
        return handler_input.response_builder.response

    def apologises(handler_input: Any, error: Exception) -> Any:
        log_failure("an Alexa request", error)
        language = language_of(handler_input.request_envelope.request.locale)
        return handler_input.response_builder.speak(apology(error, language)).set_should_end_session(True).response

    spoken = ("LaunchRequest", "IntentRequest")
    return build_invoke([(spoken, converses), (("SessionEndedRequest",), ends)], passes_over, apologises)
