"""Which approvals need more than a yes: amounts and times that change with law and policy, so they are dated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from skill.domain.money import Money

LONGEST_QUESTION = timedelta(minutes=2)
"""No rule keeps a question open longer (P3)."""


class Cumulative(StrEnum):
    """Art. 16 RTS 2018/389: the sum since the last strong authentication or the number, one or the other (M3)."""

    SUM = "sum"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class LowValue:
    """The low-value exemption. `test` is by provider (a kind of payment); one that is not named has no exemption."""

    payment: Money = Money(0)
    total: Money = Money(0)
    number: int = 0
    test: Mapping[str, Cumulative] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What holds on one day.

    Without a rule nothing is approved: a voice alone suffices for no amount, no question stays open, and no payment is
    of low value (P1).
    """

    voice_limit: Money = Money(0)
    """From this amount on a recognised voice alone approves nothing (A3)."""
    confirmation_lives: timedelta = timedelta(0)
    """How long a question is open (P3)."""
    low_value: LowValue = LowValue()


class Term(StrEnum):
    """What a rule of data/approval.yml sets."""

    VOICE_LIMIT = "voice_limit"
    CONFIRMATION_LIVES = "confirmation_lives"
    LOW_VALUE_PAYMENT = "low_value_payment"
    LOW_VALUE_TOTAL = "low_value_total"
    LOW_VALUE_NUMBER = "low_value_number"


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """`value` is in cents, seconds or times, as the term is. `rule` is its number in our rules."""

    term: Term
    rule: str
    value: int
    valid_from: date
    source: str


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """Every rule that holds, held or will hold."""

    rules: tuple[ApprovalRule, ...] = ()
    tests: Mapping[str, Cumulative] = field(default_factory=dict)

    def in_force(self, term: Term, day: date) -> ApprovalRule | None:
        """The latest rule of this term that began by that day."""
        begun = [rule for rule in self.rules if rule.term is term and rule.valid_from <= day]
        return max(begun, key=lambda rule: rule.valid_from, default=None)

    def on(self, day: date) -> ApprovalTerms:
        """The terms of that day, by the calendar of the home."""

        def value(term: Term) -> int:
            rule = self.in_force(term, day)
            return 0 if rule is None else rule.value

        return ApprovalTerms(
            voice_limit=Money(value(Term.VOICE_LIMIT)),
            confirmation_lives=min(timedelta(seconds=value(Term.CONFIRMATION_LIVES)), LONGEST_QUESTION),
            low_value=LowValue(
                payment=Money(value(Term.LOW_VALUE_PAYMENT)),
                total=Money(value(Term.LOW_VALUE_TOTAL)),
                number=value(Term.LOW_VALUE_NUMBER),
                test=self.tests,
            ),
        )
