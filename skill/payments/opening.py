"""Opens the rail that the settings name: a played bank, or folders to a real one, with a payment provider beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skill.domain.home import Home
from skill.payments.bank_folders import Inbox, Outbox
from skill.payments.bank_rail import BankRail
from skill.payments.method_files import MethodFile


def open_bank(var_dir: Path, homes: Mapping[str, Home], methods: MethodFile) -> BankRail:
    """A real bank: files for it lie in `var_dir`/outbox, its answers are put into `var_dir`/inbox."""
    accounts = {(home, account.person): account for home, facts in homes.items() for account in facts.accounts}
    return BankRail(Outbox(var_dir / "outbox"), Inbox(var_dir / "inbox"), accounts, methods)
