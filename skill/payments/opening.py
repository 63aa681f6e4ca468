"""Opens the real rails: folders to a bank, and beside them a payment provider where there is a key for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skill.domain.home import Home
from skill.payments.bank_folders import Inbox, Outbox
from skill.payments.bank_rail import BankRail
from skill.payments.method_files import MethodFile
from skill.payments.mollie_rail import MollieRail, Watched
from skill.payments.rails_by_kind import RailsByKind
from skill.usecases.outside_ports import PaymentRail


def open_bank(
    var_dir: Path,
    homes: Mapping[str, Home],
    methods: MethodFile,
    *,
    mollie_key: str | None = None,
    mollie_webhook: str | None = None,
) -> PaymentRail:
    """Files for the bank lie in `var_dir`/outbox, its answers are put into `var_dir`/inbox. With a key, payment
    requests go over Mollie. Raises ValueError for a key that is none."""
    accounts = {(home, account.person): account for home, facts in homes.items() for account in facts.accounts}
    bank = BankRail(Outbox(var_dir / "outbox"), Inbox(var_dir / "inbox"), accounts, methods)
    if mollie_key is None:
        return bank
    mollie = MollieRail(mollie_key, watched_in(var_dir), accounts, webhook=mollie_webhook)
    return RailsByKind({"payment_request": mollie}, otherwise=bank)


def watched_in(var_dir: Path) -> Watched:
    """Where the webhook and the rail keep which payments at Mollie may have changed."""
    return Watched(var_dir / "mollie")
