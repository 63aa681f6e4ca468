"""A notification that is no longer true ends, with its reason, and is read to nobody."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.notification import KINDS, Notification
from tests.building import DAY, MANNERS, MINUTE, NOW, mandate, order
from tests.household import Household, parts_said

READ = Act("read_notifications")


def leave(house: Household, kind: str, subject: str) -> None:
    with house.records.transaction(house.home.id) as tx:
        tx.keep_notification(Notification(f"{kind}:{subject}", "anna", kind, subject, house.clock.now))


def ended(house: Household) -> dict[str, str | None]:
    with house.records.reading(house.home.id) as tx:
        return {note.kind: note.because for note in tx.notifications(unread=False) if note.ended is not None}


def test_a_shortage_that_was_refilled_is_not_told() -> None:
    house = Household().move_in()
    house.sense(100)
    house.sense(900)
    assert parts_said(house.hear(READ)) >= {"no_notifications"}
    assert ended(house) == {"shortage": "refilled"}


def test_a_shortage_that_was_half_refilled_is_told() -> None:
    house = Household().move_in()
    house.sense(100)
    house.sense(400)
    assert house.hear(READ).reply.decided == "proposed"


@pytest.mark.parametrize(("kind", "because"), [("ordered", None), ("not_moved", "delivered"), ("not_cancelled", None)])
def test_what_came_at_another_time_is_no_news_once_it_came(kind: str, because: str | None) -> None:
    house = Household().move_in(mandate())
    house.hear(order())
    leave(house, kind, house.orders()[0].id)
    house.wait(MINUTE)
    assert ended(house) == {}
    house.wait(4 * DAY)
    assert ended(house).get(kind) == because, "that money was spent without a question stays news"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_lives_as_long_as_the_file_says(kind: str) -> None:
    house = Household().move_in()
    leave(house, kind, "nothing-of-ours")
    lives = MANNERS.of(kind).lives
    house.wait(lives - MINUTE if lives is not None else 400 * DAY)
    assert ended(house) == {}
    house.wait(MINUTE)
    assert ended(house) == ({kind: "too_old"} if lives is not None else {})


def test_the_most_urgent_is_told_first() -> None:
    notes = [Notification(kind, "anna", kind, "x", NOW) for kind in sorted(KINDS)]
    assert [note.kind for note in MANNERS.most_urgent_first(notes)] == list(KINDS)
