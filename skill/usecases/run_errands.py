"""Works off what must go outside: after a commit, after a crash, or later. Each errand's effect happens once.

An errand is claimed before the outside is called and let go after it, each in a transaction of its own, so that workers
share the load. The outside is called with no transaction open; a worker that dies leaves a claim that runs out, and the
errand's key makes the second call harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from skill.domain.bank_answer import BankAnswer
from skill.domain.home import Home
from skill.usecases import announce, errand_ends, reminder, take_corrections
from skill.usecases.outside_ports import Errand, OutsideFailed
from skill.usecases.parts import Parts
from skill.usecases.patience import PATIENCE
from skill.usecases.ports import HomeRecords

ANSWERED = frozenset({"complain", "take_back"})
"""What a retailer may answer with money back at once; a later answer is taken in when time is looked at."""

LEASE = timedelta(minutes=2)
"""How long a claim holds. Every adapter gives up a call long before, so whoever takes over finds the first one gone."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How one try went. `result`: done, again (tried again `next_try`), dead (given up) or taken (by another worker,
    for ours took longer than its claim held). `problem` is what the outside said."""

    home: str
    errand: Errand
    result: str
    problem: str | None = None
    next_try: datetime | None = None


def run(
    home_id: str,
    parts: Parts,
    now: datetime,
    *,
    queued_since: datetime | None = None,
    tell: Callable[[Tried], None] = lambda _: None,
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Runs the errands of the home that are due, until none is; returns how many were done.

    `now` is the moment that is recorded; claims and waits are by the clock. `queued_since` leaves older errands to the
    workers. When something else than OutsideFailed is raised, it counts as a try without an answer, and goes on.
    """
    with parts.records.reading(home_id) as records:
        if records.claimable_errand(_clock(parts, now), queued_since=queued_since) is None:
            return 0
    with parts.records.transaction(home_id) as records:
        errand = _claim(records, parts, now, queued_since)
    done, answered = 0, False
    while errand is not None:
        fault: Exception | None = None
        failure: OutsideFailed | None = None
        answers: tuple[BankAnswer, ...] = ()
        try:
            answers = _send(home_id, errand, parts)
        except OutsideFailed as refused:
            failure = refused
        except Exception as error:  # a fault in an adapter may neither lose the errand nor hold up the others
            fault = error
            failure = OutsideFailed(f"the call ended with {type(error).__name__}", final=False)
        following = None
        with parts.records.transaction(home_id) as records:
            tried = _record(errand, failure, answers, parts.home(home_id), records, parts, now)
            announce.queue(parts.home(home_id), records, parts, now)
            if fault is None and go_on():
                following = _claim(records, parts, now, queued_since)
        tell(tried)
        if fault is not None:
            raise fault
        done += tried.result == "done"
        answered = answered or (tried.result == "done" and errand.kind in ANSWERED)
        errand = following
    if answered:
        take_corrections.run(home_id, parts, now)
    return done


def _clock(parts: Parts, now: datetime) -> datetime:
    return max(now, parts.clock())


def _claim(records: HomeRecords, parts: Parts, now: datetime, queued_since: datetime | None) -> Errand | None:
    at = _clock(parts, now)
    return records.claim_errand(at, at + LEASE, queued_since=queued_since)


def _send(home_id: str, errand: Errand, parts: Parts) -> tuple[BankAnswer, ...]:
    """Does the errand; returns what a payment rail said of it at once."""
    match errand.kind:
        case "place" | "amend" | "cancel" | "move" | "complain" | "take_back":
            parts.retailers.run(home_id, errand)
        case "remind":
            parts.agendas.run(home_id, reminder.in_words(errand, parts.home(home_id), parts.catalogue))
        case "forget":
            parts.agendas.run(home_id, errand)
        case "announce" | "dim":
            announce.send(home_id, errand, parts)
        case "pay":
            return parts.rail.run(home_id, errand)
        case _:
            raise OutsideFailed(f"nobody runs errands of kind {errand.kind!r}", final=True)
    return ()


def _record(
    errand: Errand,
    failure: OutsideFailed | None,
    answers: tuple[BankAnswer, ...],
    home: Home,
    records: HomeRecords,
    parts: Parts,
    now: datetime,
) -> Tried:
    """What the try means here, in one transaction with the end of the errand or of our claim on it."""
    if failure is None:
        if not records.errand_done(errand.key, now):
            return Tried(home.id, errand, "taken")
        errand_ends.done(errand, answers, records, now)
        return Tried(home.id, errand, "done")
    problem = str(failure)
    next_try = _next_try(errand, failure, parts, now)
    if next_try is None:
        if not records.errand_given_up(errand, problem, now):
            return Tried(home.id, errand, "taken", problem)
        errand_ends.given_up(errand, home, records, now, parts.new_id, refused=failure.final)
        return Tried(home.id, errand, "dead", problem)
    if not records.errand_failed(errand, problem, next_try):
        return Tried(home.id, errand, "taken", problem)
    if errand.tries + 1 == PATIENCE[errand.kind].tries:
        errand_ends.unanswered(errand, records, now)
    return Tried(home.id, errand, "again", problem, next_try)


def _next_try(errand: Errand, failure: OutsideFailed, parts: Parts, now: datetime) -> datetime | None:
    """None: it is given up."""
    patience, failures = PATIENCE.get(errand.kind), errand.tries + 1
    if failure.final or patience is None or (failures >= patience.tries and not patience.tried_on):
        return None
    at = _clock(parts, now) + patience.wait(failures, parts.jitter_percent())
    # A reminder later than the delivery helps nobody: its person is told while there is time.
    too_late = errand.kind == "remind" and at >= datetime.fromisoformat(str(errand.body["start"]))
    return None if too_late else at
