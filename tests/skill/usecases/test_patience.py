"""How long an errand is tried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.usecases.patience import PATIENCE, Patience

TEN = Patience(timedelta(seconds=10), timedelta(minutes=1), tries=5)


@pytest.mark.parametrize(
    ("failures", "jitter_percent", "seconds"),
    [(1, 0, 5), (2, 0, 10), (3, 0, 20), (4, 0, 30), (40, 0, 30), (1, 50, 7.5), (2, 99, 19.9), (4, 99, 59.7)],
)
def test_the_wait_doubles_up_to_a_longest_one(failures: int, jitter_percent: int, seconds: float) -> None:
    assert TEN.wait(failures, jitter_percent) == timedelta(seconds=seconds)


@given(st.sampled_from(sorted(PATIENCE)), st.integers(1, 10_000), st.integers(0, 99))
def test_nobody_is_called_in_a_loop_and_nothing_waits_for_ever(kind: str, failures: int, jitter_percent: int) -> None:
    patience = PATIENCE[kind]
    assert patience.first / 2 <= patience.wait(failures, jitter_percent) <= patience.longest


def test_an_order_that_no_retailer_takes_is_called_off_while_there_is_time_to_order_elsewhere() -> None:
    patience = PATIENCE["place"]
    waits = [patience.wait(failures, 99) for failures in range(1, patience.tries)]
    assert timedelta(minutes=4) < sum(waits, timedelta(0)) < timedelta(minutes=15)
