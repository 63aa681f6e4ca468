"""O2 and O3 on the page: each order has a confirmation to keep, and is withdrawn from in two steps, by plain
forms, from the contract on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nlu.interpretation import ProductValue
from skill.channels.rate_limit import RateLimit
from skill.composition import App, compose, read_world
from skill.dialogue.act import Act, Wanted
from skill.domain.claim import ClaimStatus
from skill.domain.order import Order, OrderStatus
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.usecases import pass_time
from skill.usecases.converse import Heard, respond
from skill.web.application import create_application
from skill.web.pages.own_money import own_money_blueprint
from tests.building import DAY, TurnedClock
from tests.household import QUICK_PINS

NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def app(clock: TurnedClock) -> App:
    """Thijs' home, where coffee and milk came yesterday."""
    settings = replace(Settings(), database=":memory:")
    world = read_world(settings, hearing=nobody_listens)
    app = compose(settings, clock=clock, database=":memory:", world=world, pins=QUICK_PINS)
    goods = tuple(Wanted(kind, ProductValue(kind, ())) for kind in ("coffee_beans", "milk"))
    for number, act in enumerate((Act("order_product", wanted=goods), Act("confirm"))):
        respond(Heard(f"r{number}", "thijs", "thijs", "en-GB", act=act), app.parts)
    clock.turn(2 * DAY)
    pass_time.run("thijs", clock.now, app.parts)
    return app


@pytest.fixture
def coming(app: App) -> Order:
    """A pack of coffee that is still to come, beside what was delivered."""
    goods = (Wanted("coffee_beans", ProductValue("coffee_beans", ())),)
    for number, act in enumerate((Act("order_product", wanted=goods), Act("confirm"))):
        respond(Heard(f"c{number}", "thijs", "thijs", "en-GB", act=act), app.parts)
    order = latest(app)
    assert order.is_open
    return order


