"""What may be said and done in a generated household: strategies for acts, answers, mandates, waits and faults."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from nlu.interpretation import MomentValue, MoneyValue, OrdinalValue, ProductValue, QuantityValue
from skill.dialogue.act import Act, Wanted
from skill.dialogue.policy import TOPICS
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.person import Person, Recognised
from tests.building import (
    ANNA,
    BRAM,
    DAY,
    HOUR,
    KIM,
    KIND_OF,
    MINUTE,
    MUTE,
    NOW,
    PINS,
    RETAILERS,
    SAAR,
    SECOND,
    YES,
    mandate,
    pin,
    wish,
)

PRODUCTS = sorted(KIND_OF)
CATEGORIES = ["groceries", "household", "clothing", "insurance", "energy"]
PREFERENCES = [
    "show", "forget", "avoid", "ask_less", "ask_more", "ask_normal", "quiet", "not_quiet", "large",
    "direct_debit", "direct_debit", "payment_request", "wallet", "instant_transfer", "organic",
]  # fmt: skip
WORDS = ["", "the milk", "broken"]
speakers = st.sampled_from(["anna", "anna", "anna", "bram", "saar", "mute", "kim", "child", "unknown", "unknown"])
devices = st.sampled_from(["kitchen", "kitchen", "kitchen", "bedroom"])
ways = st.sampled_from([Recognised.VOICE] * 6 + [Recognised.NOT, Recognised.PIN, Recognised.PLATFORM])
households: st.SearchStrategy[tuple[Person, ...]] = st.sampled_from(
    [(ANNA, BRAM, SAAR, MUTE, KIM), (SAAR, ANNA, KIM), (BRAM, ANNA), (MUTE, SAAR, BRAM, KIM)]
)
numbers = st.sampled_from([1, 1, 1, 2, 3, 4, 12, 0, -1, 99, 100])
amounts = st.sampled_from([1, 1000, 1600, 2000, 3999, 4000, 4001, 9999, 10_000, 10_001, 50_000])
moneys = st.none() | st.builds(MoneyValue, amounts, st.sampled_from(["below", "about", "exactly", "above"]))
quantities = st.none() | st.builds(
    QuantityValue, numbers.map(Fraction) | st.just(Fraction(1, 2)), st.sampled_from([None, None, "pack", "kg"])
)
wishes = st.builds(wish, st.sampled_from(PRODUCTS), st.none() | numbers)
kinds_wished = st.sampled_from(sorted(set(KIND_OF.values()))).map(lambda kind: Wanted(kind, ProductValue(kind, ())))
vague = st.builds(
    lambda first, second: Wanted("it", ProductValue(None, (first, second), ambiguous=True)),
    st.sampled_from(PRODUCTS),
    st.sampled_from(PRODUCTS),
)
moments = st.none() | st.builds(
    lambda hours, length: MomentValue(NOW + hours * HOUR, NOW + (hours + length) * HOUR),
    st.integers(-30, 150),
    st.sampled_from([0, 1, 8, 24]),
)
ordinals = st.none() | st.sampled_from(
    [OrdinalValue(each) for each in (1, 2, 3, 4, "last", "cheapest", "second_cheapest", "most_expensive")]
)
digits = st.sampled_from([*PINS.values(), *PINS.values(), "0000", "9999"])
acts = st.builds(
    Act,
    st.sampled_from(sorted(TOPICS)),
    confidence=st.sampled_from([0.0, 0.5, 1.0]),
    wanted=st.lists(wishes | kinds_wished | vague, max_size=2).map(tuple),
    quantity=quantities,
    money=moneys,
    moment=moments,
    ordinal=ordinals,
    brand=st.sampled_from([None, None, "roast", "unheard_of"]),
    retailer=st.sampled_from([None, None, None, *RETAILERS, "nobody"]),
    category=st.sampled_from([None, *CATEGORIES]),
    period=st.sampled_from([None, "order", "day", "week", "month"]),
    need=st.sampled_from([None, *WORDS]),
    reason=st.sampled_from([None, *WORDS]),
    digits=st.none() | digits,
    preferences=st.lists(st.sampled_from(PREFERENCES), max_size=2).map(tuple),
    put_off=st.sampled_from([False] * 4 + [True]),
)
answers = (
    st.sampled_from([YES] * 6 + [Act("deny"), Act("hesitate"), Act("repeat"), Act("stop"), Act("help"), Act("cancel")])
    | st.builds(Act, st.just("choose_option"), ordinal=ordinals)
    | st.builds(pin, digits)
    | st.builds(Act, st.just("change_quantity"), quantity=quantities)
    | st.builds(Act, st.just("change_delivery"), moment=moments)
)
limits = st.none() | amounts.map(Money)
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 9), date(2027, 1, 1)])
mandates = st.builds(
    lambda grantor, category, id_, **facts: Mandate(id_ or f"{grantor}-{category}", grantor, category, **facts),
    id_=st.sampled_from(["one", "two", None, None]),
    grantor=st.sampled_from(["anna", "anna", "anna", "bram", "saar", "mute", "kim", "ghost"]),
    category=st.sampled_from(["groceries", "groceries", "groceries", *CATEGORIES]),
    allows=st.sampled_from([frozenset(Allows)] * 3 + [frozenset({allows}) for allows in Allows]),
    granted=st.sampled_from([date(2026, 1, 1)] * 4 + [date(2026, 3, 5)]),
    retailers=st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"grocer"}), frozenset({"corner"})]),
    limit_per_order=limits,
    limit_per_period=st.none() | st.builds(PeriodLimit, amounts.map(Money), st.sampled_from(Period)),
    except_kinds=st.sampled_from([frozenset[str]()] * 3 + [frozenset({"milk"})]),
    ask_above=st.sampled_from([{}, {}, {"coffee_beans": Money(1500)}, {"dress": Money(5000)}]),
    conditions=st.sampled_from([frozenset[str]()] * 5 + [frozenset({"when the sun shines"})]),
    expires=st.none() | days,
    revoked=st.sampled_from([None] * 5 + [NOW]),
    paused=st.sampled_from([False] * 5 + [True]),
)
sound_mandates = st.builds(
    lambda grantor, cents, period: mandate(
        id=f"{grantor}-groceries",
        grantor=grantor,
        retailers=frozenset(),
        limit_per_order=Money(cents),
        limit_per_period=PeriodLimit(Money(cents * 2), period),
    ),
    st.sampled_from(["anna", "anna", "bram"]),
    st.sampled_from([1500, 4000]),
    st.sampled_from(Period),
)
spans = st.sampled_from(
    [SECOND, 30 * SECOND, 119 * SECOND, 2 * MINUTE, 121 * SECOND, 5 * MINUTE, HOUR, DAY, 8 * DAY, -MINUTE, -HOUR, -DAY]
)
faults = st.lists(st.sampled_from(["refuse", "time_out", "late", "late"]), min_size=1, max_size=9)
