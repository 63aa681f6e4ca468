"""What arrives on a connection, told apart into requests: where one ends is found without waiting for more of it."""

from __future__ import annotations

import re

_FRAMING = re.compile(rb"\r\n(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,15}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(;.*)?")
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class Arriving:
    """The bytes of one connection. What cannot be framed, or is over `most_bytes`, is taken as far as it came and
    nothing after it: whoever answers sees what is wrong with it, and hangs up."""

    def __init__(self, most_bytes: int) -> None:
        self.is_cut = False
        self._most_bytes = most_bytes
        self._bytes = bytearray()
        self._forget()

    def _forget(self) -> None:
        self._searched = 0
        self._body: int | None = None
        self._end: int | None = None
        self._expects = False

    @property
    def has_begun(self) -> bool:
        return bool(self._bytes)

    def add(self, data: bytes) -> None:
        self._bytes += data

    def take(self) -> bytes | None:
        """The first request, once all of it is here."""
        end = self._whole()
        if end is None and len(self._bytes) > self._most_bytes:
            self.is_cut = True
        if self.is_cut:
            end = len(self._bytes)
        if end is None or not self._bytes:
            return None
        taken = bytes(self._bytes[:end])
        del self._bytes[:end]
        self._forget()
        return taken

    def wants_to_go_on(self) -> bool:
        """Whether the other side waits for a word before it sends the body; true once."""
        expects, self._expects = self._expects, False
        return expects

    def _whole(self) -> int | None:
        if self._body is None and not self._read_head():
            return None
        if self._end is None and not self.is_cut:
            self._walk_chunks()
        if self._end is not None and self._end > self._most_bytes:
            self.is_cut = True
        return self._end if self._end is not None and self._end <= len(self._bytes) else None

    def _read_head(self) -> bool:
        at = self._bytes.find(b"\r\n\r\n", max(self._searched - 3, 0))
        self._searched = len(self._bytes)
        if at < 0:
            return False
        self._body = at + 4
        head = bytes(self._bytes[: at + 2])
        self._expects = _EXPECTS.search(head) is not None
        match [(name.lower(), value.lower()) for name, value in _FRAMING.findall(head)]:
            case []:
                self._end = self._body
            case [(b"content-length", length)] if _LENGTH.fullmatch(length):
                self._end = self._body + int(length)
            case [(b"transfer-encoding", b"chunked")]:
                self._searched = self._body
            case _:
                self.is_cut = True
        return True

    def _walk_chunks(self) -> None:
        """From one size to the next, as far as they are here; `_searched` is where the next one begins."""
        while (line_end := self._bytes.find(b"\r\n", self._searched)) >= 0:
            size = _CHUNK.fullmatch(bytes(self._bytes[self._searched : line_end]))
            if size is None:
                self.is_cut = True
                return
            if int(size[1], 16) == 0:
                last = self._bytes.find(b"\r\n\r\n", line_end)  # behind what may trail
                self._end = last + 4 if last >= 0 else None
                return
            self._searched = line_end + 2 + int(size[1], 16) + 2
