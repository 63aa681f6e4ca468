"""A retailer does not have what was ordered: another product comes or none, no order gets dearer, and it is told."""

from __future__ import annotations

from datetime import datetime

from skill.dialogue.effects import AnswerSubstitute
from skill.domain.catalogue import Catalogue
from skill.domain.correction import NOTHING_TO_REPLACE, OTHER_CURRENCY, Correction, is_foreign
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.ledger import amended_entry
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.reason import Reason
from skill.domain.substitution import Outcome, Substitution, judge, line_of
from skill.usecases import amend
from skill.usecases.call_off import cancel
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords

ERRANDS = "substitute:"
"""How the keys begin of what a retailer hears about what comes instead of something."""


def take(
    correction: Correction, order: Order, home: Home, catalogue: Catalogue, records: HomeRecords, at: datetime
) -> str | None:
    """Takes in the report once; returns why it is not believed, or None."""
    if any(each.report == correction.id for each in order.substitutions):
        return None
    gone = next((line for line in order.lines if line.product == correction.product), None)
    if not order.is_open or gone is None or order.retailer != correction.retailer:
        return NOTHING_TO_REPLACE
    if is_foreign(correction, gone.total):
        return OTHER_CURRENCY
    wanted = catalogue.products.get(gone.product)
    offered = catalogue.products.get(correction.offered or "")
    if offered is not None and any(line.product == offered.id for line in order.lines):
        offered = None  # more of what comes anyway is no substitute
    person = home.person(order.person)
    quantity = max(1, correction.quantity)
    outcome = judge(gone, wanted, offered, quantity, correction.amount, person.profile if person else None)
    line = line_of(gone, offered, quantity, correction.amount) if offered else None
    found = Substitution(correction.id, gone, line, outcome)
    order = order.with_substitution(found)
    if outcome is Outcome.ASKED:
        records.keep_order(order)
        _tell("substitute", order, found, records, at)
    else:
        _apply(order, found, records, at)
        _tell("substituted", order, found, records, at)
    return None


def answer(effect: AnswerSubstitute, order: Order, records: HomeRecords, now: datetime) -> None:
    """The person said yes or no to it, or does not want what came in the place of something."""
    found = next(each for each in order.substitutions if each.report == effect.report)
    outcome = Outcome.REPLACED if effect.allowed is not None else Outcome.DROPPED
    for note in records.notifications():
        if note.kind == "substitute" and note.id.endswith(f":{effect.report}"):
            records.keep_notification(note.marked_read(now))
    _apply(order, found.ended(outcome), records, now)


def refused(errand: Errand, records: HomeRecords, now: datetime) -> bool:
    """The retailer did not take what should come: that is told, for nobody knows what it will bring. Returns False for
    an errand that is about no substitute."""
    order = records.order(errand.subject)
    if not errand.key.startswith(ERRANDS):
        return False
    if order is not None and order.is_open:
        note = f"substitute_refused:{errand.key.removeprefix(ERRANDS)}"
        records.keep_notification(Notification(note, order.person, "substitute_refused", order.id, now))
    return True


def unanswered(order: Order, records: HomeRecords, at: datetime) -> Order:
    """Nobody said yes before it came: it stays away, which is told."""
    for each in order.substitutions:
        if each.outcome is Outcome.ASKED and order.is_open:
            order = _apply(order, each.ended(Outcome.DROPPED), records, at)
            _tell("substituted", order, each, records, at)
    return order


def _apply(order: Order, found: Substitution, records: HomeRecords, at: datetime) -> Order:
    """Makes the order what comes; the retailer hears it. Where nothing is left, the order is called off."""
    after = order.with_substitution(found).substituted(found)
    if after is None:
        return cancel(order.with_substitution(found), records, at, at_retailer=False)
    if after.total > order.total:
        raise ValueError(f"order {order.id} would cost {after.total} instead of {order.total}")
    records.keep_order(after)
    records.post(amended_entry(order, after, f"{found.report}:{found.outcome}", at))
    amend.lower(after, records)
    body: dict[str, str | int] = {"order": after.id, "retailer": after.retailer, "cents": after.total.cents}
    for number, line in enumerate(after.lines, start=1):
        body[f"line{number}"] = f"{line.quantity} x {line.product}"
    records.add_errand(Errand(f"{ERRANDS}{after.id}:{found.report}:{found.outcome}", "amend", body), at)
    if found.outcome is Outcome.REPLACED:
        reason = Reason("P3", "substitute_not_dearer", after.total, who=order.person, subject=order.id)
    else:
        reason = Reason("P3", "nothing_instead", after.total, who=order.person, subject=order.id)
    key, kinds = f"substitute:{found.report}:{found.outcome}", (found.gone.kind,)
    records.add_decision(Decision(key, at, "changed", (reason,), order.person, subject=order.id, kinds=kinds))
    return after


def _tell(kind: str, order: Order, found: Substitution, records: HomeRecords, at: datetime) -> None:
    records.keep_notification(Notification(f"{kind}:{order.id}:{found.report}", order.person, kind, order.id, at))
