"""What waits to be told, and what was decided and why (P11)."""

from __future__ import annotations

from datetime import datetime

from skill.domain.decision import Decision
from skill.domain.notification import Notification
from skill.records.codec import decode, encode, time_of, time_text
from skill.records.home_sql import HomeSql


class Telling(HomeSql):
    __slots__ = ()

    def notifications(self, *, unread: bool = True) -> tuple[Notification, ...]:
        query = self._sql.unread_notifications if unread else self._sql.notifications
        return tuple(_notification(*row) for row in self._run(query))

    def lit_notifications(self) -> tuple[Notification, ...]:
        return tuple(_notification(*row) for row in self._run(self._sql.lit_notifications))

    def keep_notification(self, notification: Notification) -> None:
        self._run(
            self._sql.keep_notification,
            notification_id=notification.id,
            person_id=notification.person,
            kind=notification.kind,
            subject=notification.subject,
            created_at=time_text(notification.created),
            read_at=_text(notification.read),
            announced_at=_text(notification.announced),
            lit=int(notification.lit),
            ended_at=_text(notification.ended),
            because=notification.because,
        )

    def add_decision(self, decision: Decision) -> None:
        """Raises ValueError when a decision of that id is there: none may be lost or replaced (P11)."""
        added = self._run(
            self._sql.add_decision,
            decision_id=decision.id,
            decided_at=time_text(decision.at),
            outcome=decision.outcome,
            document=encode(decision),
        )
        if added == 0:
            raise ValueError(f"a decision {decision.id} is there already")

    def was_decided(self, decision_id: str) -> bool:
        return self._run(self._sql.was_decided, decision_id=decision_id) is not None

    def decisions(self, last: int) -> tuple[Decision, ...]:
        rows = self._run(self._sql.latest_decisions, last=max(last, 0))
        return tuple(decode(text, Decision) for (text,) in rows)


def _notification(
    key: str, person: str, kind: str, subject: str, created: str, read: str | None,
    announced: str | None, lit: int, ended: str | None, because: str | None,
) -> Notification:  # fmt: skip
    return Notification(
        key, person, kind, subject, time_of(created), _time(read), _time(announced), bool(lit), _time(ended), because
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment)


def _time(text: str | None) -> datetime | None:
    return None if text is None else time_of(text)
