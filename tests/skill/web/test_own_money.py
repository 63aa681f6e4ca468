"""The page about one's own money, as a browser without JavaScript sees it; and everybody whom it is not for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from nlu.interpretation import ProductValue
from skill.channels.rate_limit import RateLimit
from skill.composition import App
from skill.dialogue.act import Act, Wanted
from skill.domain.mandate import Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.payment import Payment, PaymentStatus
from skill.usecases import pass_time
from skill.usecases.converse import Heard, respond
from skill.web.application import create_application
from skill.web.pages.orders import written_day
from skill.web.pages.own_money import own_money_blueprint
from skill.web.pages.visitor import STAYS
from tests.building import TurnedClock
from tests.skill.web.browsing import answer, no_failure, post, sign_in


def mandates(app: App, home: str = "thijs") -> dict[str, Mandate]:
    with app.parts.records.reading(home) as records:
        return {each.id: each for each in records.mandates()}


GRANT = {
    "category": "groceries",
    "per_order": "30",
    "per_period": "60,50",
    "period": "week",
    "retailers": ["groenmarkt"],
}


def test_who_is_not_signed_in_sees_a_form_and_nothing_else(browser: FlaskClient) -> None:
    for path in ("/money", "/money/mandate"):
        page = browser.get(path)
        assert page.status_code == 200
        assert 'type="password"' in page.text
        assert "Groenmarkt" not in page.text


def test_signed_in_it_shows_what_is_ones_own(browser: FlaskClient) -> None:
    page = sign_in(browser)
    assert page.status_code == 200
    assert "under forty euros a week" in page.text
    assert "Only at Groenmarkt" in page.text
    assert "Nothing is open" in page.text


def test_both_languages(browser: FlaskClient) -> None:
    sign_in(browser)
    assert '<html lang="nl">' in browser.get("/money?language=nl").text
    assert "onder de veertig euro per week" in browser.get("/money").text, "it stays as it was chosen"
    assert '<html lang="nl">' in browser.get("/money?language=xx").text


def test_a_mandate_counts_only_after_it_was_read_back_and_confirmed(browser: FlaskClient, app: App) -> None:
    sign_in(browser)
    before = mandates(app)
    page = post(browser, "mandate", **GRANT, expires="2026-12-31", conditions=["cheapest"], except_kinds=["milk"])
    assert mandates(app) == before
    for said in ("under sixty euros fifty a week", "Only at Groenmarkt", "cheapest", "milk", "31 December"):
        assert said in page.text
    assert "Agreed" in answer(browser, page).text
    granted = mandates(app)["thijs-groceries"]
    assert (granted.limit_per_order, granted.limit_per_period) == (Money(3000), PeriodLimit(Money(6050), Period.WEEK))
    assert (granted.conditions, granted.except_kinds) == ({"cheapest"}, {"milk"})


def test_a_no_or_a_late_yes_grants_nothing(browser: FlaskClient, app: App, clock: TurnedClock) -> None:
    sign_in(browser)
    before = mandates(app)
    answer(browser, post(browser, "mandate", **GRANT), "no")
    page = post(browser, "mandate", **GRANT)
    clock.turn(timedelta(seconds=121))
    answer(browser, page)
    assert mandates(app) == before


def test_a_form_that_is_sent_twice_is_one_yes(browser: FlaskClient, app: App) -> None:
    sign_in(browser)
    page = post(browser, "mandate", **GRANT)
    answer(browser, page)
    granted = mandates(app)
    post(browser, "pause")
    answer(browser, page)
    assert mandates(app) == {key: replace(each, paused=True) for key, each in granted.items()}


def test_revoking_and_pausing_work_at_once(browser: FlaskClient, app: App) -> None:
    sign_in(browser)
    assert "on hold" in post(browser, "pause").text
    assert mandates(app)["thijs-groceries"].paused
    post(browser, "revoke", category="groceries")
    assert mandates(app)["thijs-groceries"].revoked is not None
    assert "Nothing may happen without asking" in browser.get("/money").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("per_order", "forty", "This is no amount"),
        ("per_order", "-1", "This is no amount"),
        ("per_period", "0.001", "This is no amount"),
        ("per_period", "1000001", "This is no amount"),
        ("category", "insurance", "There is no such choice"),
        ("category", "<script>", "There is no such choice"),
        ("retailers", "buurtsuper", "There is no such choice"),
        ("conditions", "free", "There is no such choice"),
        ("expires", "tomorrow", "This is no date"),
        ("expires", "2026-03-02", "That day is over already"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_proposes_nothing(
    browser: FlaskClient, app: App, field: str, value: str, said: str
) -> None:
    sign_in(browser)
    before = mandates(app)
    page = post(browser, "mandate", **{**GRANT, field: value})
    assert (page.status_code, said in page.text) == (400, True)
    assert "<script>" not in page.text
    assert mandates(app) == before


def test_without_any_amount_nothing_is_proposed(browser: FlaskClient) -> None:
    sign_in(browser)
    page = post(browser, "mandate", **{**GRANT, "per_order": "", "per_period": ""})
    assert (page.status_code, "at least one amount" in page.text) == (400, True)


def test_an_open_payment_is_answered_by_the_same_rules(browser: FlaskClient, app: App, clock: TurnedClock) -> None:
    """A week of fifty euros waits; it is asked on a page of its own, and paid once after the yes."""
    sign_in(browser)
    post(browser, "revoke", category="groceries")
    order_beans(app)
    for _ in range(9):
        clock.turn(timedelta(days=1))
        pass_time.run("thijs", clock.now, app.parts)
    sign_in(browser)
    page = browser.get("/money")
    (payment,) = re.findall(r'name="payment" value="([^"]+)"', page.text)
    assert "Groenmarkt" in post(browser, "payment", payment=payment).text
    with app.parts.records.reading("thijs") as records:
        assert [each.approved_by for each in records.payments()] == [None]
    done = answer(browser, post(browser, "payment", payment=payment))
    assert done.status_code == 200
    with app.parts.records.reading("thijs") as records:
        assert [each.approved_by for each in records.payments()] == ["app"]
    assert "nothing" in post(browser, "payment", payment=payment).text.lower()


def order_beans(app: App) -> None:
    beans = Wanted("beans", ProductValue("coffee_beans", ("coffee_beans_brandt_espresso_500",), named=1))
    for number, act in enumerate((Act("order_product", wanted=(beans,)), Act("confirm"))):
        respond(Heard(f"r{number}", "thijs", "thijs", "en-GB", act=act), app.parts)


def test_another_persons_money_is_not_there(browser: FlaskClient, app: App) -> None:
    page = sign_in(browser, "lotte", "2222")
    assert "Nothing may happen without asking" in page.text
    before = mandates(app)
    post(browser, "revoke", category="groceries")
    assert mandates(app) == before
    answer(browser, post(browser, "mandate", **GRANT))
    assert mandates(app)["thijs-groceries"] == before["thijs-groceries"]
    assert mandates(app)["lotte-groceries"].grantor == "lotte"


def test_a_person_who_decides_everything_herself_grants_nothing(browser: FlaskClient, app: App) -> None:
    """P9."""
    sign_in(browser, "emily", "1234", "emily")
    page = post(browser, "mandate", **{**GRANT, "retailers": ["buurtsuper"]})
    assert "decide everything yourself" in page.text
    assert mandates(app, "emily") == {}


@pytest.mark.parametrize(
    ("home", "person", "pin"),
    [
        ("thijs", "thijs", "9999"),
        ("thijs", "thijs", ""),
        ("thijs", "lotte", "1234"),
        ("thijs", "noor", "3333"),
        ("thijs", "nobody", "1234"),
        ("nowhere", "thijs", "1234"),
        ("emily", "thijs", "1234"),
    ],
    ids=["wrong", "none", "another's", "a child's", "nobody", "no home", "another home"],
)
def test_who_may_not_enter_hears_the_same_whatever_is_wrong(
    browser: FlaskClient, home: str, person: str, pin: str
) -> None:
    page = sign_in(browser, person, pin, home)
    assert page.status_code == 403
    assert "isn&#39;t right" in page.text
    assert 'type="password"' in browser.get("/money").text


def test_the_fifth_wrong_pin_locks_here_and_by_voice_alike(browser: FlaskClient, clock: TurnedClock) -> None:
    for _ in range(5):
        assert sign_in(browser, pin="0000").status_code == 403
    assert sign_in(browser).status_code == 403, "the right one comes too late"
    clock.turn(timedelta(minutes=15))
    assert sign_in(browser).status_code == 200


def test_too_many_tries_have_to_wait(app: App) -> None:
    pages = own_money_blueprint(replace(app, settings=replace(app.settings, database=":memory:")), RateLimit(2))
    browser = create_application([pages], no_failure).test_client()
    assert [sign_in(browser, pin="0000").status_code for _ in range(3)] == [403, 403, 429]


PATHS = ["sign-in", "sign-out", "mandate", "revoke", "pause", "payment", "answer"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", [None, "", "0" * 32])
def test_a_form_of_somebody_else_does_nothing(browser: FlaskClient, app: App, path: str, token: str | None) -> None:
    sign_in(browser)
    before = mandates(app)
    data = {**GRANT, "answer": "yes", "home": "thijs", "person": "thijs", "pin": "1234"}
    sent = data if token is None else {**data, "token": token}
    assert browser.post(f"/money/{path}", data=sent).status_code == 400
    assert mandates(app) == before


@pytest.mark.parametrize("path", [path for path in PATHS if path != "sign-in"])
def test_who_is_not_signed_in_changes_nothing(browser: FlaskClient, app: App, path: str) -> None:
    before = mandates(app)
    assert post(browser, path, **GRANT, answer="yes").status_code == 403
    assert mandates(app) == before


def test_after_a_while_one_is_signed_out(browser: FlaskClient, clock: TurnedClock) -> None:
    sign_in(browser)
    clock.turn(STAYS)
    assert "Groenmarkt" in browser.get("/money").text
    clock.turn(STAYS + timedelta(seconds=1))
    assert 'type="password"' in browser.get("/money").text


def test_signing_out_ends_it(browser: FlaskClient) -> None:
    sign_in(browser)
    post(browser, "sign-out")
    assert 'type="password"' in browser.get("/money").text


def test_a_changed_cookie_is_nobodys(browser: FlaskClient) -> None:
    sign_in(browser)
    cookie = browser.get_cookie("boodschap_page", path="/money")
    assert cookie is not None
    browser.set_cookie("boodschap_page", cookie.value[:-2] + "xx", path="/money")
    assert 'type="password"' in browser.get("/money").text


def test_the_cookie_and_the_page_are_guarded(browser: FlaskClient) -> None:
    page = browser.get("/money", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/money"))
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script" not in policy
    assert "<script" not in page.text
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cache-Control"] == "no-store"
    assert browser.get("/money/page.css").mimetype == "text/css"


def test_every_field_has_a_label_and_the_page_its_language(browser: FlaskClient) -> None:
    sign_in(browser)
    for path in ("/money", "/money/mandate?category=groceries"):
        text = browser.get(path).text
        assert re.search(r'<html lang="(nl|en)">', text)
        outside = re.sub(r"<label.*?</label>", "", text, flags=re.S)
        assert not re.findall(r'<(?:input(?! type="hidden")|select)', outside)


def test_m5_a_debit_that_can_be_had_back_is_shown_until_its_last_day(
    browser: FlaskClient, app: App, clock: TurnedClock
) -> None:
    now = clock()
    paid = Payment(
        "p1", "thijs", "thijs", "groenmarkt", "direct_debit", "week", Money(1350), ("o1",), now,
        status=PaymentStatus.PAID, paid_at=now,
    )  # fmt: skip
    with app.parts.records.transaction("thijs") as records:
        for payment in (paid, replace(paid, id="p2", person="lotte", period="another", amount=Money(4321))):
            records.add_payment(payment)
    until = written_day((now + timedelta(weeks=8)).astimezone(app.parts.home("thijs").timezone).date(), "en")
    page = sign_in(browser).text
    assert f"Groenmarkt, €13.50, can be had back until and including {until}" in page
    assert "43.21" not in page, "of another person"
    clock.turn(timedelta(weeks=8, days=1))
    assert "13.50, can be had back" not in sign_in(browser).text


def test_an_address_that_is_none_is_told_as_a_page(browser: FlaskClient) -> None:
    assert browser.get("/money/").headers["Location"] == "/money"
    for path in ("/money/nope", "/money/sign-in", "/money/a/b"):
        page = browser.get(f"{path}?language=en")
        assert (page.status_code, page.mimetype) == (404, "text/html")
        assert 'href="/money?language=nl"' in page.text


def test_the_other_language_is_that_of_the_same_page(browser: FlaskClient) -> None:
    sign_in(browser)
    page = browser.get("/money/mandate?category=clothing&language=en&_scheme=javascript&_external=1").text
    assert 'href="/money/mandate?language=nl&amp;category=clothing"' in page


def test_english_dates_are_those_of_europe(app: App, browser: FlaskClient) -> None:
    tell = Heard("r1", "thijs", "thijs", "en-GB", act=Act("set_preference", preferences=("ask_more",)))
    respond(tell, app.parts)
    assert "<time>02/03/2026, 17:40</time>" in sign_in(browser).text
