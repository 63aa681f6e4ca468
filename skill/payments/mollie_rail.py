"""Payment requests over Mollie: collected on a mandate that the person gave there, with their own client library.

Mollie calls our webhook with an id and nothing else, for whoever posts to it is not known; so an id only makes us look
again, and only at what we made ourselves. What is paid is what Mollie answers to that, never what the webhook says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.domain.home import LinkedAccount
from skill.domain.money import Money
from skill.usecases.outside_ports import Arrived, Errand, OutsideFailed

CONNECT_S, ANSWER_S = 3, 10
_ID = re.compile(r"tr_[A-Za-z0-9]{1,40}")
_OUTCOMES = {
    "open": Outcome.ACCEPTED,
    "pending": Outcome.ACCEPTED,
    "authorized": Outcome.ACCEPTED,
    "paid": Outcome.PAID,
    "failed": Outcome.REFUSED,
    "canceled": Outcome.REFUSED,
    "expired": Outcome.EXPIRED,
}
_OURS_TO_MEND = frozenset({400, 404, 410, 422})
"""Statuses that no repeat mends: the payment cannot be made like this."""


class Watched:
    """Ids of payments at Mollie, as empty files: `known` ones we made, `waiting` ones are to be looked at again."""

    def __init__(self, folder: Path) -> None:
        self._known, self._waiting = folder / "known", folder / "waiting"

    def add(self, payment: str) -> None:
        """A payment of ours that will change. Raises OutsideFailed when that cannot be kept."""
        try:
            for folder in (self._known, self._waiting):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                (folder / payment).touch(mode=0o600)
        except OSError as error:
            raise OutsideFailed(f"the payment cannot be watched: {error.strerror or error}", final=False) from error

    def changed(self, payment: str) -> bool:
        """The webhook was called with this id; False for one that we did not make."""
        if not _ID.fullmatch(payment) or not (self._known / payment).is_file():
            return False
        self.add(payment)
        return True

    def waiting(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._waiting.glob("tr_*")))

    def seen(self, payment: str) -> None:
        (self._waiting / payment).unlink(missing_ok=True)


class MollieRail:
    """`accounts` is by home and person; who has no customer at Mollie cannot be collected from. `endpoint`: another
    server than Mollie's, for tests. The key shows in no repr."""

    def __init__(
        self,
        api_key: str,
        watched: Watched,
        accounts: Mapping[tuple[str, str], LinkedAccount],
        *,
        webhook: str | None = None,
        endpoint: str | None = None,
        timeout_s: tuple[int, int] = (CONNECT_S, ANSWER_S),
    ) -> None:
        from mollie.api.client import Client
        from mollie.api.error import RequestSetupError

        self._client = Client(timeout=timeout_s, retry=0)
        self._client.UNAME = "boodschap"  # it would tell the name of this machine
        if endpoint is not None:
            self._client.set_api_endpoint(endpoint)
        try:
            self._client.set_api_key(api_key)
        except RequestSetupError:
            # Its own message quotes the key (A5).
            raise ValueError("MOLLIE_API_KEY is no key of Mollie: it begins with test_ or live_") from None
        self._watched, self._accounts, self._webhook = watched, accounts, webhook

    def run(self, home: str, errand: Errand) -> tuple[BankAnswer, ...]:
        """See PaymentRail. The end-to-end id is the idempotency key: Mollie makes one payment of it."""
        body = errand.body
        account = self._accounts.get((home, str(body["person"])))
        if account is None or account.psp_customer is None:
            raise OutsideFailed("this person gave no mandate at the payment provider", final=True)
        end_to_end, amount = str(body["end_to_end"]), Money(int(body["cents"]))
        asked: dict[str, Any] = {
            "amount": {"currency": amount.currency, "value": f"{amount.cents // 100}.{amount.cents % 100:02d}"},
            "description": f"{body['retailer']} {body['period']}",
            "sequenceType": "recurring",
            "customerId": account.psp_customer,
            "metadata": {"end_to_end": end_to_end},
        }
        if self._webhook is not None:
            asked["webhookUrl"] = self._webhook
        made = self._call(lambda: self._client.payments.create(asked, idempotency_key=end_to_end))
        self._watched.add(str(made["id"]))
        return tuple(_said_of(made))

    def answers(self) -> Iterator[Arrived]:
        """Looks again at every payment that may have changed; one that is still under way is left for the next time."""
        for payment in self._watched.waiting():
            said = tuple(_said_of(self._call(lambda asked=payment: self._client.payments.get(asked))))
            if any(answer.outcome is not Outcome.ACCEPTED for answer in said):
                yield Arrived(payment, said)

    def read(self, message: str, *, usable: bool = True) -> None:  # noqa: ARG002 - the port has it
        self._watched.seen(message)

    def close(self) -> None:
        """The client keeps no connection that matters."""

    def _call(self, asked: Any) -> Mapping[str, Any]:
        """What Mollie answered. Raises OutsideFailed without its words, which may quote what we sent (A5)."""
        from mollie.api.error import Error

        try:
            answer: Mapping[str, Any] = asked()
        except Error as error:
            status = getattr(error, "status", None)
            told = f"answered {status}" if status is not None else "did not answer"
            raise OutsideFailed(f"the payment provider {told}", final=status in _OURS_TO_MEND) from None
        return answer


def _said_of(payment: Mapping[str, Any]) -> Iterator[BankAnswer]:
    """What Mollie's payment tells: how far it is, and that all of it came back."""
    metadata, outcome = payment.get("metadata"), _OUTCOMES.get(str(payment.get("status")))
    if not isinstance(metadata, dict) or "end_to_end" not in metadata or outcome is None:
        return
    end_to_end, amount = str(metadata["end_to_end"]), _money(payment.get("amount"))
    because = str(payment.get("status")) if outcome in (Outcome.REFUSED, Outcome.EXPIRED) else None
    yield BankAnswer(end_to_end, outcome, because=because, amount=amount)
    for key, back in (("amountChargedBack", Outcome.RETURNED), ("amountRefunded", Outcome.REFUNDED)):
        if amount and _money(payment.get(key)) == amount:
            yield BankAnswer(end_to_end, back, because="charged_back" if back is Outcome.RETURNED else "refunded")


def _money(written: Any) -> Money | None:
    if not isinstance(written, dict):
        return None
    try:
        return Money(Money.euros(str(written.get("value"))).cents, str(written.get("currency") or "EUR"))
    except ValueError:
        return None
