"""What banks said since: read from the rail, put into the books of each home it names, then marked as read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.bank_answer import Applied, BankAnswer
from skill.domain.payment import PaymentStatus, payment_of
from skill.usecases import charge
from skill.usecases.parts import Parts

KNOWN_ALREADY = "known_already"


@dataclass(frozen=True, slots=True)
class Read:
    """One answer and what came of it: `status` of the payment after it; `because` it changed nothing, if so."""

    message: str
    end_to_end: str
    outcome: str
    home: str | None = None
    status: PaymentStatus | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that could not be read, and why; it is put aside."""

    message: str
    problem: str


def run(parts: Parts, now: datetime) -> tuple[Read | Unusable, ...]:
    """Applies every answer that waits. A crash in between reads the message again, and each answer counts once (P12).

    Raises OutsideFailed when the answers cannot be had now.
    """
    report: list[Read | Unusable] = []
    for arrived in parts.rail.answers():
        if arrived.problem is not None:
            report.append(Unusable(arrived.id, arrived.problem))
        report += [_take(arrived.id, answer, parts, now) for answer in arrived.answers]
        parts.rail.read(arrived.id, usable=arrived.problem is None)
    return tuple(report)


def _take(message: str, answer: BankAnswer, parts: Parts, now: datetime) -> Read:
    home = parts.records.home_of_payment(payment_of(answer.end_to_end))
    read = Read(message, answer.end_to_end, answer.outcome.value, home)
    if home is None:
        return Read(message, answer.end_to_end, answer.outcome.value, because="unknown_payment")
    with parts.records.transaction(home) as records:
        taken = charge.take(answer, records, now)
        payment = records.payment(payment_of(answer.end_to_end))
    status = payment.status if payment is not None else None
    because = None if isinstance(taken, Applied) else taken.because or KNOWN_ALREADY
    return Read(message, read.end_to_end, read.outcome, home, status, because)
