"""Signed mandates: one for each state and each use, once; whatever is changed in them or around them is found."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.mandate_document import DocumentKind, MandateDocument
from skill.domain.money import Money
from skill.permission.signed_documents import Ed25519Signer
from skill.records.sqlite import SqliteRecords
from skill.usecases import sign_mandates, verify_mandates
from skill.usecases.mandate_claims import UnknownClaim, digest, mandate_of, open_claims
from tests.building import DAY, HOME, NOW, YES, mandate, order
from tests.household import SIGNER, Household

WEEKLY = PeriodLimit(Money(4000), Period.WEEK)
FULL = mandate(
    limit_per_period=WEEKLY,
    except_kinds=frozenset({"milk"}),
    ask_above={"dress": Money(5000), "jeans": Money(1)},
    conditions=frozenset({"cheapest", "renewable"}),
    expires=NOW.date() + DAY,
    paused=True,
    revoked=NOW,
)


@pytest.fixture
def house() -> Household:
    """A household of its own records, whose mandate was used for an order and a payment."""
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate(limit_per_period=WEEKLY))
    assert house.hear(order("beans", 1)).reply.decided == "placed"
    house.wait(8 * DAY)
    return house


def documents(house: Household) -> tuple[MandateDocument, ...]:
    with house.records.reading(house.home.id) as tx:
        return tx.mandate_documents()


def faults(house: Household) -> set[str]:
    return {fault.code for fault in verify_mandates.run(house.home.id, house.parts).faults}


def forged(house: Household, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Signs another text in the place of one document, with the right key: as somebody with the key could."""
    document = documents(house)[number]
    claims = dict(SIGNER.read(document.jws))
    change(claims)
    put(house, number, SIGNER.sign(claims))


def put(house: Household, number: int, jws: str, *, renamed: bool = True) -> None:
    """Puts a text in the place of a document; the ones after it name it as before."""
    kept = list(documents(house))
    old = kept[number]
    run(house, "UPDATE mandate_documents SET jws = ?, document_id = ? WHERE document_id = ?",
        jws, digest(jws) if renamed else old.id, old.id)  # fmt: skip


def run(house: Household, statement: str, *values: object) -> None:
    records = house.records
    assert isinstance(records, SqliteRecords)
    assert records._writer is not None
    records._writer.execute(statement, values)


@pytest.mark.parametrize(
    "granted", [mandate(), FULL, mandate(retailers=frozenset(), limit_per_order=None, limit_per_period=WEEKLY)]
)
def test_an_open_document_says_all_of_a_mandate(granted: Mandate) -> None:
    claims = open_claims(granted, HOME, SIGNER.public_key, NOW)
    assert mandate_of(SIGNER.read(SIGNER.sign(claims))) == granted


def test_it_is_shaped_as_an_open_payment_mandate_in_whole_cents() -> None:
    claims: dict[str, Any] = open_claims(mandate(limit_per_period=WEEKLY), HOME, SIGNER.public_key, NOW)
    assert (claims["vct"], claims["cnf"]["jwk"]["kty"]) == ("mandate.payment.open.1", "OKP")
    by_type = {each["type"]: each for each in claims["constraints"]}
    assert by_type["payment.amount_range"] == {"type": "payment.amount_range", "currency": "EUR", "max": 3999}
    assert by_type["payment.agent_recurrence"]["frequency"] == "WEEKLY"
    assert by_type["payment.allowed_payees"]["allowed"] == [{"id": "grocer", "name": "grocer"}]
    assert {"payment.reference", "payment.execution_date"} <= by_type.keys()
    assert type(by_type["boodschap.period_budget.1"]["below"]) is int


def test_a_constraint_that_is_not_known_is_not_passed_over() -> None:
    claims: dict[str, Any] = open_claims(mandate(), HOME, SIGNER.public_key, NOW)
    claims["constraints"].append({"type": "payment.allowed_pisps", "allowed": []})
    with pytest.raises(UnknownClaim):
        mandate_of(claims)


def test_every_state_and_every_use_is_signed_once(house: Household) -> None:
    assert [(each.kind, each.mandate) for each in documents(house)] == [
        (DocumentKind.OPEN, "anna-groceries"),
        (DocumentKind.CLOSED, "anna-groceries"),
        (DocumentKind.CLOSED, "anna-groceries/pay"),
    ]
    house.hear(Act("pause_buying"))
    house.hear(Act("revoke_mandate"))
    assert [each.kind for each in documents(house)][3:] == [DocumentKind.OPEN] * 2
    before = documents(house)
    for _ in range(2):
        sign_mandates.work_off(house.home.id, house.parts, house.clock.now)
    assert documents(house) == before
    assert faults(house) == set()


def test_a_mandate_by_voice_is_signed_in_the_transaction_that_grants_it() -> None:
    house = Household(records=SqliteRecords(":memory:")).move_in()
    house.hear(Act("set_mandate", money=MoneyValue(3000)))
    assert documents(house) == ()
    house.hear(YES)
    (document,) = documents(house)
    assert mandate_of(SIGNER.read(document.jws)) == house.mandates()[0]


def test_a_use_whose_process_died_before_it_was_signed_is_signed_later() -> None:
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate())
    with house.records.transaction(house.home.id) as tx:
        for kept in tx.undocumented_mandates():
            sign_mandates.keep(kept, house.home, tx, SIGNER, NOW)
    house.hear(order("beans", 1))
    run(house, "DELETE FROM mandate_documents WHERE kind = 'closed'")
    assert faults(house) == {"unsigned_use"}
    house.wait(timedelta(seconds=30))
    assert [each.kind for each in documents(house)] == [DocumentKind.OPEN, DocumentKind.CLOSED]
    assert faults(house) == set()


