"""What the replay itself promises: layers told apart, notes said out loud, scripted homes and clocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from rich.console import Console

from skill.cli import main
from skill.domain.errors import DataError
from skill.domain.home import Control, Providers
from skill.settings import Settings
from skill.stories.command import replay_paths
from skill.stories.replay import Replayer
from skill.stories.report import as_json, show
from skill.stories.scripted import home_of_kind, moment_of
from skill.stories.story import ClockTurn, Story
from skill.stories.story_file import Known

Read = Callable[[str], Story]
HEAD = "title: T\nhome: thijs\nlocale: nl-NL\nnow: 2026-03-02T17:40:00+01:00\nturns:\n"


def test_each_layer_differs_by_itself(story_of: Read, replayer: Replayer) -> None:
    story = story_of(
        HEAD + "  - user: bestel koffiebonen\n    heard: {intent: reorder}\n    decided: placed\n    said: Klaar.\n"
        "then: {orders: [{kind: milk}]}\n"
    )
    result = replayer.play(story)
    assert [(each.turn, each.layer) for each in result.differences] == [
        (1, "heard"),
        (1, "decided"),
        (1, "said"),
        (None, "then"),
    ]
    assert not result.passed


def test_the_report_names_file_line_and_layer(story_of: Read, replayer: Replayer) -> None:
    result = replayer.play(
        story_of(HEAD + "  - user: hallo\n    decided: placed\n  - world: {trip_planned: winter_sports}\n")
    )
    for results in ([result], [result, result]):
        out = StringIO()
        show(results, Console(file=out, width=200, no_color=True))
        text = out.getvalue()
        assert "turn 1: decided" in text
        assert "story.yml:6" in text
        assert "nothing acts on a planned trip yet" in text


def test_json_keeps_the_contract(story_of: Read, replayer: Replayer) -> None:
    shown = json.loads(json.dumps(as_json(replayer.play(story_of(HEAD + "  - user: hallo\n    decided: placed\n")))))
    assert shown["title"] == "T"
    assert shown["passed"] is False
    assert shown["turns"][0].keys() == {"heard", "decided", "said", "ms"}
    assert shown["turns"][0]["heard"]["intent"] == "greet"
    assert shown["differences"] == [{"turn": 1, "layer": "decided", "expected": "placed", "got": "greeted"}]


def test_what_cannot_happen_is_a_difference(story_of: Read, replayer: Replayer) -> None:
    result = replayer.play(story_of(HEAD + "  - world: {returned: jeans}\n"))
    assert [(each.turn, each.layer) for each in result.differences] == [(1, "world")]


def test_an_empty_and_an_endless_utterance_end_in_words(story_of: Read, replayer: Replayer) -> None:
    endless = "koffie " * 20_000
    result = replayer.play(story_of(HEAD + f'  - user: ""\n  - user: {endless}\n'))
    assert result.passed
    assert all(turn.said for turn in result.turns)


def test_a_child_speaks_in_a_home_that_lists_none(story_of: Read, replayer: Replayer) -> None:
    story = story_of(
        HEAD.replace("thijs", "dunya") + "  - user: bestel koffiebonen\n    speaker: child\n    decided: refused\n"
        "then: {orders: []}\n"
    )
    assert replayer.play(story).passed


def test_a_week_on_the_calendar_is_as_late_by_the_clock_on_the_wall() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    before = datetime(2026, 3, 27, 17, 0, tzinfo=zone)
    after = moment_of(ClockTurn(1, None, 7), before.astimezone(UTC), zone)
    assert after.astimezone(zone).hour == 17
    hours = moment_of(ClockTurn(1, None, 0, timedelta(hours=168)), before.astimezone(UTC), zone)
    assert hours.astimezone(zone).hour == 18


def test_a_home_of_another_kind(known: Known) -> None:
    thijs, sander = known.homes["thijs"], known.homes["sander"]
    many = home_of_kind(thijs, (Providers.MANY, Control.CONSUMER), known.catalogue)
    assert (many.platform, many.suggestions) == (None, 3)
    assert set(many.retailers) == set(known.catalogue.retailers)
    assert many.retailers[0] == thijs.retailers[0]
    one = home_of_kind(sander, (Providers.ONE, Control.ALGORITHM), known.catalogue)
    assert (one.platform, one.suggestions) == ("groenmarkt", 1)
    assert one.retailers == ("groenmarkt", "modehuis", "zonnestroom", "zekerreis")
    assert home_of_kind(thijs, None, known.catalogue) is thijs


def test_a_channel_that_stories_are_not_sent_through_is_no_choice() -> None:
    refused = CliRunner().invoke(main, ["replay", "--channel", "wyoming", str(Path(__file__).parent)])
    assert refused.exit_code == 2
    assert "'wyoming' is not one of 'direct', 'alexa', 'http'" in refused.output


def test_the_command_exits_by_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], replayer: Replayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skill.stories.command.read_world", lambda *_: replayer.world)
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_text(HEAD + "  - user: hallo\n    decided: greeted\n", encoding="utf-8")
    bad.write_text(HEAD + "  - user: hallo\n    decided: placed\n    said: Nee.\n", encoding="utf-8")
    assert replay_paths(Settings(), [good], "direct", as_json=True) == 0
    assert [story["passed"] for story in json.loads(capsys.readouterr().out)] == [True]
    assert replay_paths(Settings(), [tmp_path], "direct") == 1
    assert "1 of 2 stories differ" in capsys.readouterr().out
    assert replay_paths(Settings(), [bad], "direct", accept=True) == 1
    accepted = bad.read_text(encoding="utf-8")
    assert "decided: placed" in accepted
    assert "heard: {intent: greet}" in accepted
    assert "said: Nee." not in accepted
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError, match="no story here"):
        replay_paths(Settings(), [tmp_path / "none"], "direct")
