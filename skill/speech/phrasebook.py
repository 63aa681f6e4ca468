"""A reply in words: one language's phrases, filled with the values of a turn. No choice here is random."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from skill.dialogue.reply import Part, Reply, Value
from skill.domain.catalogue import Catalogue
from skill.speech.reply_files import Phrase, Replies, read_replies
from skill.speech.speech import MAX_SSML_CHARACTERS, Speech
from skill.speech.template import Template, capitalised
from skill.speech.value_words import Names, Spoken, ValueWording, Written
from skill.speech.wording import Wording

PAUSED = frozenset({"option", "advise", "price_is", "promotion_of"})
"""Parts that are one of a row: a pause before each lets a listener keep them apart."""

_PAUSE = '<break time="400ms"/>'
_MAX_CHARACTERS = MAX_SSML_CHARACTERS - len("<speak></speak>")
_CARDS_FOR = frozenset({"asked_confirmation", "placed"})


class NotSayable(LookupError):
    """A part without a phrase, or without a value that its phrase names: a fault of the program, not of the data."""


class _Sentence(NamedTuple):
    text: str
    ssml: str


def _sentence(text: str, pause_before: bool = False) -> _Sentence:
    return _Sentence(text, f"{_PAUSE if pause_before else ''}<s>{escape(text)}</s>")


class Phrasebook:
    """Everything the assistant can say in one language."""

    def __init__(self, replies: Replies, spoken: Spoken, written: Written) -> None:
        self._replies, self._spoken, self._written = replies, spoken, written

    @staticmethod
    def load(data_dir: Path, language: str, catalogue: Catalogue) -> Phrasebook:
        """Reads `data_dir`/<language>/replies.yml and the language's wording; raises DataError with every fault."""
        replies = read_replies(data_dir, language)
        return Phrasebook.of(replies, language, catalogue, Wording.load(data_dir, language))

    @staticmethod
    def of(replies: Replies, language: str, catalogue: Catalogue, wording: ValueWording) -> Phrasebook:
        """A phrasebook of replies that were read, in this wording."""
        names = Names(language, catalogue, replies.terms)
        spoken = Spoken(wording, names, catalogue, replies.deals)
        return Phrasebook(replies, spoken, Written(language, names, catalogue, replies.deals))

    def say(self, reply: Reply, *, now: datetime, timezone: ZoneInfo, turn: int) -> Speech:
        """The reply in words. The variant of a phrase follows from `turn`; the same turn sounds the same again,
        and so does what is repeated, for repeating is no turn of its own.

        Raises NotSayable for a part that the contract does not know.
        """
        sentences: list[_Sentence] = []
        asked_from = 0
        for part in reply.parts:
            asked_from = len(sentences)
            for at, text in enumerate(self._sentences(part, now, timezone, turn)):
                sentences.append(_sentence(text, at == 0 and part.key in PAUSED))
        if sum([len(sentence.ssml) for sentence in sentences]) > _MAX_CHARACTERS:
            notice = [_sentence(text) for text in self._sentences(Part("cut_short"), now, timezone, turn)]
            sentences = _cut(sentences, asked_from if reply.awaits else len(sentences), notice)
        return Speech(
            plain=" ".join([sentence.text for sentence in sentences]),
            ssml=f"<speak>{''.join([sentence.ssml for sentence in sentences])}</speak>",
            card=self._card(reply, now, timezone) if reply.decided in _CARDS_FOR else None,
            awaits_answer=reply.awaits,
        )

    def _sentences(self, part: Part, now: datetime, timezone: ZoneInfo, turn: int) -> list[str]:
        phrase = self._replies.phrases.get(part.key)
        if phrase is None:
            raise NotSayable(f"no phrase says the part {part.key!r}")
        template = _variant(phrase, part.values, turn)
        if template is None:
            raise NotSayable(f"{part.key!r} has no variant for the values {', '.join(part.values) or 'none'}")
        said = {name: self._spoken.words(part.values[name], now, timezone) for name in template.names}
        return template.filled(said)

    def _card(self, reply: Reply, now: datetime, timezone: ZoneInfo) -> str | None:
        lines = []
        for part in reply.parts:
            template = self._replies.cards.get(part.key)
            if template is not None:
                words = {name: self._written.words(part.values[name], now, timezone) for name in template.names}
                lines.append(capitalised(template.filled_as_is(words)))
        return "\n".join(dict.fromkeys(lines)) or None


def _variant(phrase: Phrase, values: Mapping[str, Value], turn: int) -> Template | None:
    """The turn's variant of the form that the number asks for; of those that can be filled, the most telling."""
    variants = phrase.forms.get(_form(values.get("number"))) or phrase.forms["many"]
    if phrase.optional:
        fillable = [variant for variant in variants if variant.names <= values.keys()]
        most = max((len(variant.names & phrase.optional) for variant in fillable), default=0)
        variants = tuple(variant for variant in fillable if len(variant.names & phrase.optional) == most)
    if not variants:
        return None
    variant = variants[turn % len(variants)]
    return variant if variant.names <= values.keys() else None


def _form(number: Value | None) -> str:
    match number:
        case 0:
            return "none"
        case 1:
            return "one"
        case _:
            return "many"


def _cut(sentences: list[_Sentence], tail_from: int, notice: list[_Sentence]) -> list[_Sentence]:
    """What fits, cut after a sentence, with a word that it was; a question at the end is kept, or nobody can answer."""
    tail = sentences[tail_from:]
    kept: list[_Sentence] = []
    left = _MAX_CHARACTERS - sum(len(sentence.ssml) for sentence in [*notice, *tail])
    if left < 0:
        return notice
    for sentence in sentences[:tail_from]:
        left -= len(sentence.ssml)
        if left < 0:
            break
        kept.append(sentence)
    return [*kept, *notice, *tail]