def test_a_changed_text_is_tampered(house: Household) -> None:
    head, _, signature = documents(house)[1].jws.split(".")
    claims = dict(SIGNER.read(documents(house)[1].jws)) | {"payment_amount": {"amount": 1, "currency": "EUR"}}
    payload = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    put(house, 1, f"{head}.{payload}.{signature}")
    assert "tampered" in faults(house)


def test_another_key_is_named_as_another_key(house: Household) -> None:
    put(house, 1, Ed25519Signer().sign(SIGNER.read(documents(house)[1].jws)))
    assert "unknown_key" in faults(house)


@pytest.mark.parametrize("text", ["", "a.b.c", "not a document"])
def test_rubbish_is_unreadable(house: Household, text: str) -> None:
    put(house, 2, text)
    assert "unreadable" in faults(house)


def test_a_document_under_another_name_is_renamed(house: Household) -> None:
    put(house, 1, documents(house)[1].jws.swapcase() and documents(house)[1].jws, renamed=False)
    assert faults(house) == set()
    run(
        house,
        "UPDATE mandate_documents SET subject_id = 'another' WHERE kind = 'closed' AND mandate_id NOT LIKE '%/pay'",
    )
    assert {"renamed", "unsigned_use"} <= faults(house)


def test_one_that_was_taken_out_leaves_a_gap(house: Household) -> None:
    run(house, "DELETE FROM mandate_documents WHERE seq = 2")
    assert {"out_of_order", "unsigned_use"} <= faults(house)


@pytest.mark.parametrize(
    ("number", "change", "code"),
    [
        (1, lambda claims: claims.update(payment_amount={"amount": 4000, "currency": "EUR"}), "limit_per_order"),
        (1, lambda claims: claims.update(payment_amount={"amount": 3999, "currency": "GBP"}), "other_currency"),
        (1, lambda claims: claims.update(payee={"id": "corner", "name": "corner"}), "other_retailer"),
        (1, lambda claims: claims.update(category="clothing"), "other_category"),
        (1, lambda claims: claims.update(open_mandate="none"), "no_open_mandate"),
        (1, lambda claims: claims.update(execution_date="2025-12-31T12:00:00+00:00"), "expired"),
        (2, lambda claims: claims.update(payment_amount={"amount": 4000, "currency": "EUR"}), "limit_per_period"),
        (1, lambda claims: claims.pop("lines"), "unknown_claim"),
    ],
)
def test_a_use_beyond_what_was_allowed_is_named(
    house: Household, number: int, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    forged(house, number, change)
    assert code in faults(house)


def test_uses_that_fit_alone_but_not_together_are_found() -> None:
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate(limit_per_period=WEEKLY))
    for _ in range(3):
        house.hear(order("beans", 1))
    assert faults(house) == set()
    forged(house, 1, lambda claims: claims.update(payment_amount={"amount": 2000, "currency": "EUR"}))
    run(house, "UPDATE reservations SET cents = 2000 WHERE subject_id = ?", documents(house)[1].subject)
    found = verify_mandates.run(house.home.id, house.parts).faults
    broken = [fault for fault in found if fault.code == "limit_per_period"]
    assert [(fault.amount, fault.limit) for fault in broken] == [(Money(1000), Money(4000))]


def test_a_cancelled_use_takes_nothing_of_the_limit() -> None:
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate(limit_per_period=WEEKLY))
    house.hear(order("beans", 3))
    house.cancel()
    assert house.hear(order("beans", 3)).reply.decided == "placed"
    assert len(documents(house)) == 3
    assert faults(house) == set()


def test_records_that_were_changed_behind_the_documents_are_found(house: Household) -> None:
    run(house, "UPDATE reservations SET cents = 3000 WHERE mandate_id NOT LIKE '%/pay'")
    with house.records.transaction(house.home.id) as tx:
        tx.keep_mandate(mandate(limit_per_order=Money(90_000), limit_per_period=WEEKLY))
    assert faults(house) == {"records_differ", "mandate_differs"}


def test_a_use_of_a_mandate_that_was_replaced_is_not_in_force(house: Household) -> None:
    first = documents(house)[0]
    house.hear(Act("set_mandate", money=MoneyValue(2000)))
    house.hear(YES)
    house.clock.turn(DAY)
    assert house.hear(order("beans", 1)).reply.decided == "placed"
    last = len(documents(house)) - 1
    forged(house, last, lambda claims: claims.update(open_mandate=first.id))
    assert "not_in_force" in faults(house)


def test_an_older_key_holds_up_no_new_use(house: Household) -> None:
    house.signer = Ed25519Signer()
    house.hear(order("beans", 1))
    assert documents(house)[-1].kind is DocumentKind.CLOSED
    assert faults(house) >= {"unknown_key"}


def test_what_allows_only_to_pay_is_used_to_pay_only() -> None:
    house = Household(records=SqliteRecords(":memory:")).move_in(replace(mandate(), allows=frozenset({Allows.PAY})))
    house.hear(order("beans", 1))
    house.hear(YES)
    house.wait(8 * DAY)
    assert [each.mandate for each in documents(house) if each.kind is DocumentKind.CLOSED] == ["anna-groceries/pay"]
    assert faults(house) == set()
