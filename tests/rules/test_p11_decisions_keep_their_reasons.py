"""P11: every decision stores its reasons (rule, limit, what was left of it, who, how recognised) and can be spoken and
shown."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from skill.dialogue.act import Act
from skill.domain.correction import FAULTS
from skill.domain.decision import Decision
from skill.domain.mandate import Allows, Period, PeriodLimit
from skill.domain.money import Money
from skill.speech.reply_files import LANGUAGES, read_replies
from tests.building import DAY, NO, YES, mandate, order, pin, wish
from tests.household import Household, parts_said

WEEKLY = PeriodLimit(Money(4000), Period.WEEK)


def latest(house: Household, outcome: str) -> Decision:
    return next(each for each in house.decisions() if each.outcome == outcome)


def test_p11_an_order_by_a_yes_keeps_who_how_and_how_much() -> None:
    house = Household().move_in()
    house.hear(order())
    house.hear(YES)
    kept = latest(house, "placed")
    assert (kept.person, kept.recognised, kept.subject) == ("anna", "voice", house.orders()[0].id)
    (reason,) = kept.reasons
    assert (reason.rule, reason.code, reason.amount, reason.who) == ("P2", "confirmed", Money(1000), "anna")


def test_p11_an_order_by_a_mandate_keeps_the_limit_and_what_is_left() -> None:
    house = Household().move_in(mandate(limit_per_period=WEEKLY))
    house.hear(order())
    house.hear(order())
    (reason,) = latest(house, "placed").reasons
    assert (reason.rule, reason.code, reason.subject) == ("P5", "within_mandate", "anna-groceries")
    assert (reason.amount, reason.limit, reason.left) == (Money(1000), Money(4000), Money(2000))


def test_p11_a_refusal_of_a_mandate_keeps_what_was_left_of_it() -> None:
    house = Household().move_in(mandate(limit_per_period=WEEKLY))
    house.hear(order("beans", 3))
    house.hear(order("beans", 2))
    (reason,) = latest(house, "asked_confirmation").reasons
    assert (reason.code, reason.amount, reason.limit, reason.left) == (
        "limit_per_period", Money(2000), Money(4000), Money(1000),
    )  # fmt: skip


def test_p11_a_pin_is_kept_as_the_way_of_recognising() -> None:
    house = Household().move_in()
    for said in (order(), pin("1111"), YES):
        house.hear(said, "unknown")
    kept = latest(house, "placed")
    assert (kept.person, kept.recognised) == ("anna", "pin")
    asked = latest(house, "asked_confirmation")
    assert (asked.person, asked.recognised) == ("anna", "pin")


def test_p11_a_known_voice_with_a_pin_is_kept_as_a_pin() -> None:
    house = Household().move_in()
    for said in (order("blue_jeans", 4), YES, pin("1111")):
        house.hear(said)
    assert [(each.outcome, each.recognised) for each in house.decisions()] == [
        ("placed", "pin"), ("asked_step_up", "voice"), ("asked_confirmation", "voice"),
    ]  # fmt: skip


def test_p11_a_refused_child_and_a_refused_stranger_are_kept() -> None:
    house = Household().move_in()
    house.hear(order(), "child")
    kept = latest(house, "refused")
    assert (kept.person, [reason.code for reason in kept.reasons]) == (None, ["child"])


def test_p11_what_a_sensor_did_is_kept() -> None:
    bought = Household().move_in(mandate())
    bought.sense(50)
    assert latest(bought, "placed").subject == bought.orders()[0].id
    told = Household().move_in()
    told.sense(50)
    assert latest(told, "notified").reasons


def test_p11_what_was_paid_without_a_word_is_kept() -> None:
    house = Household().move_in(mandate(limit_per_period=WEEKLY))
    house.hear(order())
    house.wait(8 * DAY)
    kept = next(each for each in house.decisions() if each.subject == house.payments()[0].id)
    assert [reason.code for reason in kept.reasons] == ["within_mandate"]
    assert [(reason.limit, reason.left) for reason in kept.reasons] == [(Money(4000), Money(3000))]


WEIGHTY = {"placed", "refused", "asked_confirmation", "asked_payment", "asked_step_up"}


def test_p11_no_decision_about_money_is_without_a_reason() -> None:
    house = Household().move_in(mandate(limit_per_period=WEEKLY))
    for said, who in (
        (order(), "anna"), (order("beans", 9), "anna"), (YES, "bram"), (YES, "anna"), (order(), "child"),
        (order(), "unknown"), (pin("9999"), "unknown"), (pin("2222"), "unknown"), (YES, "unknown"), (NO, "bram"),
        (order("blue_jeans", 4), "anna"), (YES, "anna"), (pin("1111"), "anna"), (Act("cancel_order"), "anna"),
        (YES, "anna"),
    ):  # fmt: skip
        house.hear(said, who)
    house.wait(9 * DAY)
    house.hear(Act("read_notifications"))
    weighed = [each for each in house.decisions() if each.outcome in WEIGHTY]
    assert len(weighed) >= 10
    assert [each for each in weighed if not each.reasons] == []
    assert all(re.fullmatch(r"[A-Z]\d+", reason.rule) for each in weighed for reason in each.reasons)


def test_p11_a_decision_can_be_asked_for() -> None:
    house = Household().move_in()
    house.hear(order())
    house.hear(YES)
    assert {"because_placed", "why_confirmed"} <= parts_said(house.hear(Act("explain_decision")))
    assert "because_placed" not in parts_said(house.hear(Act("explain_decision"), "bram")), "to whom it concerns"


def test_p11_any_decision_about_a_product_can_be_asked_for() -> None:
    """What a sensor saw, what was bought and then changed, and what was not: by its product, not just the latest."""
    house = Household().move_in()
    house.sense(50)
    house.hear(order("milk_1l"))
    house.hear(YES)
    house.hear(Act("add_to_basket", wanted=(wish("aa_cells", 1),)))
    house.hear(YES)
    house.hear(order("blue_jeans", 1))
    house.hear(NO)

    def why(*products: str) -> set[str]:
        return parts_said(house.hear(Act("explain_decision", wanted=tuple(wish(each) for each in products))))

    assert {"because_notified", "why_no_mandate"} <= why("beans")
    assert {"because_placed", "why_confirmed"} <= why("milk_1l")
    assert {"because_changed", "why_order_changed"} <= why("aa_cells")
    assert "because_asked_confirmation" in why("blue_jeans")
    assert why("ski_cover") == {"nothing_to_explain"}


def test_p11_right_after_an_answer_why_is_about_that_answer() -> None:
    house = Household().move_in()
    house.hear(order())
    house.hear(YES)
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 1),)))
    house.hear(YES)
    assert {"because_changed", "about_order"} <= parts_said(house.hear(Act("explain_decision")))
    assert "because_placed" in parts_said(house.hear(Act("explain_decision"))), "asked again, it is what was bought"


MADE = {
    "f'does_not_allow_{allows.value}'": {f"does_not_allow_{allows.value}" for allows in Allows},
    "f'report_{fault}'": {f"report_{fault}" for fault in FAULTS},
}
"""Codes that are put together, by how the code does it."""


def reasons_in_the_code(project: Path) -> set[str]:
    """Every code that a Reason is made with."""
    found = set()
    for path in (project / "skill").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Reason":
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
                else:
                    found |= MADE[ast.unparse(code)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_p11_every_reason_can_be_spoken(language: str, project: Path, data_dir: Path) -> None:
    spoken = read_replies(data_dir, language).phrases
    missing = {code for code in reasons_in_the_code(project) if f"why_{code}" not in spoken}
    assert not missing
