"""The signing key is in the environment or in a file that nobody else reads; never shown, and made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.permission.signed_documents import Ed25519Signer
from skill.permission.signing_key import as_text, key_in, key_of, made_in, new_key
from skill.settings import Settings


def test_a_key_comes_back_as_it_was_written() -> None:
    key = new_key()
    assert Ed25519Signer(key_of(as_text(key), "here")).read(Ed25519Signer(key).sign({"a": 1})) == {"a": 1}


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "signing-key.json"
    first, is_new = made_in(path)
    second, is_new_again = made_in(path)
    assert (is_new, is_new_again) == (True, False)
    assert first.thumbprint() == second.thumbprint()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_processes_that_begin_together_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as one:
        keys = {one.submit(made_in, tmp_path / "key.json").result()[0].thumbprint() for _ in range(4)}
    assert len(keys) == 1


@pytest.mark.parametrize("text", ["", "{}", "secret-words", '{"kty":"oct","k":"c2VjcmV0"}', "[1]"])
def test_what_is_no_key_is_said_without_showing_it(text: str) -> None:
    with pytest.raises(DataError) as raised:
        key_of(text, "BOODSCHAP_SIGNING_KEY")
    assert [finding.code for finding in raised.value.findings] == ["bad-signing-key"]
    assert "secret" not in str(raised.value)


def test_a_public_key_signs_nothing() -> None:
    import json

    public = {name: value for name, value in json.loads(as_text(new_key())).items() if name != "d"}
    with pytest.raises(DataError):
        key_of(json.dumps(public), "here")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    made_in(path)
    path.chmod(0o640)
    with pytest.raises(DataError, match="chmod 600"):
        key_in(path)
    with pytest.raises(DataError, match="cannot be read"):
        key_in(tmp_path / "absent.json")


def test_settings_never_show_it() -> None:
    settings = Settings.from_environment({"BOODSCHAP_SIGNING_KEY": "a-secret", "BOODSCHAP_SIGNING_KEY_FILE": "k.json"})
    assert (settings.signing_key, settings.signing_key_file) == ("a-secret", Path("k.json"))
    assert "a-secret" not in repr(settings)
