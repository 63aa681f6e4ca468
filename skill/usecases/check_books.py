"""Checks the books of every home at any time: entries, orders, charges and payments agree, or it says where."""

from __future__ import annotations

from collections.abc import Callable

from skill.domain.audit import Audited
from skill.usecases.ports import Records

HOMES_AT_ONCE = 100
"""As many homes are asked about in one go: their rows stay in the database's memory from one question to the next."""

MOST_SHOWN = 1000
"""After so many discrepancies the search ends: more tell no more."""


def run(
    records: Records, progress: Callable[[Audited], None] = lambda _: None, at_once: int = HOMES_AT_ONCE
) -> Audited:
    """Looks at every home; stops early after MOST_SHOWN discrepancies."""
    done = Audited(0, 0, ())
    after = ""
    with records.auditing() as auditing:
        while (homes := auditing.homes(after, at_once)) and len(done.found) < MOST_SHOWN:
            found = tuple(auditing.discrepancies(homes[0], homes[-1]))
            postings = auditing.postings(homes[0], homes[-1])
            done = Audited(done.homes + len(homes), done.postings + postings, done.found + found)
            progress(done)
            after = homes[-1]
    return done
