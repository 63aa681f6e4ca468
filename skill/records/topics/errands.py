"""What must be done outside, each key once for ever (P4, P12)."""

from __future__ import annotations

import json
from datetime import datetime

from skill.records.codec import time_text
from skill.records.home_sql import HomeSql
from skill.usecases.ports import Errand


class Errands(HomeSql):
    __slots__ = ()

    def add_errand(self, errand: Errand, at: datetime) -> None:
        self._run(
            self._sql.add_errand,
            errand_key=errand.key,
            kind=errand.kind,
            body=json.dumps(errand.body),
            tries=errand.tries,
            queued_at=time_text(at),
        )

    def errands(self) -> tuple[Errand, ...]:
        return tuple(
            Errand(key, kind, json.loads(body), tries) for key, kind, body, tries in self._run(self._sql.queued_errands)
        )

    def errand_done(self, key: str, at: datetime) -> None:
        self._run(self._sql.errand_done, errand_key=key, done_at=time_text(at))

    def errand_failed(self, key: str, error: str) -> None:
        self._run(self._sql.errand_failed, errand_key=key, error=error)