@pytest.fixture
def browser(app: App) -> FlaskClient:
    def no_failure(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    client = create_application([own_money_blueprint(app, RateLimit(1000))], no_failure).test_client()
    post(client, "sign-in", home="thijs", person="thijs", pin="1234")
    return client


def latest(app: App) -> Order:
    with app.parts.records.reading("thijs") as records:
        return records.orders()[-1]


def post(browser: FlaskClient, path: str, **fields: object) -> TestResponse:
    token = re.findall(r'name="token" value="(\w+)"', browser.get("/money?language=en").text)[0]
    return browser.post(f"/money/{path}", data={"token": token, **fields}, follow_redirects=True)


def answer(browser: FlaskClient, page: TestResponse, reply: str = "yes") -> TestResponse:
    once = re.findall(r'name="once" value="(\w+)"', page.text)[0]
    return post(browser, "answer", once=once, answer=reply)


def test_o2_each_order_has_a_confirmation_to_read_and_to_keep(browser: FlaskClient, app: App) -> None:
    order = latest(app)
    assert f"/money/orders/{order.id}" in browser.get("/money").text
    page = browser.get(f"/money/orders/{order.id}").text
    for said in ("Groenmarkt", order.id, "Brandt", "Total", "€", "Can be withdrawn from before", "delivered"):
        assert said in page
    file = browser.get(f"/money/orders/{order.id}.txt")
    assert file.headers["Content-Disposition"] == "attachment"
    assert file.mimetype == "text/plain"
    assert "Excluded from withdrawal" in file.text, "the milk"
    assert "<" not in file.text


def test_o2_an_order_is_shown_to_its_person_only(browser: FlaskClient, app: App) -> None:
    order = latest(app)
    with app.parts.records.transaction("thijs") as records:
        records.keep_order(replace(order, person="lotte"))
    assert browser.get(f"/money/orders/{order.id}").status_code == 404
    assert browser.get("/money/orders/nothing").status_code == 404
    browser.post("/money/sign-out", data={"token": re.findall(r'"token" value="(\w+)"', browser.get("/money").text)[0]})
    assert "Brandt" not in browser.get(f"/money/orders/{order.id}").text


def test_o3_the_page_withdraws_in_two_steps_and_acknowledges(
    browser: FlaskClient, app: App, clock: TurnedClock
) -> None:
    order = latest(app)
    assert "Withdraw from contract here" in browser.get(f"/money/orders/{order.id}").text
    asked = post(browser, "withdraw", order=order.id)
    assert "Confirm withdrawal" in asked.text
    assert "coffee" in asked.text
    assert latest(app).claims == ()
    assert "Confirmed" in answer(browser, asked).text
    (claim,) = latest(app).claims
    assert (claim.at, claim.status) == (clock.now, ClaimStatus.ACCEPTED)
    assert claim.product.startswith("coffee_beans"), "milk does not keep"
    shown = browser.get(f"/money/orders/{order.id}").text
    assert "Withdrawn from the contract for" in shown
    assert "Withdraw from contract here" not in shown


def test_o3_a_no_a_late_yes_and_a_forged_order_withdraw_nothing(
    browser: FlaskClient, app: App, clock: TurnedClock
) -> None:
    order = latest(app)
    answer(browser, post(browser, "withdraw", order=order.id), "no")
    asked = post(browser, "withdraw", order=order.id)
    clock.turn(timedelta(seconds=121))
    answer(browser, asked)
    assert "Nothing" in post(browser, "withdraw", order="nobody's").text
    clock.turn(20 * DAY)
    post(browser, "sign-in", home="thijs", person="thijs", pin="1234")
    assert "Withdraw from contract here" not in browser.get(f"/money/orders/{order.id}").text
    assert latest(app).claims == ()


def test_o3_what_is_to_come_is_called_off_in_two_steps(
    app: App, clock: TurnedClock, coming: Order, browser: FlaskClient
) -> None:
    assert "Withdraw from contract here" in browser.get(f"/money/orders/{coming.id}").text
    asked = post(browser, "withdraw", order=coming.id)
    assert "Confirm withdrawal" in asked.text
    assert "won&#39;t come" in asked.text
    assert (latest(app).is_open, latest(app).claims) == (True, ())
    assert "Confirmed, " in answer(browser, asked).text
    (claim,) = latest(app).claims
    assert (latest(app).status, claim.at, claim.status) == (OrderStatus.CANCELLED, clock.now, ClaimStatus.ACCEPTED)
    shown = browser.get(f"/money/orders/{coming.id}").text
    for said in ("cancelled", "Withdrawn from the contract for", "the shop agreed, it will not come"):
        assert said in shown
    assert "Withdraw from contract here" not in shown
    assert "the shop agreed, it will not come" in browser.get(f"/money/orders/{coming.id}.txt").text


def test_o3_a_second_click_calls_off_nothing_twice(app: App, coming: Order, browser: FlaskClient) -> None:
    asked = post(browser, "withdraw", order=coming.id)
    answer(browser, asked)
    answer(browser, asked)
    assert "cancelled already" in post(browser, "withdraw", order=coming.id).text
    post(browser, "answer", answer="yes")
    assert len(latest(app).claims) == 1


def test_o3_a_no_and_a_late_yes_leave_what_is_to_come(
    app: App, clock: TurnedClock, coming: Order, browser: FlaskClient
) -> None:
    assert "coming as planned" in answer(browser, post(browser, "withdraw", order=coming.id), "no").text
    asked = post(browser, "withdraw", order=coming.id)
    clock.turn(timedelta(seconds=121))
    answer(browser, asked)
    assert (latest(app).is_open, latest(app).claims) == (True, ())


def test_o3_nobody_withdraws_from_what_another_person_or_home_ordered(
    app: App, coming: Order, browser: FlaskClient
) -> None:
    with app.parts.records.transaction("thijs") as records:
        records.keep_order(replace(coming, person="lotte"))
    assert "Confirm withdrawal" not in post(browser, "withdraw", order=coming.id).text
    browser.post("/money/sign-out", data={"token": re.findall(r'"token" value="(\w+)"', browser.get("/money").text)[0]})
    post(browser, "sign-in", home="sander", person="sander", pin="1234")
    assert "Confirm withdrawal" not in post(browser, "withdraw", order=coming.id).text
    post(browser, "answer", answer="yes")
    assert (latest(app).is_open, latest(app).claims) == (True, ())


def test_o3_what_spoils_has_no_button_once_the_retailer_takes_no_change(
    app: App, clock: TurnedClock, browser: FlaskClient
) -> None:
    goods = (Wanted("milk", ProductValue("milk", ())),)
    for number, act in enumerate((Act("order_product", wanted=goods), Act("confirm"))):
        respond(Heard(f"m{number}", "thijs", "thijs", "en-GB", act=act), app.parts)
    order = latest(app)
    assert order.slot is not None
    assert "Withdraw from contract here" in browser.get(f"/money/orders/{order.id}").text
    clock.now = order.slot.start - timedelta(hours=5)
    post(browser, "sign-in", home="thijs", person="thijs", pin="1234")
    assert "Withdraw from contract here" not in browser.get(f"/money/orders/{order.id}").text
    said = post(browser, "withdraw", order=order.id).text
    assert "too far along" in said
    assert "keep" in said
    assert latest(app).is_open
