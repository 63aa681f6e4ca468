"""The real rails behind one port: each kind of payment goes out as its own file, and what banks answer comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.domain.home import LinkedAccount
from skill.domain.payment import PayeeCheck
from skill.payments.bank_folders import Inbox, Outbox
from skill.payments.iso_answers import UnusableMessage, answers_in
from skill.payments.method_files import MethodFile, Payee
from skill.payments.request_to_pay import request_file
from skill.payments.sepa_debit import debit_file
from skill.payments.sepa_transfer import transfer_file
from skill.usecases.outside_ports import Arrived, Errand, OutsideFailed

CheckPayee = Callable[[Payee], PayeeCheck]
"""Asks the payee's bank whether this account has this name (regulation 2024/886 art. 5c). Raises OutsideFailed."""


def payee_unchecked(_payee: Payee) -> PayeeCheck:
    """Where no bank is connected that could be asked: nothing is known of the name, so nothing goes by itself (M7)."""
    return PayeeCheck.NOT_POSSIBLE


@dataclass(frozen=True, slots=True)
class BankRail:
    """Writes files into `outbox` and reads answers from `inbox`. `accounts` is by home and person."""

    outbox: Outbox
    inbox: Inbox
    accounts: Mapping[tuple[str, str], LinkedAccount]
    methods: MethodFile
    check_payee: CheckPayee = payee_unchecked

    def run(self, home: str, errand: Errand) -> tuple[BankAnswer, ...]:
        """See PaymentRail: the message is out, its answer comes later. What may not go is refused at once."""
        body = errand.body
        account = self.accounts.get((home, str(body["person"])))
        match body["rail"]:
            case "direct_debit":
                message, xml = debit_file(errand, account, self.methods.collector)
            case "payment_request":
                message, xml = request_file(errand, account, self.methods.collector)
            case "instant_transfer" | "pay_later" | "payout":
                return self._transfer(errand, account)
            case kind:
                raise OutsideFailed(f"no bank here pays by {kind}", final=True)
        self.outbox.write(message, xml)
        return ()

    def _transfer(self, errand: Errand, account: LinkedAccount | None) -> tuple[BankAnswer, ...]:
        """To the retailer from the person's account; money that goes back comes from the one who collects."""
        person = Payee(account.holder, account.iban) if account is not None else None
        payer, payee = person, self.methods.payees.get(str(errand.body["retailer"]))
        if errand.body["rail"] == "payout":
            payer, payee = Payee(self.methods.collector.name, self.methods.collector.iban), person
        if payer is None or payee is None:
            raise OutsideFailed("the payer or the payee has no bank account here", final=True)
        answer = self._checked(errand, payee)
        if answer.outcome is not Outcome.REFUSED:
            self.outbox.write(*transfer_file(errand, payer, payee))
        return (answer,)

    def _checked(self, errand: Errand, payee: Payee) -> BankAnswer:
        """The name before the money (M7): a match goes; anything else only by a person who was told of that very result
        before and said yes again, never by a mandate."""
        end_to_end = str(errand.body["end_to_end"])
        found = self.check_payee(payee)
        told = errand.body.get("payee_check") == found.value and errand.body["approved_by"] in ("voice", "app")
        if found is PayeeCheck.MATCH or told:
            return BankAnswer(end_to_end, Outcome.ACCEPTED, payee_check=found)
        return BankAnswer(end_to_end, Outcome.REFUSED, because=f"payee_{found.value}", payee_check=found)

    def answers(self) -> Iterable[Arrived]:
        """See PaymentRail. A file that is no message of a bank comes with its problem and without answers."""
        for name in self.inbox.waiting():
            try:
                content = self.inbox.content(name)
                if content is None:
                    raise UnusableMessage("it is larger than a bank's messages are")
                yield Arrived(name, answers_in(content))
            except FileNotFoundError:
                continue  # Another process read it meanwhile.
            except UnusableMessage as problem:
                yield Arrived(name, (), problem=str(problem))

    def read(self, message: str, *, usable: bool = True) -> None:
        self.inbox.put_away(message, usable=usable)

    def close(self) -> None:
        """Nothing is held open between two calls."""
