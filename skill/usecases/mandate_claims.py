"""A mandate and its use as JSON claims, shaped as AP2 v0.2's open and closed payment mandates, and read back strictly.

Where AP2 has no word, the constraint has a name of ours (`boodschap.*.1`). Its `payment.budget` is a number of major
units without a calendar, so the limit of a period is ours too: integer cents, in the calendar of the home.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from skill.domain.budget import Reservation
from skill.domain.home import Home
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.offer import Line

OPEN, CLOSED = "mandate.payment.open.1", "mandate.payment.1"
"""The type of a document (`vct`), exactly."""

_FREQUENCY = {Period.ORDER: "ON_DEMAND", Period.DAY: "DAILY", Period.WEEK: "WEEKLY", Period.MONTH: "MONTHLY"}


class UnknownClaim(ValueError):
    """A claim that this version does not know; what is not understood is not judged (P1)."""


def digest(text: str) -> str:
    """SHA-256, base64url without padding, as AP2 names a document."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def open_claims(mandate: Mandate, home: Home, public_key: Mapping[str, str], at: datetime) -> dict[str, object]:
    """What was allowed, from `at` on."""
    constraints = _constraints(mandate, home)
    terms = digest(json.dumps(constraints, sort_keys=True))
    claims: dict[str, object] = {
        "vct": OPEN,
        "jti": f"{home.id}/{mandate.id}/{at.isoformat()}",
        "sub": mandate.grantor,
        "iat": int(at.timestamp()),
        "cnf": {"jwk": dict(public_key)},
        "constraints": [*constraints, {"type": "payment.reference", "conditional_transaction_id": terms}],
        "home": home.id,
        "mandate": mandate.id,
    }
    if mandate.expires is not None:
        claims["exp"] = int(datetime.combine(mandate.expires, time(), home.timezone).timestamp())
    return claims


