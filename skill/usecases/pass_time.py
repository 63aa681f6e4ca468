"""Time passes: everything that is due until a moment happens, in the order in which it was due."""

from __future__ import annotations

from datetime import datetime

from skill.usecases import announce, charge, deliver, end_notices, run_errands, settle, sign_mandates, take_corrections
from skill.usecases.parts import Parts


def run(home_id: str, until: datetime, parts: Parts, *, errands: bool = True) -> None:
    """Deliveries, then the bundles that they fall into, each at its own time, and the errands of each; in the end what
    nobody answered in time. What retailers report is taken in first: it counts for what is still to be asked.

    Without `errands` these are left to the workers, so that no party outside holds up the time of a home.
    """
    if errands:
        run_errands.run(home_id, parts, until)
    take_corrections.run(home_id, parts, until)
    while (due := _next_due(home_id, until, parts)) is not None:
        happened = deliver.run(home_id, due, parts) + settle.run(home_id, due, parts)
        if errands:
            run_errands.run(home_id, parts, due)
        if not happened:
            break  # What is due and cannot happen now is tried when time is looked at again.
    with parts.records.transaction(home_id) as records:
        charge.expire(records, until)
        home = parts.home(home_id)
        end_notices.run(home, records, parts.manners, until)
        announce.queue(home, records, parts, until)
    if errands:
        run_errands.run(home_id, parts, until)
    sign_mandates.work_off(home_id, parts, until)


def _next_due(home_id: str, until: datetime, parts: Parts) -> datetime | None:
    with parts.records.reading(home_id) as records:
        coming = deliver.on_the_way(records)
        asked = records.next_bundle_due()
    times = [deliver.expected_at(order, parts.catalogue) for order in coming]
    times += [asked] if asked is not None else []
    return min((at for at in times if at <= until), default=None)
