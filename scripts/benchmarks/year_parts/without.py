"""Why a stock is empty: each empty day is laid to what kept its kind from being ordered in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from skill.dialogue.act import Act
from skill.dialogue.reply import Reply
from skill.domain.notification import Notification
from year_parts.person import ANSWERED, Said

CAUSES = {
    "away": "nobody is home",
    "coming": "ordered as soon as it was told, and it comes too late all the same",
    "not looked": "a notice waits, nobody looked",
    "held up": "a notice waits, they looked, and something else was asked",
    "passed by": "told beside another question and never asked",
    "silence": "asked, and nothing was said",
    "late": "asked, and the answer came when the question had run out",
    "no": "asked, and declined",
    "not to be had": "asked for, and there was nothing to order",
    "silent": "nothing was told since it was filled, or since it was answered",
}
"""What an empty day is laid to, as the bench prints it. Of what is on its way, that is what it waited for longest."""

TOLD = ("nearly_finished", "lasts_until")


@dataclass(slots=True)
class Without:
    """Of one home: by kind, what happened last to its running shortage, and on how many days."""

    _last: dict[str, str] = field(default_factory=dict)
    _waited: dict[str, dict[str, int]] = field(default_factory=dict)
    _asked: str | None = None

    def evening(self, waiting: Iterable[Notification], coming: Iterable[str], kinds: Iterable[str]) -> None:
        """The day ends: what waits was not looked at so far, what is on its way waits no more."""
        told = {note.subject for note in waiting if note.kind == "shortage"}
        for kind in kinds:
            if kind in told and self._last.get(kind, "silent") not in ("not looked", "held up", "passed by"):
                self._last[kind] = "not looked"
            if kind in self._last and kind not in coming:
                days = self._waited.setdefault(kind, {})
                days[self._last[kind]] = days.get(self._last[kind], 0) + 1

    def why(self, kind: str, *, away: bool, coming: bool) -> str:
        """What an empty day of this kind is laid to."""
        if away:
            return "away"
        if coming:
            waited = self._waited.get(kind, {})
            return max(waited, key=lambda cause: waited[cause]) if waited else "coming"
        return self._last.get(kind, "silent")

    def said(self, act: Act, reply: Reply) -> None:
        """What was told of shortages in this turn, and what of them was asked."""
        told = [part.values["kind"] for part in reply.parts if part.key in TOLD]
        names = [str(getattr(kind, "kind", kind)) for kind in told]
        if act.intent == "read_notifications":
            asks = reply.decided in ("proposed", "offered_choice")
            self._asked = names[-1] if names and asks else None
            for kind in names:
                self._last[kind] = "passed by" if kind != self._asked else "silence"
            if names and not asks and reply.decided != "asked_payment":
                self._last[names[-1]] = "not to be had"
            if reply.decided == "asked_payment":
                self._last |= dict.fromkeys(names, "held up")
        elif act.wanted and reply.decided in ANSWERED:
            self._asked = act.wanted[0].text
        elif self._asked and reply.decided not in (*ANSWERED, "placed", "declined"):
            self._last[self._asked] = "late" if self._last.get(self._asked) == "late" else "not to be had"

    def answered(self, said: Said | None, *, late: bool) -> None:
        """What the person is about to say to the question about a shortage."""
        if self._asked is None:
            return
        if said is None:
            self._last[self._asked] = "silence"
        elif said.act.intent == "deny":
            self._last[self._asked] = "no"
        elif late:
            self._last[self._asked] = "late"

    def placed(self, kinds: Iterable[str]) -> None:
        """They are on their way: what they waited for stays known until they came."""
        for kind in kinds:
            self._last.pop(kind, None)

    def filled(self, kind: str) -> None:
        self._last.pop(kind, None)
        self._waited.pop(kind, None)
