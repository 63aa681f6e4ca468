"""What the people of the home would rather have."""

from __future__ import annotations

from skill.domain.preference import About, Preference
from skill.records.codec import time_of, time_text
from skill.records.home_sql import HomeSql


class Preferences(HomeSql):
    __slots__ = ()

    def preferences(self) -> tuple[Preference, ...]:
        return tuple(
            Preference(person, About(about), subject, value, time_of(since) if since else None)
            for person, about, subject, value, since in self._run(self._sql.preferences)
        )

    def keep_preference(self, preference: Preference) -> None:
        self._run(
            self._sql.keep_preference,
            person_id=preference.person,
            about=preference.about.value,
            subject=preference.subject,
            value=preference.value,
            since=time_text(preference.since) if preference.since else None,
        )

    def erase_preference(self, preference: Preference) -> None:
        self._run(
            self._sql.erase_preference,
            person_id=preference.person,
            about=preference.about.value,
            subject=preference.subject,
        )
