"""Shows how stories went: a table for many, each turn and difference for one, JSON for a machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from skill.stories.comparison import Difference
from skill.stories.matrix import CELLS, KINDS, LANGUAGES, STARTS, Cell, Matrix, gaps
from skill.stories.replay import StoryResult, TurnResult


def as_json(result: StoryResult, cell: Cell | None = None, *, whole: bool = False) -> dict[str, Any]:
    """One story as the contract of `boodschap replay --json` has it, with its place in the matrix where it has one."""
    found: dict[str, Any] = {
        "title": result.story.title,
        "file": result.story.file,
        "passed": result.passed,
        "turns": [
            {"heard": turn.heard, "decided": turn.decided, "said": turn.said, "ms": turn.ms} for turn in result.turns
        ],
        "differences": [asdict(difference) for difference in result.differences],
    }
    if result.notes:
        found["notes"] = list(result.notes)
    if cell is not None:
        found["cell"] = {**asdict(cell), "whole": whole}
    return found


def show(results: Sequence[StoryResult], console: Console, matrix: Matrix | None = None) -> None:
    """One story turn by turn; several as a table, and below it every difference with its layer. The matrix is shown
    of stories that are enough to fill it."""
    if len(results) == 1:
        _show_turns(results[0], console)
    else:
        _show_table(results, console)
    if matrix is not None and len(results) >= len(CELLS):
        _show_matrix(matrix, console)
    for result in results:
        _show_differences(result, console)
    failed = sum(not result.passed for result in results)
    word = "story" if len(results) == 1 else "stories"
    summary = f"{len(results)} {word}, all as expected" if not failed else f"{failed} of {len(results)} {word} differ"
    console.print(summary, style="green" if not failed else "bold red", highlight=False)


def _show_table(results: Sequence[StoryResult], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("story", overflow="fold")
    table.add_column("file", style="dim", overflow="fold")
    table.add_column("ms", justify="right")
    table.add_column("first difference", overflow="fold")
    for result in results:
        mark = "[green]as expected[/]" if result.passed else "[bold red]differs[/]"
        first = "" if result.passed else _where(result.differences[0])
        total = sum(turn.ms for turn in result.turns)
        table.add_row(mark, escape(result.story.title), escape(result.story.file), f"{total:.0f}", first)
    console.print(table)


def _show_matrix(matrix: Matrix, console: Console) -> None:
    """Profile and start by kind of home: in each language how many stories came to delivered and paid, of how many."""
    languages = [language for language in LANGUAGES if any(matrix[cell, language].stories for cell in CELLS)]
    table = Table(box=None, pad_edge=False)
    for heading in ("groceries, delivered and paid / stories", "", *KINDS):
        table.add_column(heading)
    for profile in dict.fromkeys(cell.profile for cell in CELLS):
        for start in STARTS:
            cells = (Cell(profile, kind, start) for kind in KINDS)
            filled = ("  ".join(_counted(matrix, cell, language) for language in languages) for cell in cells)
            table.add_row(profile if start == STARTS[0] else "", start, *filled)
    console.print(table)
    told = (f"{len(CELLS) - len(gaps(matrix, language))} in {language}" for language in languages)
    console.print(f"cells of {len(CELLS)} with a journey to delivered and paid: {', '.join(told)}", highlight=False)


def _counted(matrix: Matrix, cell: Cell, language: str) -> str:
    count = matrix[cell, language]
    style = "bold red" if count.differing else "green" if count.whole else "yellow"
    whole = str(count.whole) if count.whole else "gap"
    return f"[{style}]{language} {whole}/{count.stories}{' differs' if count.differing else ''}[/]"


def _show_turns(result: StoryResult, console: Console) -> None:
    console.print(escape(result.story.title), style="bold", highlight=False)
    for turn in result.turns:
        _show_turn(turn, console)


def _show_turn(turn: TurnResult, console: Console) -> None:
    if turn.speaker is None:
        decided = f" -> {turn.decided}" if turn.decided else ""
        console.print(f"  [dim]{escape(turn.what)}{decided}[/]", highlight=False)
        return
    console.print(f"  [bold]{escape(turn.speaker)}[/]: {escape(turn.what)}", highlight=False)
    heard = ", ".join(f"{key}: {value}" for key, value in (turn.heard or {}).items()) or "nothing"
    console.print(f"    [dim]heard[/]   {escape(heard)}", highlight=False)
    console.print(f"    [dim]decided[/] {turn.decided}  [dim]{turn.ms:.0f} ms[/]", highlight=False)
    console.print(f"    [dim]said[/]    {escape(turn.said or '')}", highlight=False)


def _show_differences(result: StoryResult, console: Console) -> None:
    if result.passed and not result.notes:
        return
    console.print(f"{escape(result.story.file)}: {escape(result.story.title)}", style="bold", highlight=False)
    for difference in result.differences:
        console.print(f"  [red]{escape(_where(difference))}[/]", highlight=False)
        line = _line(result, difference)
        if line:
            console.print(f"    [dim]at[/]       {escape(result.story.file)}:{line}", highlight=False)
        console.print(f"    [dim]expected[/] {escape(difference.expected)}", highlight=False)
        console.print(f"    [dim]got[/]      {escape(difference.got)}", highlight=False)
    for note in result.notes:
        console.print(f"  [yellow]note[/] {escape(note)}", highlight=False)


def _where(difference: Difference) -> str:
    return difference.layer if difference.turn is None else f"turn {difference.turn}: {difference.layer}"


def _line(result: StoryResult, difference: Difference) -> int:
    if difference.turn is None:
        return result.story.then.line
    return result.turns[difference.turn - 1].line
