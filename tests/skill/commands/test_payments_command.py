"""`boodschap payments`: who is asked what, an answer with a PIN, and what banks said."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main
from skill.composition import App, compose, read_world
from skill.domain.money import Money
from skill.domain.payment import Payment, PaymentStatus
from skill.recognition import nobody_listens
from skill.settings import Settings
from tests.skill.payments.test_iso_answers import notification

NOW = datetime.now(UTC)
BILL = Payment(
    "bill1", "thijs", "thijs", "groenmarkt", "payment_request", "until 2026-03-09", Money(5000), ("o1",), NOW,
    expires_at=NOW + timedelta(days=14),
)  # fmt: skip


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """The demo homes, with a bill for Thijs that waits for his yes."""
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, hearing=nobody_listens))
    with app.parts.records.transaction("thijs") as records:
        records.add_payment(BILL)
    return app


def run(*arguments: str, pin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["payments", *arguments], input=None if pin is None else f"{pin}\n")


def status(app: App) -> str:
    with app.parts.records.reading("thijs") as records:
        payment = records.payment("bill1")
    assert payment is not None
    return payment.status.value


MINE = ("bill1", "--home", "thijs", "--person", "thijs")


def test_a_bill_is_listed_and_shown(app: App) -> None:
    assert json.loads(run("list", "--json").stdout)[0]["cents"] == 5000
    assert "EUR 50.00 of them owed" in run("list", "--home", "thijs", "--owed").stdout
    assert "0 payments" in run("list", "--home", "emily").stdout
    shown = json.loads(run("show", "bill1", "--home", "thijs", "--json").stdout)
    assert (shown["status"], shown["approved_by"], shown["end_to_end"]) == ("open", None, "bill1")


def test_m5_it_tells_until_when_a_debit_can_be_had_back(app: App) -> None:
    paid = datetime(2026, 3, 9, 12, tzinfo=UTC)
    debit = replace(
        BILL, id="debit1", kind="direct_debit", period="until 2026-03-02", status=PaymentStatus.PAID, paid_at=paid
    )
    with app.parts.records.transaction("thijs") as records:
        records.add_payment(debit)
    shown = json.loads(run("show", "debit1", "--home", "thijs", "--json").stdout)
    assert (shown["refundable_until"], shown["unauthorised_until"]) == ("2026-05-04", "2027-04-09")
    assert "refundable_until   2026-05-04" in run("show", "debit1", "--home", "thijs").stdout
    assert "refundable_until" not in run("show", "bill1", "--home", "thijs").stdout


def test_m2_who_says_their_pin_pays_and_the_ground_is_kept(app: App) -> None:
    said = run("approve", *MINE, pin="1234")
    assert said.exit_code == 0
    assert "is paid" in said.stdout
    assert "1234" not in said.output
    shown = json.loads(run("show", "bill1", "--home", "thijs", "--json").stdout)
    assert (shown["approved_by"], shown["ground"]) == ("app", "strong")
    again = run("approve", *MINE, pin="1234")
    assert (again.exit_code, again.stderr.count("there is nothing to answer")) == (2, 1)


def test_m6_a_no_keeps_the_debt_and_a_later_yes_asks_once_more(app: App) -> None:
    assert run("refuse", *MINE, pin="1234").exit_code == 0
    assert status(app) == "refused"
    assert "EUR 50.00 of them owed" in run("list").stdout
    paid = json.loads(run("approve", *MINE, "--json", "--pin", "1234").stdout)
    assert (paid["status"], paid["end_to_end"]) == ("paid", "bill1.2")


def test_without_a_terminal_it_is_said_how_a_pin_is_given(app: App) -> None:
    command = [sys.executable, "-m", "skill.cli", "payments", "approve", *MINE]
    # A session of its own has no terminal at all, whoever runs this test from one.
    refused = subprocess.run(
        command, input="1234\n", capture_output=True, text=True, timeout=60, check=False, start_new_session=True
    )
    assert refused.returncode == 2
    assert refused.stderr == "[ERROR] --pin: there is no terminal to ask for the PIN at (give it with --pin)\n"


@pytest.mark.parametrize(
    ("arguments", "pin"),
    [
        (MINE, "4321"),
        (("bill1", "--home", "thijs", "--person", "noor"), "1234"),
        (("bill1", "--home", "thijs", "--person", "emily"), "1234"),
        (("bill2", "--home", "thijs", "--person", "thijs"), "1234"),
    ],
)
def test_p2_nobody_else_pays_it(app: App, arguments: tuple[str, ...], pin: str) -> None:
    for command in ("approve", "refuse"):
        said = run(command, *arguments, pin=pin)
        assert said.exit_code == 2
        assert said.stderr.startswith("[ERROR]") or "[ERROR]" in said.stderr
    assert status(app) == "open"


def test_a3_five_wrong_pins_lock_the_right_one(app: App) -> None:
    for _ in range(5):
        run("approve", *MINE, pin="0000")
    assert run("approve", *MINE, pin="1234").exit_code == 2
    assert status(app) == "open"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nothing", "--home", "thijs"), "there is no payment 'nothing'"),
        (("show", "bill1", "--home", "nowhere"), "there is no home 'nowhere'"),
        (("list", "--home", "nowhere"), "there is no home 'nowhere'"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(app: App, arguments: tuple[str, ...], told: str) -> None:
    said = run(*arguments)
    assert said.exit_code == 2
    assert told in said.stderr


def test_a_wallet_is_topped_up_once_a_key(app: App) -> None:
    mine = ("--home", "thijs", "--person", "thijs", "--pin", "1234", "--key", "a")
    assert run("top-up", "50.00", *mine).stdout == "EUR 50.00 in the wallet of thijs\n"
    assert run("top-up", "50.00", *mine).stdout == "EUR 50.00 in the wallet of thijs\n"
    assert run("top-up", "0", *mine).exit_code == 2
    assert run("top-up", "-5", *mine).exit_code == 2
    assert run("top-up", "much", *mine).exit_code == 2


def test_answers_are_read_from_the_inbox(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOODSCHAP_BANK", "files")
    approved = json.loads(run("approve", *MINE, "--json", "--pin", "1234").stdout)
    assert approved["status"] == "submitted"
    assert [file.name for file in (tmp_path / "outbox").glob("*.xml")] == ["RP-bill1.xml"]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "1.xml").write_bytes(notification(amount="50.00").replace(b">p1<", b">bill1<"))
    (inbox / "2.xml").write_bytes(b"no xml")
    said = run("read-answers")
    assert said.exit_code == 1
    assert "1.xml: bill1 paid: payment of thijs is paid" in said.stdout
    assert "[ERROR] 2.xml" in said.stdout
    assert status(app) == "paid"
    assert json.loads(run("read-answers", "--json").stdout or "{}") == {}


def test_each_command_has_an_example() -> None:
    for command in ("list", "show", "approve", "refuse", "top-up", "read-answers"):
        assert "Example:" in run(command, "--help").stdout
