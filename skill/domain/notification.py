"""What waits to be told: nobody listens when a sensor speaks, so a needed yes becomes a notification.

It is told once, the most urgent first; one that is no longer true ends untold, with the reason. Word that something
waits may be sent to the home (announced): of what kind it is, never what, whose or how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

KINDS = (
    "problem", "not_cancelled", "not_moved", "not_amended", "not_reminded", "claim_refused", "substitute",
    "substitute_refused", "payment", "shortage", "debit", "ordered", "substituted", "delivered", "refunded", "paid",
)  # fmt: skip
"""Every kind that there is; data/notifications.yml says of each how it is told."""


@dataclass(frozen=True, slots=True)
class Notification:
    """`kind`: shortage, ordered, payment, debit, delivered, problem, not_cancelled (the retailer refused to),
    not_moved, not_amended, not_reminded (it could not be written in the agenda), substitute_refused (nobody knows what
    it brings instead). `subject` is a product kind, order or payment id.

    `created`: since when it is news, or until when its person put it off. `announced`: when word of it was sent out; it
    is `lit` from then until the home was told that it waits no more. `ended`: when it was no longer true,
    and `because` of what; an ended one is never told.
    """

    id: str
    person: str
    kind: str
    subject: str
    created: datetime
    read: datetime | None = None
    announced: datetime | None = None
    lit: bool = False
    ended: datetime | None = None
    because: str | None = None

    @property
    def waits(self) -> bool:
        return self.read is None and self.ended is None

    def marked_read(self, at: datetime) -> Notification:
        return replace(self, read=at)

    def put_off(self, until: datetime) -> Notification:
        """It waits again; word of it goes out once more, and not before then."""
        return replace(self, read=None, created=until, announced=None)

    def over(self, at: datetime, because: str) -> Notification:
        """It is told no more; `because` says what happened instead."""
        return replace(self, ended=at, because=because)

    def announced_at(self, at: datetime) -> Notification:
        return replace(self, announced=at, lit=True)

    def dimmed(self) -> Notification:
        """The home knows that it waits no more."""
        return replace(self, lit=False)


class Announced(StrEnum):
    """Whether the home is told that something waits: at any hour, outside its quiet hours, or only when it asks."""

    AT_ONCE = "at_once"
    AWAKE = "awake"
    WHEN_ASKED = "when_asked"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind is told. `urgency`: 1 comes first. `lives`: after so long it is no news; None: until it is heard.
    `says`, by language, is all that an announcement may say."""

    urgency: int
    announced: Announced = Announced.WHEN_ASKED
    lives: timedelta | None = None
    says: Mapping[str, str] = field(default_factory=dict)


UNKNOWN = Manner(urgency=99)
"""A kind that nobody described: told last, never announced."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How each kind is told (data/notifications.yml)."""

    kinds: Mapping[str, Manner] = field(default_factory=dict)

    def of(self, kind: str) -> Manner:
        return self.kinds.get(kind, UNKNOWN)

    def most_urgent_first(self, notifications: Iterable[Notification]) -> tuple[Notification, ...]:
        return tuple(sorted(notifications, key=lambda note: (self.of(note.kind).urgency, note.created)))

    def outlived(self, note: Notification, now: datetime) -> bool:
        lives = self.of(note.kind).lives
        return lives is not None and now >= note.created + lives


@dataclass(frozen=True, slots=True)
class Announcement:
    """All that leaves the house when something is to be told: nothing of what, whose or how much, for it is read on a
    locked screen. `reference` is the same for the same news; `until`: no longer worth showing then; `waiting`: how many
    wait now."""

    reference: str
    kind: str
    urgent: bool
    at: datetime
    until: datetime
    waiting: int
    says: Mapping[str, str]
