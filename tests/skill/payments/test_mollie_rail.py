"""Payment requests over a payment provider: Mollie's own client against a server that plays Mollie."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from skill.channels.mollie_webhook import mollie_blueprint
from skill.domain.bank_answer import Outcome
from skill.payments.mollie_rail import MollieRail, Watched
from skill.payments.rails_by_kind import RailsByKind
from skill.usecases import run_errands
from skill.usecases.outside_ports import Errand, OutsideFailed
from tests.building import ACCOUNTS, HOUR
from tests.household import Household
from tests.skill.payments.bank_household import a_week_of_coffee, at_a_bank, owed, read

KEY = "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM"


@dataclass(slots=True)
class PlayedMollie:
    """Makes one payment of an idempotency key; `status` and `fails` are what a test sets."""

    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)
    answers_lost: int = 0
    first_status: str = "pending"
    address: str = ""

    def create(self) -> Response | tuple[Response, int]:
        if self.fails:
            status = self.fails.pop(0)
            return jsonify({"status": status, "title": "no", "detail": f"no, says {KEY}"}), status
        key, asked = request.headers["Idempotency-Key"], request.get_json(force=True)
        self.seen.append({"key": key, "authorization": request.headers["Authorization"], **asked})
        if key not in self.by_key:
            payment = {
                "resource": "payment",
                "id": f"tr_{len(self.payments) + 1}abc",
                "status": self.first_status,
                **asked,
            }
            self.payments[payment["id"]] = payment
            self.by_key[key] = payment["id"]
        if self.answers_lost:
            self.answers_lost -= 1
            return Response("gone", status=502)
        return Response(json.dumps(self.payments[self.by_key[key]]), status=201, mimetype="application/hal+json")

    def get(self, payment: str) -> Response:
        return Response(json.dumps(self.payments[payment]), mimetype="application/hal+json")

    def only(self) -> dict[str, Any]:
        (payment,) = self.payments.values()
        return payment


@pytest.fixture
def mollie() -> Iterator[PlayedMollie]:
    played = PlayedMollie()
    app = Flask(__name__)
    app.add_url_rule("/v2/payments", view_func=played.create, methods=["POST"])
    app.add_url_rule("/v2/payments/<payment>", view_func=played.get)
    server = make_server("127.0.0.1", 0, app)
    played.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield played
    server.shutdown()
    thread.join()
    server.server_close()


def rail(mollie: PlayedMollie, folder: Path, home: str, *, customers: bool = True, endpoint: str = "") -> MollieRail:
    accounts = {(home, a.person): replace(a, psp_customer=f"cst_{a.person}" if customers else None) for a in ACCOUNTS}
    return MollieRail(
        KEY, Watched(folder / "mollie"), accounts, endpoint=endpoint or mollie.address, webhook="https://here.example/m",
        timeout_s=(1, 2),
    )  # fmt: skip


def household(mollie: PlayedMollie, folder: Path) -> Household:
    house = at_a_bank(folder, "payment_request")
    over_mollie = rail(mollie, folder, house.home.id)
    house.rail = RailsByKind({"payment_request": over_mollie}, otherwise=house.rail)  # type: ignore[assignment]
    return house


def test_a_request_is_collected_and_paid_when_mollie_says_so(mollie: PlayedMollie, tmp_path: Path) -> None:
    house = household(mollie, tmp_path)
    payment = a_week_of_coffee(house)
    assert payment.status.value == "submitted"
    (asked,) = mollie.seen
    assert asked["amount"] == {"currency": "EUR", "value": "10.00"}
    assert (asked["key"], asked["customerId"], asked["sequenceType"]) == (payment.end_to_end, "cst_anna", "recurring")
    assert asked["webhookUrl"] == "https://here.example/m"
    assert read(house) == ()
    mollie.only()["status"] = "paid"
    read(house)
    assert house.payments()[0].status.value == "paid"
    assert owed(house) == 0
    assert read(house) == ()


@pytest.mark.parametrize(("status", "ends"), [("failed", "refused"), ("canceled", "refused"), ("expired", "expired")])
def test_m6_what_failed_there_is_owed_here(mollie: PlayedMollie, tmp_path: Path, status: str, ends: str) -> None:
    house = household(mollie, tmp_path)
    a_week_of_coffee(house)
    mollie.only()["status"] = status
    read(house)
    (payment,) = house.payments()
    assert (payment.status.value, payment.because) == (ends, status)
    assert owed(house) == 1000


def test_p12_a_lost_answer_is_asked_again_and_makes_no_second_payment(mollie: PlayedMollie, tmp_path: Path) -> None:
    house = household(mollie, tmp_path)
    mollie.answers_lost = 1
    payment = a_week_of_coffee(house)
    assert payment.status.value == "approved"
    house.clock.turn(24 * HOUR)
    run_errands.run(house.home.id, house.parts, house.clock.now)
    assert house.payments()[0].status.value == "submitted"
    assert len(mollie.payments) == 1
    assert {each["key"] for each in mollie.seen} == {payment.end_to_end}


@pytest.mark.parametrize(("status", "final"), [(422, True), (400, True), (401, False), (429, False), (503, False)])
def test_a5_an_error_is_final_or_not_and_quotes_nothing(
    mollie: PlayedMollie, tmp_path: Path, status: int, final: bool
) -> None:
    mollie.fails = [status]
    with pytest.raises(OutsideFailed) as failed:
        rail(mollie, tmp_path, "home").run("home", PAY)
    assert failed.value.final is final
    assert KEY not in str(failed.value)


PAY = Errand(
    "pay:p1",
    "pay",
    {
        "person": "anna",
        "end_to_end": "p1",
        "cents": 1350,
        "retailer": "grocer",
        "period": "a week",
        "rail": "payment_request",
    },
)


def test_a_provider_that_is_not_there_is_tried_again(mollie: PlayedMollie, tmp_path: Path) -> None:
    with pytest.raises(OutsideFailed) as failed:
        rail(mollie, tmp_path, "home", endpoint="http://127.0.0.1:9").run("home", PAY)
    assert not failed.value.final


def test_without_a_mandate_there_nothing_is_asked(mollie: PlayedMollie, tmp_path: Path) -> None:
    with pytest.raises(OutsideFailed) as failed:
        rail(mollie, tmp_path, "home", customers=False).run("home", PAY)
    assert failed.value.final
    assert mollie.seen == []


@pytest.mark.parametrize(
    ("key", "outcome"), [("amountChargedBack", Outcome.RETURNED), ("amountRefunded", Outcome.REFUNDED)]
)
def test_money_that_came_back_opens_the_debt_again(
    mollie: PlayedMollie, tmp_path: Path, key: str, outcome: Outcome
) -> None:
    house = household(mollie, tmp_path)
    a_week_of_coffee(house)
    mollie.only()["status"] = "paid"
    read(house)
    mollie.only()[key] = {"currency": "EUR", "value": "10.00"}
    assert Watched(tmp_path / "mollie").changed(mollie.only()["id"])
    read(house)
    assert house.payments()[0].status.value == outcome.value
    assert owed(house) == 1000


def test_the_webhook_makes_us_look_again_at_what_is_ours_and_believes_nothing(
    mollie: PlayedMollie, tmp_path: Path
) -> None:
    house = household(mollie, tmp_path)
    a_week_of_coffee(house)
    mollie.only()["status"] = "open"
    watched = Watched(tmp_path / "mollie")
    app = Flask(__name__)
    app.register_blueprint(mollie_blueprint(watched))
    for said in (mollie.only()["id"], "tr_stranger", "../../etc/passwd", "", "tr_" + "a" * 99):
        assert app.test_client().post("/payments/mollie", data={"id": said, "status": "paid"}).status_code == 200
    assert watched.waiting() == (mollie.only()["id"],)
    read(house)
    assert house.payments()[0].status.value == "submitted"


def test_a5_a_wrong_key_is_refused_without_being_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MOLLIE_API_KEY") as refused:
        MollieRail("my secret", Watched(tmp_path), {})
    assert "my secret" not in f"{refused.value!r} {refused.value.__cause__!r}"
