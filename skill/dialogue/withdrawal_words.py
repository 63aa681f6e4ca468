"""How a withdrawal is put before a person: what goes back, what is paid back, how and until when (O3)."""

from __future__ import annotations

from datetime import timedelta

from skill.dialogue.conversation import ConfirmWithdrawal
from skill.dialogue.reply import Count, KindNamed, Part, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.domain.claim import SEND_BACK_DAYS
from skill.domain.offer import Line
from skill.domain.order import Order


def question(situation: Situation, subject: ConfirmWithdrawal) -> tuple[Part, ...]:
    """What goes back, of which order, what is paid back, how and until when; and the question."""
    order = order_of(situation, subject.order)
    if order is None:
        return ()
    if subject.coming:
        seller = RetailerName(order.retailer)
        return (part("shall_i_cancel", items=items(order, subject), retailer=seller, total=subject.total),)
    retailer = situation.catalogue.retailers[order.retailer]
    zone = situation.home.timezone
    until = (situation.now.astimezone(zone) + timedelta(days=SEND_BACK_DAYS)).date()
    sealed = [p for p, _ in subject.goods if situation.catalogue.kinds[order.kind_of(p)].excluded == "hygiene"]
    return (
        *(part("only_when_sealed", kind=KindNamed(order.kind_of(product))) for product in sealed),
        part("withdraw_how", how=Term(f"back_{retailer.takes_back}"), day=until),
        part("shall_i_withdraw", items=items(order, subject), retailer=RetailerName(retailer.id), total=subject.total),
    )


def kept(subject: ConfirmWithdrawal) -> Part:
    """The answer to a no, or to whoever drops the question: what stays as it is."""
    return part("it_still_comes" if subject.coming else "not_withdrawn")


def why_excluded(situation: Situation, order: Order, line: Line) -> str | None:
    """Why this line is excluded from withdrawal; what nobody ordered may always go back."""
    kind = situation.catalogue.kinds.get(line.kind)
    return None if kind is None or line.product in order.came_instead else kind.excluded


def order_of(situation: Situation, order_id: str) -> Order | None:
    return next((order for order in situation.orders if order.id == order_id), None)


def items(order: Order, subject: ConfirmWithdrawal) -> tuple[Value, ...]:
    """What goes back, counted."""
    return tuple(Count(order.kind_of(product), count) for product, count in subject.goods)
