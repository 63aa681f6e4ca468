"""What waits to be told, and what was decided and why (P11)."""

from __future__ import annotations

from skill.domain.decision import Decision
from skill.domain.notification import Notification
from skill.records.codec import decode, encode, time_of, time_text
from skill.records.home_sql import HomeSql


class Telling(HomeSql):
    __slots__ = ()

    def notifications(self, *, unread: bool = True) -> tuple[Notification, ...]:
        query = self._sql.unread_notifications if unread else self._sql.notifications
        return tuple(
            Notification(key, person, kind, subject, time_of(created), time_of(read) if read else None)
            for key, person, kind, subject, created, read in self._run(query)
        )

    def keep_notification(self, notification: Notification) -> None:
        self._run(
            self._sql.keep_notification,
            notification_id=notification.id,
            person_id=notification.person,
            kind=notification.kind,
            subject=notification.subject,
            created_at=time_text(notification.created),
            read_at=time_text(notification.read) if notification.read else None,
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

    def decisions(self, last: int) -> tuple[Decision, ...]:
        rows = self._run(self._sql.latest_decisions, last=max(last, 0))
        return tuple(decode(text, Decision) for (text,) in rows)
