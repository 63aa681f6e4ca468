"""Every malformed thing in a story is found with its line and a hint, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.domain.home import Control, Providers
from skill.stories.story import AnyOf, ClockTurn, Expectations, SensorTurn, Story, UserTurn, WorldTurn
from skill.stories.story_file import Known, read_stories

HEAD = "title: T\nhome: thijs\nlocale: nl-NL\nnow: 2026-03-02T17:40:00+01:00\n"
TURN = "turns:\n  - user: ja\n"
Read = Callable[[str], Story]


def test_a_whole_story_becomes_values(story_of: Read) -> None:
    story = story_of(
        "title: Beans\nhome: thijs\nkind: many/consumer\nlocale: en-GB\nnow: 2026-03-02T17:40:00+01:00\n"
        "turns:\n"
        "  - sensor: {device: coffee_canister, weight_g: 70}\n"
        "    decided: notified\n"
        "  - user: yes\n"
        "    speaker: unknown\n"
        "    request: r1\n"
        "    heard: {intent: confirm, product: [coffee_beans, filter_coffee], quantity: {value: 3, unit: pack}}\n"
        "    decided: [placed, held]\n"
        "    said: Done.\n"
        "  - clock: +1w2d3h\n"
        "  - clock: 2026-04-01T08:00:00Z\n"
        "  - world: {price: {coffee_beans: 8.5}, slot_gone: groenmarkt}\n"
        "then:\n"
        "  orders: [{kind: coffee_beans, quantity: [2, 3], below: 40.00}]\n"
        "  notifications: []\n"
    )
    sensor, user, span, until, world = story.turns
    assert story.kind == (Providers.MANY, Control.CONSUMER)
    assert isinstance(sensor, SensorTurn)
    assert (sensor.line, sensor.device, sensor.amount) == (7, "coffee_canister", 70)
    assert isinstance(user, UserTurn)
    assert (user.text, user.speaker, user.request) == ("yes", "unknown", "r1")
    assert user.expected.decided == AnyOf(("placed", "held"))
    assert user.expected.heard is not None
    assert user.expected.heard["product"] == AnyOf(("coffee_beans", "filter_coffee"))
    assert user.expected.heard["quantity"] == AnyOf(({"value": AnyOf(("3",)), "unit": AnyOf(("pack",))},))
    assert span == ClockTurn(15, None, 9, timedelta(hours=3))
    assert isinstance(until, ClockTurn)
    assert until.until == datetime.fromisoformat("2026-04-01T08:00:00+00:00")
    assert isinstance(world, WorldTurn)
    assert [(event.name, event.subject) for event in world.events] == [
        ("price", "coffee_beans"),
        ("slot_gone", "groenmarkt"),
    ]
    assert story.then.sections["notifications"] == ()


def test_the_first_person_speaks_when_nobody_is_named(story_of: Read) -> None:
    (turn,) = story_of(HEAD + TURN).turns
    assert isinstance(turn, UserTurn)
    assert turn.speaker == "thijs"


def test_a_sensor_that_no_file_declares_can_be_heard(story_of: Read) -> None:
    story = story_of(HEAD + "turns:\n  - sensor: {heard: tin, weight_g: 640}\n    decided: notified\n")
    assert story.turns == (SensorTurn(6, "tin", 640, Expectations(decided=AnyOf(("notified",))), "weight_g"),)


def test_a_contact_of_the_home_tells_open_or_closed(story_of: Read) -> None:
    story = story_of(HEAD + "turns:\n  - sensor: {contact: fridge_door, open: true}\n")
    assert story.turns == (SensorTurn(6, "fridge_door", 1, measures="open"),)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (HEAD + "turns:\n  - sensor: {contact: fridge_dor, open: true}\n", 6, "unknown-contact"),
        (HEAD + "turns:\n  - sensor: {contact: fridge_door}\n", 6, "missing"),
        (HEAD + "turns:\n  - sensor: {contact: fridge_door, open: true, count: 1}\n", 6, "not-here"),
        ("", 1, "empty"),
        ("title: T\n\thome: thijs", 2, "yaml"),
        ("- a list", 1, "not-a-mapping"),
        (HEAD + TURN + "mood: good\n", 7, "unknown-key"),
        (HEAD, 1, "missing"),
        (HEAD + "turns: []\n", 5, "missing"),
        (HEAD + "turns: ja\n", 5, "not-a-list"),
        (HEAD.replace("thijs", "piet") + TURN, 2, "unknown-home"),
        (HEAD.replace("nl-NL", "de-DE") + TURN, 3, "unknown-locale"),
        (HEAD.replace("2026-03-02T17:40:00+01:00", "soon") + TURN, 4, "bad-timestamp"),
        (HEAD.replace("+01:00", "") + TURN, 4, "bad-timestamp"),
        (HEAD + "kind: few/people\n" + TURN, 5, "unknown-kind"),
        (HEAD + "turns:\n  - user: ja\n    decided: perhaps\n", 7, "unknown-decided"),
        (HEAD + "turns:\n  - user: ja\n    decided: [placed, perhaps]\n", 7, "unknown-decided"),
        (HEAD + "turns:\n  - user: ja\n    speaker: piet\n", 7, "unknown-speaker"),
        (HEAD + "turns:\n  - user: ja\n    heard: {intent: dance}\n", 7, "unknown-intent"),
        (HEAD + "turns:\n  - user: ja\n    heard: {mood: good}\n", 7, "unknown-key"),
        (HEAD + "turns:\n  - user: ja\n    heard: {product: unicorn}\n", 7, "unknown-product"),
        (HEAD + "turns:\n  - user: ja\n    weather: fine\n", 7, "unknown-key"),
        (HEAD + "turns:\n  - user: [ja, nee]\n", 6, "not-a-value"),
        (HEAD + "turns:\n  - {user: ja, clock: +3d}\n", 6, "no-turn"),
        (HEAD + "turns:\n  - said: Hello\n", 6, "no-turn"),
        (HEAD + "turns:\n  - clock: +3d\n    decided: placed\n", 7, "not-here"),
        (HEAD + "turns:\n  - clock: +3y\n", 6, "bad-span"),
        (HEAD + "turns:\n  - clock: -3d\n", 6, "bad-span"),
        (HEAD + "turns:\n  - clock: later\n", 6, "bad-timestamp"),
        (HEAD + "turns:\n  - clock: 2026-03-01T08:00:00+01:00\n", 6, "backwards"),
        (HEAD + "turns:\n  - sensor: {device: toaster, weight_g: 7}\n", 6, "unknown-device"),
        (HEAD + "turns:\n  - sensor: {device: coffee_canister, count: 7}\n", 6, "bad-measure"),
        (HEAD + "turns:\n  - sensor: {device: coffee_canister}\n", 6, "bad-measure"),
        (HEAD + "turns:\n  - sensor: {heard: tin}\n", 6, "bad-measure"),
        (HEAD + "turns:\n  - sensor: {device: coffee_canister, weight_g: much}\n", 6, "bad-number"),
        (HEAD + "turns:\n  - world: {earthquake: here}\n", 6, "unknown-key"),
        (HEAD + "turns:\n  - world: {out_of_stock: unicorns}\n", 6, "unknown-out-of-stock"),
        (HEAD + "turns:\n  - world: {price: {unicorns: 3.00}}\n", 6, "unknown-kind"),
        (HEAD + "turns:\n  - world: {price: {milk: cheap}}\n", 6, "bad-amount"),
        (HEAD + "turns:\n  - world: {payment_fails: goldbank}\n", 6, "unknown-payment-fails"),
        (HEAD + TURN + "then: {weather: fine}\n", 7, "unknown-key"),
        (HEAD + TURN + "then: {orders: {kind: milk}}\n", 7, "not-a-list"),
        (HEAD + TURN + "then:\n  orders:\n    - {kind: unicorns}\n", 9, "unknown-kind"),
        (HEAD + TURN + "then:\n  orders:\n    - {status: lost}\n", 9, "unknown-status"),
        (HEAD + TURN + "then:\n  payments:\n    - {below: few}\n", 9, "bad-amount"),
        (HEAD + TURN + "then:\n  payments:\n    - {mood: few}\n", 9, "unknown-key"),
    ],
)
def test_what_is_wrong_has_a_line(text: str, line: int, code: str, story_of: Read) -> None:
    with pytest.raises(DataError) as raised:
        story_of(text)
    assert (line, code) in [(finding.line, finding.code) for finding in raised.value.findings]
    assert all(finding.file.endswith("story.yml") for finding in raised.value.findings)
    assert all(finding.hint for finding in raised.value.findings if finding.code not in ("yaml", "bad-number"))


def test_who_lives_in_a_home_that_is_none_is_not_judged(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "nobody.yml"
    path.write_text(HEAD.replace("thijs", "thys") + TURN + "    speaker: thijs\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_stories([path], known)
    (only,) = caught.value.findings
    assert only.hint.startswith("did you mean thijs? known: dunya, ")


def test_a_slip_is_told_with_what_is_near(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "slips.yml"
    path.write_text(HEAD + "turns:\n  - {user: ja, heard: {intent: order_prodct}, decidd: placed}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_stories([path], known)
    hints = [finding.hint for finding in caught.value.findings]
    assert any(hint.startswith("did you mean order_product?") for hint in hints)
    assert any(hint.startswith("did you mean decided?") for hint in hints)


def test_all_faults_of_all_files_come_together(tmp_path: Path, known: Known) -> None:
    (tmp_path / "a.yml").write_text(HEAD + "turns:\n  - user: ja\n    decided: perhaps\n    speaker: piet\n")
    (tmp_path / "b.yml").write_text("title: only\n")
    with pytest.raises(DataError) as raised:
        read_stories([tmp_path, tmp_path / "absent.yml"], known)
    codes = [(Path(finding.file).name, finding.code) for finding in raised.value.findings]
    assert ("a.yml", "unknown-decided") in codes
    assert ("a.yml", "unknown-speaker") in codes
    assert ("b.yml", "missing") in codes
    assert ("absent.yml", "missing-file") in codes


def test_a_file_that_is_no_text_is_a_finding(tmp_path: Path, known: Known) -> None:
    (tmp_path / "a.yml").write_bytes(b"\xff\xfe\x00title")
    with pytest.raises(DataError) as raised:
        read_stories([tmp_path], known)
    assert raised.value.findings[0].code in ("unreadable", "yaml")
