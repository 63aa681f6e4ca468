"""What WebDAV servers answer: a multistatus (RFC 4918), read without trusting it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit
from xml.etree import ElementTree as Xml

from skill.outside_calls import Answered, Party, refused
from skill.usecases.outside_ports import OutsideFailed

DAV = "{DAV:}"
MULTISTATUS = 207


def multistatus(party: Party, answered: Answered) -> Xml.Element:
    """Raises OutsideFailed for another status, and for what is no such document."""
    if answered.status != MULTISTATUS:
        raise refused(party, answered.status)
    try:
        # No calendar server has use for them; a hostile one has, and may write them two bytes a letter.
        if b"\0" in answered.body or re.search(rb"<!DOCTYPE|<!ENTITY", answered.body):
            raise ValueError("a document type")
        root = Xml.fromstring(answered.body)  # noqa: S314 - entities are refused above
        if not root.tag.endswith("}multistatus"):
            raise ValueError(root.tag)
    except (Xml.ParseError, ValueError) as error:
        raise garbage(party) from error
    return root


def found_in(root: Xml.Element) -> Iterator[tuple[str, Xml.Element]]:
    """Each thing's address as it is written, and the properties of it that were found."""
    for response in root.iter(f"{DAV}response"):
        address = (response.findtext(f"{DAV}href") or "").strip()
        for told in response.iter(f"{DAV}propstat"):
            properties = told.find(f"{DAV}prop")
            status = (told.findtext(f"{DAV}status") or "").split()
            if address and properties is not None and status[1:2] == ["200"]:
                yield address, properties


def beside(party: Party, asked: str, address: str) -> str:
    """The address on the server that was asked, with nothing of a login in it. Raises OutsideFailed, final, for one
    elsewhere: the password goes to nobody but who was meant."""
    here = urlsplit(asked)
    try:
        there = urlsplit(urljoin(asked, address))
        same = (there.scheme, there.hostname, _port(there.port, there.scheme)) == (
            here.scheme, here.hostname, _port(here.port, here.scheme)
        )  # fmt: skip
    except ValueError:
        same = False
    if not same:
        raise OutsideFailed(f"{party.name} sends us to another host", final=True)
    return urlunsplit((here.scheme, here.netloc, there.path, "", ""))


def garbage(party: Party) -> OutsideFailed:
    return OutsideFailed(f"{party.name} says what is no calendar", final=False)


def _port(port: int | None, scheme: str) -> int:
    return port or {"https": 443}.get(scheme, 80)
