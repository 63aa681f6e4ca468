"""A conversation in the terminal never replaces a story that somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.cli import main


@pytest.mark.parametrize("command", [["record"], ["talk", "--record"]])
def test_a_story_that_is_there_is_not_written_over(tmp_path: Path, command: list[str]) -> None:
    story = tmp_path / "my-story.yml"
    story.write_text("title: mine\n", encoding="utf-8")
    refused = CliRunner().invoke(main, [*command, str(story)], input="hoi\n")
    assert refused.exit_code == 2
    assert f"{story}: there is a file already (name another file, or remove it)" in refused.output
    assert story.read_text(encoding="utf-8") == "title: mine\n"
