"""Files go out once under their message id, and come in once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skill.payments import bank_folders
from skill.payments.bank_folders import Inbox, Outbox
from skill.usecases.outside_ports import OutsideFailed


def test_p12_a_message_is_written_once_also_when_it_was_taken_away(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    assert outbox.write("DD-1", b"<a/>")
    assert not outbox.write("DD-1", b"<other/>")
    (taken,) = outbox.messages()
    assert taken.read_bytes() == b"<a/>"
    taken.unlink()
    assert not outbox.write("DD-1", b"<a/>")
    assert outbox.messages() == ()


def test_a5_only_we_may_read_what_holds_an_account_number(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.write("DD-1", b"<a/>")
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0
    assert outbox.messages()[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("step", range(1, 8))
def test_p12_a_crash_at_any_step_loses_no_message_and_writes_no_second(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call to the disk is a step; the process dies before it. Then the next one writes the message, of later bytes
    if at all: what was out stays what it is."""
    outbox, taken = Outbox(tmp_path / "outbox"), 0

    class Died(BaseException):
        pass

    def counted(inner: object) -> object:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal taken
            taken += 1
            if taken == step:
                raise Died
            return inner(*args, **kwargs)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patch:
        for name in ("_link", "_sync"):
            patch.setattr(bank_folders, name, counted(getattr(bank_folders, name)))
        try:
            outbox.write("DD-1", b"first")
            died = False
        except Died:
            died = True
    seen = [path.read_bytes() for path in outbox.messages()]
    outbox.write("DD-1", b"second")
    (only,) = outbox.messages()
    if seen or not died:
        assert only.read_bytes() == b"first"
    assert only.read_bytes() in (b"first", b"second")
    assert not outbox.write("DD-1", b"third")


def test_an_outbox_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands here")
    with pytest.raises(OutsideFailed) as failed:
        Outbox(tmp_path / "outbox").write("DD-1", b"<a/>")
    assert not failed.value.final


def test_what_is_still_being_written_is_left_alone_and_what_was_read_is_gone(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    assert inbox.waiting() == ()
    for name in (".half.xml", "b.xml", "a.xml", "notes.txt"):
        (tmp_path / name).write_bytes(b"<a/>")
    assert inbox.waiting() == ("a.xml", "b.xml")
    inbox.put_away("a.xml", usable=True)
    inbox.put_away("a.xml", usable=True)
    inbox.put_away("b.xml", usable=False)
    assert inbox.waiting() == ()
    assert (tmp_path / ".read" / "a.xml").is_file()
    assert (tmp_path / ".refused" / "b.xml").is_file()


def test_a_file_too_large_for_a_bank_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.xml").open("wb") as file:
        os.truncate(file.fileno(), bank_folders.LARGEST_BYTES + 1)
    assert Inbox(tmp_path).content("big.xml") is None
