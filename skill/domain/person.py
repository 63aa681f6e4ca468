"""Who speaks, what that person wants, and how sure we are that it is that person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """What a person wants of shopping (product: three perspectives)."""

    CONVENIENCE = "convenience"
    SAVER = "saver"
    EARLY_ADOPTER = "early_adopter"
    SAFETY = "safety"


class Role(StrEnum):
    ADULT = "adult"
    CHILD = "child"


class Recognised(StrEnum):
    """How a speaker was recognised, weakest first."""

    NOT = "not"
    VOICE = "voice"
    PIN = "pin"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a home. `voice_consent`: they agreed to be recognised by voice (rule A2)."""

    id: str
    name: str
    profile: Profile = Profile.CONVENIENCE
    role: Role = Role.ADULT
    voice_consent: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """The voice of one turn: a person of the home, a child, or nobody we know."""

    person: Person | None
    recognised: Recognised

    @property
    def known_adult(self) -> Person | None:
        """The person, when it is an adult whom we recognised; else None: unknown means no (P1, P7)."""
        if self.person is None or self.person.role is not Role.ADULT or self.recognised is Recognised.NOT:
            return None
        return self.person

    @property
    def is_child(self) -> bool:
        return self.person is not None and self.person.role is Role.CHILD

    @property
    def id(self) -> str:
        """The person's id, or `unknown`."""
        return self.person.id if self.person else "unknown"


UNKNOWN_SPEAKER = Speaker(person=None, recognised=Recognised.NOT)