def _constraints(mandate: Mandate, home: Home) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {"type": "boodschap.uses.1", "allowed": sorted(mandate.allows)},
        {"type": "boodschap.category.1", "category": mandate.category},
        {
            "type": "payment.execution_date",
            "not_before": mandate.granted.isoformat(),
            "not_after": mandate.expires.isoformat() if mandate.expires else None,
        },
        {"type": "boodschap.state.1", "paused": mandate.paused, "revoked": _moment(mandate.revoked)},
    ]
    if mandate.retailers:
        payees = [{"id": name, "name": name} for name in sorted(mandate.retailers)]
        found.append({"type": "payment.allowed_payees", "allowed": payees})
    if (limit := mandate.limit_per_order) is not None:
        # AP2's bound is included, ours is not: under EUR 40 is at most 39.99.
        found.append({"type": "payment.amount_range", "currency": limit.currency, "max": limit.cents - 1})
    if (per_period := mandate.limit_per_period) is not None:
        amount, period = per_period.amount, per_period.period
        found.append({"type": "payment.agent_recurrence", "frequency": _FREQUENCY[period]})
        found.append(
            {
                "type": "boodschap.period_budget.1",
                "currency": amount.currency,
                "below": amount.cents,
                "period": period.value,
                "timezone": home.timezone.key,
            }
        )
    else:
        found.append({"type": "payment.agent_recurrence", "frequency": "ON_DEMAND"})
    if mandate.except_kinds:
        found.append({"type": "boodschap.except_kinds.1", "kinds": sorted(mandate.except_kinds)})
    for kind, above in sorted(mandate.ask_above.items()):
        found.append({"type": "boodschap.ask_above.1", "kind": kind, "from": above.cents, "currency": above.currency})
    found.extend({"type": "boodschap.condition.1", "condition": name} for name in sorted(mandate.conditions))
    return found


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def mandate_of(claims: Mapping[str, Any]) -> Mandate:
    """The mandate that an open document states. Raises UnknownClaim for anything in it that is not known here."""
    facts: dict[str, Any] = {"ask_above": {}, "conditions": frozenset[str]()}
    if claims.get("vct") != OPEN:
        raise UnknownClaim(f"vct {claims.get('vct')!r}")
    for constraint in claims["constraints"]:
        match constraint:
            case {"type": "boodschap.uses.1", "allowed": uses}:
                facts["allows"] = frozenset(Allows(use) for use in uses)
            case {"type": "boodschap.category.1", "category": str(category)}:
                facts["category"] = category
            case {"type": "payment.execution_date", "not_before": str(first), "not_after": last}:
                facts |= {"granted": date.fromisoformat(first), "expires": date.fromisoformat(last) if last else None}
            case {"type": "boodschap.state.1", "paused": bool(paused), "revoked": revoked}:
                facts |= {"paused": paused, "revoked": datetime.fromisoformat(revoked) if revoked else None}
            case {"type": "payment.allowed_payees", "allowed": payees}:
                facts["retailers"] = frozenset(payee["id"] for payee in payees)
            case {"type": "payment.amount_range", "currency": str(currency), "max": int(most)}:
                facts["limit_per_order"] = Money(most + 1, currency)
            case {
                "type": "boodschap.period_budget.1",
                "currency": str(currency),
                "below": int(below),
                "period": period,
            }:
                facts["limit_per_period"] = PeriodLimit(Money(below, currency), Period(period))
            case {"type": "boodschap.except_kinds.1", "kinds": kinds}:
                facts["except_kinds"] = frozenset(kinds)
            case {"type": "boodschap.ask_above.1", "kind": str(kind), "from": int(cents), "currency": str(currency)}:
                facts["ask_above"] = {**facts["ask_above"], kind: Money(cents, currency)}
            case {"type": "boodschap.condition.1", "condition": str(name)}:
                facts["conditions"] = facts["conditions"] | {name}
            case {"type": "payment.agent_recurrence" | "payment.reference"}:
                pass  # said by the period and the constraints themselves
            case _:
                raise UnknownClaim(f"constraint {constraint!r}")
    return Mandate(id=claims["mandate"], grantor=claims["sub"], **facts)


def closed_claims(
    use: Allows,
    held: Reservation,
    opened: str,
    home: Home,
    mandate: Mandate,
    retailer: str,
    instrument: str,
    lines: tuple[Line, ...],
) -> dict[str, object]:
    """One use of a mandate: which document allowed it, for what, to whom, how much."""
    goods: list[dict[str, object]] = [
        {
            "product": line.product,
            "kind": line.kind,
            "category": line.category,
            "quantity": line.quantity,
            "amount": line.total.cents,
        }
        for line in lines
    ]
    return {
        "vct": CLOSED,
        "jti": f"{home.id}/{held.mandate}/{held.subject}",
        "sub": mandate.grantor,
        "iat": int(held.at.timestamp()),
        "transaction_id": digest(json.dumps([held.subject, retailer, goods], sort_keys=True)),
        "payee": {"id": retailer, "name": retailer},
        "payment_amount": {"amount": held.amount.cents, "currency": held.amount.currency},
        "payment_instrument": {"id": instrument, "type": instrument},
        "execution_date": held.at.astimezone(UTC).isoformat(),
        "open_mandate": opened,
        "home": home.id,
        "mandate": mandate.id,
        "subject": held.subject,
        "use": use.value,
        "category": mandate.category,
        "conditions_met": sorted(mandate.conditions),
        "lines": goods,
    }


def lines_of(claims: Mapping[str, Any]) -> tuple[Line, ...]:
    """The goods of a closed document, as far as a mandate looks at them."""
    currency = claims["payment_amount"]["currency"]
    return tuple(
        Line(
            product=line["product"],
            kind=line["kind"],
            category=line["category"],
            quantity=line["quantity"],
            unit_price=Money(0, currency),
            total=Money(line["amount"], currency),
        )
        for line in claims["lines"]
    )
