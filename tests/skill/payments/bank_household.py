"""The small household at a real bank: its payments go out as files, and answers come in as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from skill.domain.home import Preferences
from skill.domain.payment import PayeeCheck, Payment
from skill.payments.bank_folders import Inbox, Outbox
from skill.payments.bank_rail import BankRail
from skill.payments.method_files import Collector, MethodFile, Payee
from skill.records.sqlite import SqliteRecords
from skill.usecases import read_answers
from skill.usecases.read_answers import Read, Unusable
from tests.building import DAY, HOME, METHODS, YES, mandate, order
from tests.household import Household, new_home

COLLECTOR = Collector("Boodschap Betalingen", "NL15TEST0000000100", "NL79ZZZ999999990000")
PAYEES = {"grocer": Payee("Grocer B.V.", "NL04TEST0000000201")}


def at_a_bank(
    folder: Path, kind: str = "direct_debit", check: PayeeCheck = PayeeCheck.MATCH, **facts: object
) -> Household:
    """Anna's mandate covers her groceries; the household prefers to pay by `kind`; `facts` replace any of the home."""
    home = replace(new_home(HOME), preferences=Preferences(payment=kind), **facts)  # type: ignore[arg-type]
    rail = BankRail(
        outbox=Outbox(folder / "outbox"),
        inbox=Inbox(folder / "inbox"),
        accounts={(home.id, account.person): account for account in home.accounts},
        methods=MethodFile(METHODS, COLLECTOR, PAYEES),
        check_payee=lambda _: check,
    )
    (folder / "inbox").mkdir(parents=True)
    # Records of its own: a bank names payments of any home, and ids of households in tests are alike.
    return Household(home=home, rail=rail, records=SqliteRecords(":memory:")).move_in(mandate())  # type: ignore[arg-type]


def a_week_of_coffee(house: Household, pieces: int = 1) -> Payment:
    """Beans of 10 euros each, ordered, delivered and asked for."""
    house.hear(order("beans", pieces))
    house.hear(YES)
    house.wait(8 * DAY)
    (payment,) = house.payments()
    return payment


def read(house: Household) -> tuple[Read | Unusable, ...]:
    return read_answers.run(house.parts, house.clock.now)


def owed(house: Household) -> int:
    """Cents that the household owes the grocer."""
    return -sum(p.amount.cents for entry in house.entries() for p in entry.postings if p.account == "owed:grocer")
