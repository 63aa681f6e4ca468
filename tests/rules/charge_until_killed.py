"""A debit over files, in a process that dies at a step.

A step is each side of a commit, each call to the rail, and each link and sync on the disk. The bank is honest: it takes
each message away once, and answers out of turn and twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from skill.domain.home import Preferences
from skill.domain.payment import PayeeCheck
from skill.payments import bank_folders
from skill.payments.bank_folders import Inbox, Outbox
from skill.payments.bank_rail import BankRail
from skill.payments.method_files import MethodFile
from skill.payments.sepa_file import _schema
from skill.retailers.simulated import SimulatedRetailers
from skill.usecases import read_answers
from tests.building import DAY, HOME, HOUR, METHODS, NOW, SECOND, YES, mandate, order
from tests.household import Household, PaperAgendas
from tests.rules.coffee_until_killed import MortalRecords, Steps
from tests.skill.payments.bank_household import COLLECTOR, PAYEES
from tests.skill.payments.test_iso_answers import notification, status_report, transaction

_schema("pain.008.001.08")  # read once, before the processes that die


class MortalRail(BankRail):
    """The bank's rail; a step on each side of what it does."""

    steps: Steps

    def run(self, home: str, errand: Any) -> Any:
        self.steps.take()
        answers = super().run(home, errand)
        self.steps.take()
        return answers

    def read(self, message: str, *, usable: bool = True) -> None:
        self.steps.take()
        super().read(message, usable=usable)
        self.steps.take()


def household(folder: Path, steps: Steps) -> Household:
    """Anna's home at a bank of folders, as a new process finds it."""
    for name in ("_link", "_sync"):
        setattr(bank_folders, name, _stepping(getattr(bank_folders, name), steps))
    folder.mkdir(parents=True, exist_ok=True)
    records = MortalRecords(folder / "records.db")
    records.steps = steps
    home = replace(HOME, id="home", preferences=Preferences(payment="direct_debit"))
    rail = MortalRail(
        outbox=Outbox(folder / "outbox"),
        inbox=Inbox(folder / "inbox"),
        accounts={(home.id, account.person): account for account in home.accounts},
        methods=MethodFile(METHODS, COLLECTOR, PAYEES),
        check_payee=lambda _: PayeeCheck.MATCH,
    )
    object.__setattr__(rail, "steps", steps)
    return Household(
        home=home,
        records=records,
        retailers=SimulatedRetailers(folder / "retailers.db"),
        rail=rail,  # type: ignore[arg-type]
        agendas=PaperAgendas(),
        new_id=lambda: uuid.uuid4().hex[:16],  # type: ignore[arg-type]
    )


def _stepping(inner: Callable[..., None], steps: Steps) -> Callable[..., None]:
    def call(*arguments: object) -> None:
        steps.take()
        inner(*arguments)

    return call


def charge(house: Household, folder: Path) -> None:
    """Beans are ordered, come, and are debited; the bank accepts, collects, and gives it back after a while."""
    turns: list[tuple[timedelta, Callable[[], object]]] = [
        (10 * SECOND, lambda: house.hear(order(), request="orders")),
        (20 * SECOND, lambda: house.hear(YES, request="says yes")),
        (3 * DAY, lambda: house.wait(timedelta(0))),
        (14 * DAY, lambda: house.wait(timedelta(0))),
        (14 * DAY + HOUR, lambda: house.wait(timedelta(0))),  # claims of a process that died have run out
        (15 * DAY, lambda: the_bank_takes(folder)),
        (30 * DAY, lambda: read_answers.run(house.parts, house.clock.now)),
    ]
    for after, happens in turns:
        house.clock.now = NOW + after
        happens()


def the_bank_takes(folder: Path) -> None:
    """Each message that waits is taken, and answered: accepted, booked and sent back, each twice and out of turn."""
    for file in sorted((folder / "outbox").glob("*.xml")):
        end_to_end = file.stem.removeprefix("DD-").encode()
        with (folder / "taken.txt").open("a") as taken:
            taken.write(f"{file.stem}\n")
        back = notification("<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>")
        says = (back, notification(), status_report(transaction("ACCP")), notification(), back)
        (folder / "inbox").mkdir(exist_ok=True)
        for number, content in enumerate(says):
            written = content.replace(b">p1<", b">" + end_to_end + b"<").replace(b"13.50", b"10.00")
            (folder / "inbox" / f"{number}.xml").write_bytes(written)
        file.unlink()


def life(folder: Path, fatal: int) -> None:
    """One life of the process, from the start; how many steps it took stands in `folder`, if it lived. Moving in is not
    what is killed."""
    steps = Steps(0)
    house = household(folder, steps)
    if house.home.id not in house.records.homes():
        house.move_in(mandate())
    steps.__init__(fatal)  # type: ignore[misc]
    charge(house, folder)
    (folder / "steps").write_text(str(steps.taken), encoding="utf-8")
