"""One order as a person keeps it: the confirmation that the law wants on a durable medium (O2), to read and to save as
a file, with what may still go back and what was said about it (O3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_currency

from skill.dialogue.calling_off import may_withdraw
from skill.dialogue.returning import last_moment
from skill.dialogue.situation import Situation
from skill.domain.claim import Claim, ClaimStatus
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus

Words = Mapping[str, str]


def written_in(language: str) -> str:
    """Whose dates a language is written with: ours are read in Europe, day first."""
    return "en_GB" if language == "en" else language


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`facts`, `lines` and `statements` in words; `may_withdraw`: something of it can still go back, or need not
    come."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    statements: tuple[tuple[str, str], ...]
    may_withdraw: bool

    def as_text(self) -> str:
        """The same as plain text, to keep."""
        rows = [self.title, "", *(f"{name}: {value}" for name, value in self.facts), ""]
        rows += [f"{what}: {amount}" for what, amount in self.lines]
        rows += ["", *(f"{at}: {what}" for at, what in self.statements)] if self.statements else []
        return "\n".join(rows) + "\n"


def own(seen: Situation, person: str) -> list[Order]:
    """The person's orders, the latest first."""
    return [order for order in seen.orders if order.person == person]


def confirmation(seen: Situation, order: Order, words: Words, language: str) -> Confirmation:
    """Who sells, what, for how much, when, allowed how, and until when it may be withdrawn from."""
    catalogue, zone = seen.catalogue, seen.home.timezone
    seller = catalogue.retailers[order.retailer].name

    def moment(at: datetime) -> str:
        return f"{day(at)}, {clock(at)}"

    def money(amount: Money) -> str:
        return written_money(amount, language)

    def day(at: datetime) -> str:
        return written_day(at.astimezone(zone), language)

    def clock(at: datetime) -> str:
        return format_time(at, "HH:mm", tzinfo=zone, locale=language)

    def name(product: str) -> str:
        found = catalogue.products.get(product)
        return found.names[language] if found is not None and language in found.names else product

    facts = [
        (words["seller"], seller),
        (words["order_number"], order.id),
        (words["ordered_at"], moment(order.placed_at)),
        (words["allowed_by"], words[f"by_{order.approved_by}"]),
        (words["status"], words[f"status_{order.status.value}"]),
    ]
    if order.slot is not None:
        facts.append((words["delivery"], f"{moment(order.slot.start)}-{clock(order.slot.end)}"))
    until = last_moment(seen, order)
    excluded = [line for line in order.lines if _excluded(seen, line.kind)]
    if order.status is not OrderStatus.CANCELLED:
        begun = order.delivered_at is not None
        term = day(until) if begun else words["after_delivery"]
        facts.append((words["withdraw_before"], term))
    if excluded:
        facts.append((words["excluded"], ", ".join(name(line.product) for line in excluded)))
    lines = [(f"{line.quantity} x {name(line.product)}", money(line.total)) for line in order.lines]
    deposit = Money.total(line.deposit for line in order.lines)
    lines += [(words["deposit"], money(deposit))] if deposit else []
    lines += [(words["delivery"], money(order.quote.delivery_fee)), (words["total"], money(order.total))]
    statements = tuple(
        (moment(c.at), f"{words[f'claim_{c.kind.value}']} {c.quantity} x {name(c.product)}, {money(c.amount)}, "
         f"{words[_answer(order, c)]}")
        for c in order.claims
    )  # fmt: skip
    left = any(order.left(line) and not _excluded(seen, line.kind) for line in order.lines)
    may = may_withdraw(seen, order) or (order.is_there and seen.now < until and left)
    title = f"{words['confirmation']} {seller}"
    return Confirmation(order.id, title, tuple(facts), tuple(lines), statements, may)


def written_money(amount: Money, language: str) -> str:
    return format_currency(Decimal(amount.cents).scaleb(-2), amount.currency, locale=language)


def written_day(day: date, language: str) -> str:
    return format_date(day, "long", locale=written_in(language))


def _answer(order: Order, claim: Claim) -> str:
    """The word for what its retailer said to it: of what never came nothing is paid back."""
    came = order.status is not OrderStatus.CANCELLED
    return f"claim_{claim.status.value}" if came or claim.status is not ClaimStatus.ACCEPTED else "claim_called_off"


def _excluded(seen: Situation, kind_id: str) -> bool:
    """Hygiene goods may go back sealed, which only the person can see."""
    kind = seen.catalogue.kinds.get(kind_id)
    return kind is not None and kind.excluded not in (None, "hygiene")
