"""A played party does each key once, however often and however badly it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.payments.simulated_rail import SimulatedRail
from skill.retailers.simulated import SimulatedRetailers
from skill.simulated_peer import FAULTS, SLOW_S, SimulatedPeer
from skill.usecases.outside_ports import Errand, OutsideFailed

PLACE = Errand("place:o1", "place", {"order": "o1"})
CANCEL = Errand("cancel:o1", "cancel", {"order": "o1"})


def outcome(peer: SimulatedPeer, errand: Errand = PLACE) -> str:
    try:
        peer.call("home", errand)
    except OutsideFailed as failure:
        return "refused" if failure.final else "unanswered"
    return "done"


@pytest.mark.parametrize(
    ("fault", "answer", "arrived"),
    [
        ("refuse", "refused", 0),
        ("time_out", "unanswered", 0),
        ("late", "unanswered", 1),
        ("twice", "done", 2),
        ("slow", "done", 1),
    ],
)
def test_each_fault_does_what_it_says_and_the_next_call_does_it_once(fault: str, answer: str, arrived: int) -> None:
    waited: list[float] = []
    peer = SimulatedPeer("the shop", wait=waited.append)
    peer.fail_next(fault)
    assert outcome(peer) == answer
    assert sum(call.times for call in peer.calls("place")) == arrived
    assert outcome(peer) == "done"
    (call,) = peer.calls("place")
    assert (call.home, call.key, call.body) == ("home", "place:o1", {"order": "o1"})
    assert waited == ([SLOW_S] if fault == "slow" else [])


def test_what_was_done_is_not_refused_afterwards() -> None:
    peer = SimulatedPeer("the shop")
    assert outcome(peer) == "done"
    peer.fail_next("refuse")
    assert outcome(peer) == "done"


def test_a_fault_of_one_kind_waits_for_that_kind() -> None:
    peer = SimulatedPeer("the shop")
    peer.fail_next("refuse", kind="cancel")
    peer.fail_next("time_out")
    assert [outcome(peer), outcome(peer, CANCEL), outcome(peer, CANCEL)] == ["unanswered", "refused", "done"]


def test_a_fault_that_nobody_plays_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="explode") as error:
        SimulatedPeer("the shop").fail_next("explode")
    assert all(fault in str(error.value) for fault in FAULTS)


def test_over_a_file_it_is_one_party_to_all_who_call(tmp_path: Path) -> None:
    first, second = SimulatedRetailers(tmp_path / "shop.db"), SimulatedRetailers(tmp_path / "shop.db")
    first.run("home", PLACE)
    second.run("home", PLACE)
    assert first.received() == second.received() == [("home", "place:o1")]
    first.close()
    second.close()


def test_a_refused_rail_refuses_only_what_goes_over_it() -> None:
    rail = SimulatedRail()
    rail.refuse_all("wallet")
    rail.run("home", Errand("pay:p1", "pay", {"rail": "direct_debit", "cents": 100, "end_to_end": "p1"}))
    with pytest.raises(OutsideFailed, match="the bank refused") as refused:
        rail.run("home", Errand("pay:p2", "pay", {"rail": "wallet", "cents": 200, "end_to_end": "p2"}))
    assert refused.value.final
    assert rail.paid() == [("home", "pay:p1", 100)]
