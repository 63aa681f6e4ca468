"""P5, A3: a mandate by voice is read back whole, replaces what it speaks of, and widens nothing on a voice alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.mandate_change import widening
from skill.domain.money import Money
from skill.domain.person import Recognised
from skill.usecases.converse import Answer
from tests.building import DAY, MINUTE, NOW, SECOND, YES, mandate, order, pin
from tests.household import Household, parts_said

WEEKLY = mandate(limit_per_order=Money(3000), limit_per_period=PeriodLimit(Money(3000), Period.WEEK))
SAYS_NOTHING_NEW = {"mandate_replaces", "shall_that_be_allowed", "mandate_read_back"}


def asked(house: Household, cents: int, who: str = "anna", on: str = "speaker", **facts: str) -> Answer:
    act = Act("set_mandate", money=MoneyValue(cents, "below"), **facts)  # type: ignore[arg-type]
    return house.hear(act, who, on=on)


def in_force(house: Household, grantor: str = "anna") -> list[Mandate]:
    return [each for each in house.mandates() if each.grantor == grantor and each.revoked is None]


def test_p5_a_mandate_without_a_retailer_keeps_the_retailers_that_were_named() -> None:
    house = Household().move_in(WEEKLY)
    answer = asked(house, 2000)
    assert "mandate_only_at" in parts_said(answer)
    assert house.hear(YES).reply.decided == "changed"
    (now,) = in_force(house)
    assert (now.retailers, now.limit_per_period) == (frozenset({"grocer"}), PeriodLimit(Money(2000), Period.WEEK))


def test_p5_a_first_mandate_without_a_retailer_says_that_it_is_for_all() -> None:
    house = Household().move_in()
    assert "mandate_anywhere" in parts_said(asked(house, 2000))


def test_a3_another_retailer_is_a_wider_mandate() -> None:
    house = Household().move_in(replace(WEEKLY, category="clothing", retailers=frozenset({"insurer"})))
    asked(house, 2000, retailer="tailor", category="clothing")
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert [each.retailers for each in in_force(house)] == [{"insurer"}]


def test_p5_a_mandate_for_another_retailer_stands_beside_what_was_allowed() -> None:
    first = replace(WEEKLY, id="anna-clothing", category="clothing", retailers=frozenset({"insurer"}))
    house = Household().move_in(first)
    asked(house, 2000, retailer="tailor", category="clothing")
    house.hear(YES)
    house.hear(pin("1111"))
    assert [(each.id, each.retailers) for each in in_force(house)] == [
        ("anna-clothing", {"insurer"}),
        ("anna-clothing-2", {"tailor"}),
    ]


def test_p5_a_retailer_that_is_not_linked_is_said_to_be_so() -> None:
    house = Household().move_in()
    assert "retailer_not_linked" in parts_said(asked(house, 2000, retailer="corner"))
    house.hear(YES)
    assert house.mandates() == ()


@pytest.mark.parametrize(("cents", "decided"), [(2999, "changed"), (3000, "changed"), (3001, "asked_step_up")])
def test_a3_a_raise_steps_up_and_a_lower_limit_does_not(cents: int, decided: str) -> None:
    house = Household().move_in(WEEKLY)
    asked(house, cents)
    assert house.hear(YES).reply.decided == decided
    expected = cents if decided == "changed" else 3000
    assert [each.limit_per_period for each in in_force(house)] == [PeriodLimit(Money(expected), Period.WEEK)]


@pytest.mark.parametrize(
    ("said", "granted"), [("1111", True), ("2222", False), ("9999", False)], ids=["hers", "his", "nobody's"]
)
def test_a3_the_pin_is_the_grantors(said: str, granted: bool) -> None:
    house = Household().move_in(WEEKLY)
    asked(house, 5000)
    house.hear(YES)
    assert house.hear(pin(said)).reply.decided == ("changed" if granted else "asked_step_up")
    assert (in_force(house)[0].limit_per_order == Money(5000)) == granted


def test_a3_the_platforms_own_check_is_enough_to_raise() -> None:
    house = Household().move_in(WEEKLY)
    asked(house, 5000)
    assert house.hear(YES, recognised=Recognised.PLATFORM).reply.decided == "changed"


def test_a3_to_revoke_and_grant_anew_raises_nothing_either() -> None:
    house = Household().move_in(WEEKLY)
    house.hear(Act("revoke_mandate"))
    asked(house, 3001)
    assert house.hear(YES).reply.decided == "asked_step_up"
    asked(house, 3000, retailer="grocer")
    assert house.hear(YES).reply.decided == "changed"


def test_a3_the_same_amount_more_often_is_more() -> None:
    house = Household().move_in(mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(3000), Period.WEEK)))
    asked(house, 3000, period="day")
    assert house.hear(YES).reply.decided == "asked_step_up"


def test_a3_to_buy_where_only_paying_was_allowed_takes_a_pin() -> None:
    house = Household().move_in(replace(WEEKLY, allows=frozenset({Allows.PAY})))
    asked(house, 2000)
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert house.hear(order("beans", 1)).reply.decided == "asked_confirmation"
    house.hear(Act("deny"))
    asked(house, 2000)
    house.hear(YES)
    assert house.hear(pin("1111")).reply.decided == "changed"
    assert house.hear(order("beans", 1)).reply.decided == "placed"


def test_p5_a_pause_ends_only_said_and_proved() -> None:
    house = Household().move_in(WEEKLY)
    house.hear(Act("pause_buying"), "bram")
    assert "mandate_resumes" in parts_said(asked(house, 1500))
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert house.hear(order()).reply.decided == "asked_confirmation"
    asked(house, 1500)
    house.hear(YES)
    house.hear(pin("1111"))
    assert house.hear(order()).reply.decided == "placed"


def test_p5_a_wider_one_of_another_name_does_not_stay_behind_a_lower_limit() -> None:
    house = Household().move_in(replace(WEEKLY, id="old"), replace(WEEKLY, id="older", limit_per_order=Money(9000)))
    asked(house, 500)
    assert house.hear(YES).reply.decided == "changed"
    assert [each.limit_per_order for each in in_force(house)] == [Money(500)]
    assert house.hear(order()).reply.decided == "asked_confirmation"


def test_p5_another_adults_mandate_stays_as_it_is() -> None:
    brams = mandate(id="bram-groceries", grantor="bram", retailers=frozenset())
    house = Household().move_in(WEEKLY, brams)
    asked(house, 500)
    house.hear(YES)
    assert in_force(house, "bram") == [brams]
    house.hear(Act("set_mandate", money=MoneyValue(500), person="bram"))
    assert house.hear(YES).reply.decided == "informed", "nobody agrees for somebody else"
    assert in_force(house, "bram") == [brams]


def test_p3_a_mandate_that_changed_meanwhile_is_not_granted_as_it_was_read() -> None:
    house = Household().move_in(WEEKLY)
    asked(house, 2000, on="kitchen")
    house.hear(Act("pause_buying"), "bram", on="bedroom")
    assert "mandate_changed_meanwhile" in parts_said(house.hear(YES, on="kitchen"))
    assert [each.paused for each in in_force(house)] == [True]


def test_p3_a_yes_counts_once_and_two_minutes() -> None:
    house = Household().move_in()
    asked(house, 2000)
    house.clock.turn(2 * MINUTE + SECOND)
    house.hear(YES)
    assert house.mandates() == ()
    asked(house, 2000)
    assert house.hear(YES).reply.decided == "changed"
    granted = house.mandates()
    assert "nothing_open" in parts_said(house.hear(YES))
    assert house.mandates() == granted


def test_p5_everything_of_it_is_read_back() -> None:
    full = replace(
        WEEKLY,
        limit_per_order=Money(1000),
        except_kinds=frozenset({"milk"}),
        ask_above={"coffee_beans": Money(900)},
        conditions=frozenset({"cheapest", "renewable"}),
        expires=date(2026, 12, 31),
    )
    house = Household().move_in(full)
    assert parts_said(asked(house, 2500)) - {"automated_assistant"} == SAYS_NOTHING_NEW | {
        "mandate_only_at",
        "mandate_per_order",
        "mandate_excepts",
        "mandate_asks_above",
        "mandate_only_cheapest",
        "mandate_only_renewable",
        "mandate_until",
    }
    house.hear(YES)
    (now,) = in_force(house)
    assert now == replace(
        full, granted=NOW.date(), limit_per_period=PeriodLimit(Money(2500), Period.WEEK), allows=frozenset(Allows)
    )


def test_p5_after_an_answer_in_between_it_is_read_back_again_to_her_and_to_nobody_else() -> None:
    house = Household().move_in(WEEKLY)
    asked(house, 2000)
    assert "mandate_read_back" in parts_said(house.hear(Act("thanks")))
    for other in ("bram", "unknown", "child"):
        assert not {"mandate_read_back", "mandate_only_at"} & parts_said(house.hear(Act("thanks"), other))


def test_p5_it_is_explained_with_what_is_left() -> None:
    house = Household().move_in(WEEKLY)
    house.hear(order("beans", 1))
    answer = house.hear(Act("ask_mandate"))
    left = [each.values["left"] for each in answer.reply.parts if each.key == "mandate_left"]
    assert left == [Money(2000)]


def test_p5_one_that_is_over_is_neither_told_nor_a_base_for_a_new_one() -> None:
    house = Household().move_in(replace(WEEKLY, expires=NOW.date() + DAY, except_kinds=frozenset({"milk"})))
    house.clock.turn(2 * DAY)
    assert "no_mandates" in parts_said(house.hear(Act("ask_mandate")))
    asked(house, 2000)
    house.hear(YES)
    house.hear(pin("1111"))
    assert house.hear(order("milk_1l")).reply.decided == "placed", "the exception went with the mandate"


AMOUNTS = st.none() | st.integers(1, 9000).map(Money)
LIMITS = st.tuples(
    AMOUNTS, st.none() | st.builds(PeriodLimit, st.integers(1, 9000).map(Money), st.sampled_from(list(Period)[1:]))
).filter(lambda pair: pair != (None, None))
GRANTED = st.builds(
    lambda limits, facts: mandate(limit_per_order=limits[0], limit_per_period=limits[1], **facts),
    LIMITS,
    st.fixed_dictionaries(
        {
            "retailers": st.sampled_from([frozenset(), frozenset({"grocer"}), frozenset({"grocer", "corner"})]),
            "except_kinds": st.sampled_from([frozenset(), frozenset({"milk"})]),
            "conditions": st.sampled_from([frozenset(), frozenset({"cheapest"})]),
            "expires": st.sampled_from([None, date(2026, 6, 1), date(2027, 1, 1)]),
            "paused": st.booleans(),
        }
    ),
)


@given(old=GRANTED, new=GRANTED, cents=st.integers(1, 9000), kind=st.sampled_from(["coffee_beans", "milk"]))
def test_a3_what_is_no_widening_covers_nothing_that_was_not_covered(
    old: Mandate, new: Mandate, cents: int, kind: str
) -> None:
    """Whatever a person buys first in a period: where the new mandate lets it go, the old one did."""
    from skill.domain.authorization import violations_of
    from tests.building import HOME, nothing_used, quote

    if widening([old], new) is not None:
        return
    product = {"coffee_beans": "beans", "milk": "milk_1l"}[kind]
    for retailer in ("grocer", "corner"):
        ordered = quote(cents, product, retailer=retailer)
        plain_new, plain_old = (replace(each, conditions=frozenset()) for each in (new, old))
        if not violations_of(plain_new, Allows.BUY, ordered, HOME, nothing_used(new), NOW):
            assert not violations_of(plain_old, Allows.BUY, ordered, HOME, nothing_used(old), NOW)
    assert new.conditions >= old.conditions


ALLOWED = st.sampled_from([frozenset({Allows.BUY}), frozenset({Allows.PAY}), frozenset(Allows)])
ONE_STEP_WIDER: list[tuple[str, dict[str, object]]] = [
    ("an order", {"limit_per_order": Money(3001)}),
    ("a week", {"limit_per_period": PeriodLimit(Money(6001), Period.WEEK)}),
    ("the same each day", {"limit_per_period": PeriodLimit(Money(6000), Period.DAY)}),
    ("no period", {"limit_per_period": None}),
    ("everywhere", {"retailers": frozenset()}),
    ("another retailer", {"retailers": frozenset({"corner"})}),
    ("one retailer more", {"retailers": frozenset({"grocer", "corner"})}),
    ("an exception gone", {"except_kinds": frozenset()}),
    ("asked above more", {"ask_above": {"coffee_beans": Money(901)}}),
    ("asked above nothing", {"ask_above": {}}),
    ("a condition gone", {"conditions": frozenset()}),
    ("a day longer", {"expires": date(2026, 6, 2)}),
    ("without end", {"expires": None}),
    ("no more paused", {"paused": False}),
]
TIGHT = mandate(
    limit_per_order=Money(3000),
    limit_per_period=PeriodLimit(Money(6000), Period.WEEK),
    retailers=frozenset({"grocer"}),
    except_kinds=frozenset({"milk"}),
    ask_above={"coffee_beans": Money(900)},
    conditions=frozenset({"cheapest"}),
    expires=date(2026, 6, 1),
    paused=True,
)


@pytest.mark.parametrize(("what", "facts"), ONE_STEP_WIDER, ids=[what for what, _ in ONE_STEP_WIDER])
@pytest.mark.parametrize("allows", [frozenset({Allows.BUY}), frozenset({Allows.PAY}), frozenset(Allows)])
def test_a3_one_thing_wider_is_wider_whatever_else_gets_narrower(
    what: str, facts: dict[str, object], allows: frozenset[Allows]
) -> None:
    old = replace(TIGHT, allows=allows)
    new = replace(old, **facts)  # type: ignore[arg-type]
    assert widening([old], old) is None
    assert widening([old], new) is not None
    if "limit_per_order" not in facts:
        assert widening([old], replace(new, limit_per_order=Money(1))) is not None, what


@given(old=GRANTED, new=GRANTED, could=ALLOWED, can=ALLOWED)
def test_a3_a_use_that_was_not_allowed_is_wider_whatever_the_amounts(
    old: Mandate, new: Mandate, could: frozenset[Allows], can: frozenset[Allows]
) -> None:
    if not can <= could:
        assert widening([replace(old, allows=could)], replace(new, allows=can)) is not None


@given(old=GRANTED, new=GRANTED, cents=st.integers(1, 9000))
def test_a3_what_is_no_widening_pays_nothing_that_was_not_paid(old: Mandate, new: Mandate, cents: int) -> None:
    """A first bill that the new mandate lets go, the old one let go."""
    from skill.domain.authorization import payment_violations
    from tests.building import HOME

    if widening([old], new) is None:
        for retailer in ("grocer", "corner"):
            bill = ("groceries", retailer, Money(cents), Money(0), HOME, NOW)
            if not payment_violations(new, *bill):
                assert not payment_violations(old, *bill)


@given(granted=GRANTED)
def test_a3_the_same_again_is_no_widening(granted: Mandate) -> None:
    assert widening([granted], granted) is None
