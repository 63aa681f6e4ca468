"""The outcome of a turn: where the conversation stands, what happens, what is said, and why."""

from __future__ import annotations

from dataclasses import dataclass

from skill.dialogue.conversation import Conversation, Subject
from skill.dialogue.effects import Effect
from skill.dialogue.reply import Part, Reply, part, reply
from skill.dialogue.situation import Situation
from skill.domain.authorization import Reason
from skill.domain.person import Speaker


@dataclass(frozen=True, slots=True)
class Step:
    """`did_second`: the second wish of the sentence was done as well. `speaker` is who turned out to speak: a PIN can
    tell more than the channel heard (P11)."""

    conversation: Conversation
    reply: Reply
    effects: tuple[Effect, ...] = ()
    reasons: tuple[Reason, ...] = ()
    speaker: Speaker | None = None
    did_second: bool = False

    @property
    def decided(self) -> str:
        return self.reply.decided


def say(
    conversation: Conversation,
    decided: str,
    *parts: Part,
    effects: tuple[Effect, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Step:
    """A step that says something and leaves the open question as it is in `conversation`."""
    return Step(conversation, reply(decided, *parts, awaits=conversation.open is not None), effects, reasons)


def close(
    conversation: Conversation,
    decided: str,
    *parts: Part,
    effects: tuple[Effect, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Step:
    """A step after which nothing is open."""
    return say(conversation.without_question(), decided, *parts, effects=effects, reasons=reasons)


def ask(
    conversation: Conversation,
    situation: Situation,
    subject: Subject,
    decided: str,
    *parts: Part,
    effects: tuple[Effect, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Step:
    """A step that puts a question to the person who speaks now; nobody else can answer it (P3)."""
    person = situation.speaker.known_adult
    asking = conversation.asking(
        subject, person.id if person else None, situation.now, situation.approval.confirmation_lives
    )
    return say(asking, decided, *parts, effects=effects, reasons=reasons)


def stranger(conversation: Conversation, situation: Situation) -> Step:
    """A child or a voice that we do not know asks for what is a person's own (P7)."""
    if situation.speaker.is_child:
        return say(conversation, "refused", part("refused_child"), reasons=(Reason("P7", "child"),))
    return say(conversation, "refused", part("refused_unknown_voice"), reasons=(Reason("P7", "unknown_voice"),))
