"""PINs are kept by Argon2id; what an earlier version kept by scrypt stays valid."""

from __future__ import annotations

import hashlib

import pytest

from skill.permission.argon2_pins import MEMORY_KIB, PASSES, Argon2Pins

QUICK = Argon2Pins(memory_kib=8, passes=1)


def test_a_pin_is_right_and_no_other_is() -> None:
    kept = QUICK.hashed("1234")
    assert QUICK.is_right("1234", kept)
    assert not any(QUICK.is_right(other, kept) for other in ("1235", "", "12345", "0001234"))


def test_equal_pins_do_not_look_equal_and_do_not_stand_there() -> None:
    first, second = QUICK.hashed("1234"), QUICK.hashed("1234")
    assert first != second
    assert "1234" not in first.rpartition("$")[2]


def test_the_costs_are_those_of_the_cheat_sheet_unless_told_otherwise() -> None:
    assert f"m={MEMORY_KIB},t={PASSES},p=1" in Argon2Pins().hashed("1234")
    assert QUICK.is_right("1234", Argon2Pins().hashed("1234")), "a hash carries its own costs"


@pytest.mark.parametrize("kept", ["", "$", "zz$zz", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$x", "1234"])
def test_what_nobody_can_read_is_nobodys(kept: str) -> None:
    assert not QUICK.is_right("1234", kept)


def test_a_pin_of_the_first_version_is_still_right() -> None:
    salt = b"thijs".ljust(16)
    kept = f"{salt.hex()}${hashlib.scrypt(b'1234', salt=salt, n=2**13, r=8, p=1).hex()}"
    assert QUICK.is_right("1234", kept)
    assert not QUICK.is_right("1235", kept)
