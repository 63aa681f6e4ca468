"""How a command shows that it is busy."""

from __future__ import annotations

import click


def show_progress(message: str) -> None:
    """A line on standard error, so that what is printed stays whole."""
    click.echo(f"  {message}", err=True)


def counted(number: int, word: str) -> str:
    """ "1 error", "2 errors"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
