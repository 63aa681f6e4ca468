"""What must be done outside, each key once for ever (P4, P12), by one worker at a time."""

from __future__ import annotations

import json
from datetime import datetime

from skill.records.codec import time_of, time_text
from skill.records.home_sql import HomeSql
from skill.usecases.outside_ports import DeadErrand, Errand


class Errands(HomeSql):
    __slots__ = ()

    def add_errand(self, errand: Errand, at: datetime) -> None:
        self._run(
            self._sql.add_errand,
            errand_key=errand.key,
            kind=errand.kind,
            subject_id=errand.subject,
            body=json.dumps(errand.body),
            tries=errand.tries,
            queued_at=time_text(at),
        )

    def errands(self) -> tuple[Errand, ...]:
        return tuple(_errand(*row) for row in self._run(self._sql.queued_errands))

    def claimable_errand(self, now: datetime, *, queued_since: datetime | None = None) -> Errand | None:
        since = time_text(queued_since) if queued_since is not None else ""
        row = self._run(self._sql.claimable_errand, now=time_text(now), queued_since=since)
        return None if row is None else _errand(*row)

    def claim_errand(
        self, now: datetime, leased_until: datetime, *, queued_since: datetime | None = None
    ) -> Errand | None:
        found = self.claimable_errand(now, queued_since=queued_since)
        if found is None:
            return None
        self._run(self._sql.lease_errand, errand_key=found.key, leased_until=time_text(leased_until))
        return Errand(found.key, found.kind, found.body, found.tries, found.claims + 1)

    def errand_done(self, key: str, at: datetime) -> bool:
        ended: int = self._run(self._sql.errand_done, errand_key=key, done_at=time_text(at))
        return ended == 1

    def errand_failed(self, errand: Errand, error: str, next_try_at: datetime) -> bool:
        held: int = self._run(
            self._sql.errand_failed,
            errand_key=errand.key,
            claims=errand.claims,
            error=error,
            next_try_at=time_text(next_try_at),
        )
        return held == 1

    def errand_given_up(self, errand: Errand, error: str, at: datetime) -> bool:
        held: int = self._run(
            self._sql.errand_given_up,
            errand_key=errand.key,
            claims=errand.claims,
            error=error,
            done_at=time_text(at),
        )
        return held == 1

    def dead_errands(self) -> tuple[DeadErrand, ...]:
        return tuple(
            DeadErrand(_errand(*row), reason or "", time_of(queued), time_of(given_up))
            for *row, reason, queued, given_up in self._run(self._sql.dead_errands)
        )

    def requeue_errand(self, key: str, at: datetime) -> bool:
        found: int = self._run(self._sql.requeue_errand, errand_key=key, next_try_at=time_text(at))
        return found == 1

    def drop_errand(self, key: str) -> bool:
        found: int = self._run(self._sql.drop_errand, errand_key=key)
        return found == 1

    def errands_done_for(self, subject: str) -> tuple[Errand, ...]:
        return tuple(_errand(*row) for row in self._run(self._sql.errands_done_for, subject_id=subject))


def _errand(key: str, kind: str, body: str, tries: int, claims: int) -> Errand:
    return Errand(key, kind, json.loads(body), tries, claims)
