"""A mandate as it is filled in: every field checked, every fault said beside its field, nothing guessed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from skill.dialogue.mandate_terms import Draft
from skill.dialogue.situation import Situation
from skill.domain.mandate import CONDITIONS, Mandate, Period, PeriodLimit
from skill.domain.money import Money

MOST_CENTS = 100_000_00
PERIODS = (Period.DAY, Period.WEEK, Period.MONTH)


@dataclass(slots=True)
class MandateForm:
    """What stands in the fields, and `faults` by field, each the name of its words."""

    category: str = ""
    per_order: str = ""
    per_period: str = ""
    period: str = Period.WEEK.value
    retailers: Collection[str] = ()
    conditions: Collection[str] = ()
    except_kinds: Collection[str] = ()
    expires: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def categories(situation: Situation) -> list[str]:
    """What a mandate can be given for: no financial product (P8)."""
    return [name for name, each in situation.propositions.items() if not each.financial]


def filled_from(mandate: Mandate | None, category: str) -> MandateForm:
    """The form with a mandate in it, to change it; empty without one."""
    if mandate is None:
        return MandateForm(category)
    limit = mandate.limit_per_period
    return MandateForm(
        category=category,
        per_order=_euros(mandate.limit_per_order),
        per_period=_euros(limit.amount if limit else None),
        period=(limit.period if limit else Period.WEEK).value,
        retailers=mandate.retailers,
        conditions=mandate.conditions,
        except_kinds=mandate.except_kinds,
        expires=mandate.expires.isoformat() if mandate.expires else "",
    )


def _euros(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.cents // 100}.{amount.cents % 100:02d}"


def read(sent: MultiDict[str, str], situation: Situation) -> tuple[MandateForm, Draft | None]:
    """The form as it was sent, and the draft when nothing is wrong in it."""
    form = MandateForm(
        category=sent.get("category", ""),
        per_order=sent.get("per_order", "").strip(),
        per_period=sent.get("per_period", "").strip(),
        period=sent.get("period", ""),
        retailers=frozenset(sent.getlist("retailers")),
        conditions=frozenset(sent.getlist("conditions")),
        except_kinds=frozenset(sent.getlist("except_kinds")),
        expires=sent.get("expires", "").strip(),
    )
    known = {
        "category": ({form.category}, categories(situation)),
        "period": ({form.period}, [period.value for period in PERIODS]),
        "retailers": (set(form.retailers), situation.home.retailers),
        "conditions": (set(form.conditions), CONDITIONS),
        "except_kinds": (set(form.except_kinds), situation.catalogue.kinds),
    }
    for name, (chosen, allowed) in known.items():
        if not chosen <= set(allowed):
            form.faults[name] = "unknown_choice"
    per_order, per_period = _money(form, "per_order"), _money(form, "per_period")
    if per_order is None and per_period is None and not form.faults:
        form.faults["per_order"] = "no_amount"
    expires = _day(form, situation.today)
    if form.faults:
        return form, None
    limit = PeriodLimit(per_period, Period(form.period)) if per_period is not None else None
    draft = Draft(
        category=form.category,
        limit_per_order=per_order,
        limit_per_period=limit,
        retailers=frozenset(form.retailers),
        except_kinds=frozenset(form.except_kinds),
        conditions=frozenset(form.conditions),
        expires=expires,
    )
    return form, draft


def _money(form: MandateForm, name: str) -> Money | None:
    written = str(getattr(form, name)).removeprefix("\u20ac").strip()
    if not written:
        return None
    try:
        amount = Money.euros(written.replace(",", "."))
    except ValueError:
        amount = Money(0)
    if not 0 < amount.cents <= MOST_CENTS:
        form.faults[name] = "bad_amount"
        return None
    return amount


def _day(form: MandateForm, today: date) -> date | None:
    if not form.expires:
        return None
    try:
        day = date.fromisoformat(form.expires)
    except ValueError:
        form.faults["expires"] = "bad_date"
        return None
    if day <= today:
        form.faults["expires"] = "past_date"
    return day
