"""The home hears once that something waits, not at night, and no more once it waits no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from nlu.interpretation import MomentValue
from skill.announcing.simulated import SimulatedAnnouncer
from skill.dialogue.act import Act
from skill.domain.home import Preferences
from skill.domain.notification import KINDS, Notification
from skill.domain.quiet_hours import QuietHours
from skill.usecases import pass_time
from tests.building import DAY, HOME, HOUR, MANNERS, MINUTE, NOW, mandate, order
from tests.household import Household, new_home

NIGHT = replace(HOME, preferences=Preferences(quiet=QuietHours(time(22), time(7))))
"""NOW is eleven in the morning there."""
TILL_NIGHT, TILL_MORNING = 12 * HOUR, 20 * HOUR
READ = Act("read_notifications")


def household() -> tuple[Household, SimulatedAnnouncer]:
    speaker = SimulatedAnnouncer()
    return Household(new_home(NIGHT), announcer=speaker).move_in(), speaker


def leave(house: Household, *notes: Notification) -> None:
    with house.records.transaction(house.home.id) as tx:
        for note in notes:
            tx.keep_notification(note)


def note(kind: str, subject: str = "x", after: timedelta = timedelta(0)) -> Notification:
    return Notification(f"{kind}:{subject}", "anna", kind, subject, NOW + after)


def test_a_shortage_is_announced_at_once_and_once() -> None:
    house, speaker = household()
    house.sense(100)
    assert (speaker.announced(house.home.id), speaker.waiting[house.home.id]) == (["shortage"], 1)
    house.wait(HOUR)
    house.wait(DAY)
    assert [call.times for call in speaker.peer.calls("announce")] == [1]


def test_the_light_goes_out_when_it_was_heard() -> None:
    house, speaker = household()
    house.sense(100)
    house.hear(READ)
    assert speaker.waiting[house.home.id] == 0


def test_the_light_goes_out_when_it_was_refilled() -> None:
    house, speaker = household()
    house.sense(100)
    house.sense(900)
    house.wait(MINUTE)
    assert (house.notifications(), speaker.waiting[house.home.id]) == ((), 0)


def test_a_stranger_who_hears_of_it_leaves_the_light_on() -> None:
    house, speaker = household()
    house.sense(100)
    house.hear(READ, "unknown")
    assert speaker.waiting[house.home.id] == 1


def test_at_night_it_waits_for_the_morning() -> None:
    house, speaker = household()
    house.clock.turn(TILL_NIGHT)
    house.sense(100)
    house.wait(HOUR)
    assert speaker.announced(house.home.id) == []
    house.wait(TILL_MORNING - TILL_NIGHT - HOUR)
    assert speaker.announced(house.home.id) == ["shortage"]


def test_quiet_hours_that_were_told_count_before_those_of_the_file() -> None:
    house, speaker = household()
    start, end = house.clock.now - HOUR, house.clock.now + HOUR
    house.hear(Act("set_preference", preferences=("quiet",), moment=MomentValue(start, end)))
    house.sense(100)
    assert speaker.announced(house.home.id) == []
    house.wait(2 * HOUR)
    assert speaker.announced(house.home.id) == ["shortage"]


def test_quiet_hours_of_the_file_that_were_ended_count_no_more() -> None:
    house, speaker = household()
    house.hear(Act("set_preference", preferences=("not_quiet",)))
    house.clock.turn(TILL_NIGHT)
    house.sense(100)
    assert speaker.announced(house.home.id) == ["shortage"]


def test_what_ended_in_the_night_is_never_announced() -> None:
    house, speaker = household()
    house.clock.turn(TILL_NIGHT)
    house.sense(100)
    house.wait(HOUR)
    house.sense(900)
    house.wait(TILL_MORNING)
    assert (speaker.announced(house.home.id), speaker.waiting) == ([], {})


def test_a_delivery_at_the_door_is_announced_at_night() -> None:
    house, speaker = household()
    leave(house, note("delivered"), note("ordered"), note("debit"))
    house.wait(TILL_NIGHT)
    assert speaker.announced(house.home.id) == ["delivered"]
    house.wait(TILL_MORNING - TILL_NIGHT)
    assert speaker.announced(house.home.id) == ["delivered", "ordered"], "and a debit only when asked"


def test_what_cannot_wait_for_the_morning_is_announced_at_night() -> None:
    house, speaker = household()
    with house.records.transaction(house.home.id) as tx:
        tx.keep_mandate(mandate())
    house.hear(order())
    placed = house.orders()[0]
    assert placed.slot is not None
    tonight = placed.slot.start - HOUR
    house.clock.turn(tonight - house.clock.now)
    early = replace(NIGHT.preferences, quiet=QuietHours(time(8), time(7, 59)))
    house.home = replace(house.home, preferences=early)
    leave(house, note("not_moved", placed.id), note("not_moved", "another"))
    pass_time.run(house.home.id, house.clock.now, house.parts)
    assert [call.body["kind"] for call in speaker.peer.calls("announce")] == ["not_moved"]


def test_a_speaker_that_does_not_answer_is_tried_again_but_not_into_the_night() -> None:
    house, speaker = household()
    house.clock.turn(TILL_NIGHT - 2 * HOUR)
    speaker.peer.fail_next("time_out", "late")
    house.sense(100)
    assert speaker.announced(house.home.id) == []
    house.clock.turn(2 * HOUR)
    house.wait(MINUTE)
    house.wait(2 * HOUR)
    assert speaker.announced(house.home.id) == []
    house.wait(TILL_MORNING - TILL_NIGHT)
    house.wait(HOUR)
    house.wait(HOUR)
    assert [call.times for call in speaker.peer.calls("announce")] == [2], "its first answer was lost: it is one"


def test_a_home_without_a_speaker_keeps_what_waits() -> None:
    house = Household().move_in()
    house.sense(100)
    house.wait(MINUTE)
    [waiting] = house.notifications()
    assert (waiting.announced, waiting.lit) == (None, False)


def test_an_announcement_says_the_kind_and_nothing_else() -> None:
    house, speaker = household()
    house.sense(100)
    [call] = speaker.peer.calls("announce")
    assert call.body == {"kind": "shortage", **MANNERS.of("shortage").says}


def test_every_kind_is_described() -> None:
    assert set(MANNERS.kinds) == set(KINDS)
    assert len({manner.urgency for manner in MANNERS.kinds.values()}) == len(KINDS)


def test_what_was_put_off_goes_dark_and_is_announced_again_then() -> None:
    house, speaker = household()
    house.sense(100)
    house.hear(READ)
    house.hear(Act("deny", put_off=True, moment=MomentValue(NOW + 2 * HOUR, NOW + 2 * HOUR)))
    assert (speaker.waiting[house.home.id], len(house.notifications())) == (0, 1)
    house.wait(HOUR)
    assert speaker.announced(house.home.id) == ["shortage"]
    house.wait(HOUR)
    assert (speaker.announced(house.home.id), speaker.waiting[house.home.id]) == (["shortage", "shortage"], 1)
