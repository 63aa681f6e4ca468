"""Something is wrong with what came: which goods, how many, and that the retailer is asked for their money."""

from __future__ import annotations

from collections.abc import Mapping

from nlu.interpretation import QuantityValue
from skill.dialogue import amounts, deliveries, ordering
from skill.dialogue.act import Act
from skill.dialogue.conversation import Conversation, SayMissing
from skill.dialogue.effects import MakeClaims
from skill.dialogue.reply import Count, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, stranger
from skill.domain.claim import Claim, ClaimKind, worth
from skill.domain.money import Money
from skill.domain.offer import Line
from skill.domain.order import Order
from skill.domain.reason import Reason

MAX_WORDS = 200
"""So many characters of what somebody says is wrong go to the retailer."""


def report_problem(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Claims what was wrong; asks which goods and how many where that is not clear. Any adult of the home may say it:
    money only comes back, to who paid."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    order = deliveries.find(situation, act, lambda order: order.is_there)
    if order is None:
        return close(conversation, "informed", part("nothing_delivered"))
    what = act.reason or ""
    lines = lines_meant(situation, act, order)
    if not lines:
        items: tuple[Value, ...] = tuple(ProductName(line.product) for line in order.lines)
        missing = SayMissing("report_problem", reason=what)
        return ask(conversation, situation, missing, "asked_back", part("which_was_wrong", items=items))
    left = [line for line in lines if order.left(line)]
    if not left:
        return close(conversation, "informed", part("claimed_already", items=counted(lines)))
    if len(left) == 1 and order.left(left[0]) > 1 and said_of(situation, act, left[0]) is None:
        missing = SayMissing("report_problem", product=left[0].product, reason=what)
        count = Count(left[0].kind, order.left(left[0]))
        return ask(conversation, situation, missing, "asked_back", part("how_many_wrong", count=count))
    counts = counts_of(situation, act, order, left)
    claims = claims_for(situation, order, counts, ClaimKind.PROBLEM, person.id, what)
    total = Money.total(claim.amount for claim in claims)
    wrong = tuple(Count(line.kind, claim.quantity) for line, claim in zip(left, claims, strict=True))
    noted = part("problem_noted", items=wrong, retailer=RetailerName(order.retailer), total=total)
    reasons = (Reason("M1", "problem_reported", total, who=person.id, subject=order.id),)
    return close(conversation, "informed", noted, effects=(MakeClaims(order.id, claims),), reasons=reasons)


def lines_meant(situation: Situation, act: Act, order: Order) -> list[Line]:
    """The lines that were named, or the only one there is; empty where that is not told."""
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    return [line for line in order.lines if line.product in named or (not named and len(order.lines) == 1)]


def said_of(situation: Situation, act: Act, line: Line) -> int | None:
    """How many packs of the line were said."""
    for wanted in act.wanted:
        if wanted.quantity is not None and line.product in ordering.resolve(situation, wanted):
            return amounts.packs_in(situation, wanted.quantity, line.product)
    free: QuantityValue | None = act.quantity if len(act.wanted) <= 1 else None
    return amounts.packs_in(situation, free, line.product)


def counts_of(situation: Situation, act: Act, order: Order, lines: list[Line]) -> dict[str, int]:
    """Of each line as many as were said, else all that are left of it."""
    counts = {}
    for line in lines:
        said = said_of(situation, act, line)
        counts[line.product] = order.left(line) if said is None else max(1, min(said, order.left(line)))
    return counts


def claims_for(
    situation: Situation, order: Order, counts: Mapping[str, int], kind: ClaimKind, person: str, what: str
) -> tuple[Claim, ...]:
    """A claim for each product, all of one statement."""
    statement = f"{order.id}-{len(order.claims) + 1}"
    claims = []
    for product, count in counts.items():
        line = next(line for line in order.lines if line.product == product)
        # A bottle is handed in for its deposit, also a broken one; what goes back whole takes its deposit along.
        price = line.total + line.deposit if kind is ClaimKind.WITHDRAWAL else line.total
        amount = worth(line, price, count, order.claims)
        claims.append(Claim(statement, kind, product, count, amount, person, situation.now, what[:MAX_WORDS]))
    return tuple(claims)


def counted(lines: list[Line]) -> tuple[Value, ...]:
    return tuple(Count(line.kind, line.quantity) for line in lines)
