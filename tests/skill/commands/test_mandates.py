"""`boodschap mandate`, as somebody runs it: what is allowed, the signed documents, and what is wrong with them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["mandate", *arguments])


def test_it_shows_what_is_allowed_and_what_is_left() -> None:
    shown = run("show", "--home", "thijs")
    assert shown.exit_code == 0
    assert "under EUR 40.00 a week; EUR 40.00 left" in shown.stdout
    facts = json.loads(run("show", "--home", "thijs", "--json").stdout)
    assert (facts["below_per_period_cents"], facts["left_cents"], facts["state"]) == (4000, 4000, "in force")


def test_the_key_is_made_once_and_said_once(folder: Path) -> None:
    assert "made a key that signs mandates" in run("show").stderr
    assert "made a key" not in run("show").stderr
    assert (folder / "signing-key.json").is_file()


def test_what_it_exports_it_verifies(folder: Path) -> None:
    assert run("export", "--to", str(folder / "signed.jsonl")).exit_code == 0
    lines = [json.loads(line) for line in (folder / "signed.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[0]["kind"] == "public_key"
    assert "d" not in lines[0]["jwk"], "the private half stays here"
    assert {line["mandate"] for line in lines[1:]} == {"thijs-groceries", "dunya-groceries", "dunya-clothing"}
    verified = run("verify", "--json")
    assert verified.exit_code == 0
    assert [json.loads(line)["faults"] for line in verified.stdout.splitlines()] == [[]] * 4


def test_verify_says_which_document_is_wrong_and_exits_with_1(folder: Path) -> None:
    run("show")
    with sqlite3.connect(folder / "boodschap.db") as connection:
        connection.execute(
            "UPDATE mandate_documents SET jws = replace(jws, '.ey', '.eY') WHERE mandate_id = 'thijs-groceries'"
        )
    connection.close()
    found = run("verify", "--home", "thijs")
    assert found.exit_code == 1
    assert "tampered" in found.stdout
    assert run("verify", "--home", "dunya").exit_code == 0


def test_another_key_is_said_to_be_another(monkeypatch: pytest.MonkeyPatch) -> None:
    run("show")
    monkeypatch.setenv("BOODSCHAP_SIGNING_KEY", run("key").stdout.strip())
    found = run("verify", "--home", "thijs")
    assert (found.exit_code, "unknown_key" in found.stdout) == (1, True)


def test_a_bad_key_and_an_unknown_home_end_with_what_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = run("verify", "--home", "nobody")
    assert (unknown.exit_code, "there is no home 'nobody'" in unknown.stderr) == (2, True)
    monkeypatch.setenv("BOODSCHAP_SIGNING_KEY", "a-secret-that-is-no-key")
    bad = run("show")
    assert (bad.exit_code, "BOODSCHAP_SIGNING_KEY" in bad.stderr) == (2, True)
    assert "a-secret" not in bad.stderr + bad.stdout


@pytest.mark.parametrize("command", ["show", "export", "verify", "key"])
def test_every_command_has_an_example(command: str) -> None:
    assert "Example: " in run(command, "--help").stdout
