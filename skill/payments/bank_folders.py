"""Folders between us and a bank's connection: what goes out is written once, what comes in is read once."""

from __future__ import annotations

import os
from pathlib import Path

from skill.usecases.outside_ports import OutsideFailed

_KEPT, _HANDED = ".kept", ".handed"
LARGEST_BYTES = 10_000_000
"""No message of a bank that we read is larger; what is, is refused unread."""


class Outbox:
    """A message lies in `folder` until the bank's connection takes it. Written once under its id: a repeat writes
    nothing, also when the message was taken away since. Files are for this user only: they hold IBANs (A5)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, message: str, xml: bytes) -> bool:
        """False, and nothing written, when this message is out already. Raises OutsideFailed when the disk is not."""
        name = f"{message}.xml"
        kept, handed = self._folder / _KEPT / name, self._folder / _KEPT / (name + _HANDED)
        try:
            if handed.exists():
                return False
            for folder in (self._folder, self._folder / _KEPT):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(kept, xml)
            _link(kept, self._folder / name)
            _sync(self._folder)
            # Last, so that a crash before it leaves the message there to be handed out again, the same to the byte.
            _write_once(handed, b"")
        except OSError as error:
            raise OutsideFailed(f"the outbox cannot be written: {error.strerror or error}", final=False) from error
        return True

    def messages(self) -> tuple[Path, ...]:
        """What waits to be taken, by name."""
        return tuple(sorted(self._folder.glob("*.xml")))


class Inbox:
    """Files that a bank's connection put into `folder`; read ones go to `.read`, unusable ones to `.refused`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> tuple[str, ...]:
        """Names of what is there, by name. A name that begins with a dot is still being written."""
        try:
            return tuple(
                sorted(path.name for path in self._folder.glob("*.xml") if path.is_file() and path.name[0] != ".")
            )
        except OSError as error:
            raise OutsideFailed(f"the inbox cannot be read: {error.strerror or error}", final=False) from error

    def content(self, name: str) -> bytes | None:
        """The file; None when it is too large to be a message of a bank. Raises FileNotFoundError for one that another
        process read meanwhile."""
        path = self._folder / name
        try:
            if path.stat().st_size > LARGEST_BYTES:
                return None
            return path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise OutsideFailed(f"the inbox cannot be read: {error.strerror or error}", final=False) from error

    def put_away(self, name: str, *, usable: bool) -> None:
        """What was put away already stays there; a file of the same name takes its place, for its answers are in."""
        aside = self._folder / (".read" if usable else ".refused")
        try:
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / name).replace(aside / name)
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutsideFailed(f"the inbox cannot be cleared: {error.strerror or error}", final=False) from error


def _write_once(path: Path, content: bytes) -> None:
    """All of it or nothing, and never over what is there."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _link(unfinished, path)
        _sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _link(source: Path, target: Path) -> None:
    """A link, not a rename: two processes that write the same message leave the first one's."""
    try:
        os.link(source, target)
    except FileExistsError:
        return


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
