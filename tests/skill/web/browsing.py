"""What a visitor of the pages does, without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)


def token_in(page: str) -> str:
    return re.findall(r'name="token" value="(\w+)"', page)[0]


def post(browser: FlaskClient, path: str, follow: bool = True, **fields: object) -> TestResponse:
    """Sends a form that the person was shown."""
    token = token_in(browser.get("/money?language=en").text)
    return browser.post(f"/money/{path}", data={"token": token, **fields}, follow_redirects=follow)


def sign_in(browser: FlaskClient, person: str = "thijs", pin: str = "1234", home: str = "thijs") -> TestResponse:
    return post(browser, "sign-in", home=home, person=person, pin=pin)


def answer(browser: FlaskClient, page: TestResponse, reply: str = "yes") -> TestResponse:
    once = re.findall(r'name="once" value="(\w+)"', page.text)[0]
    token = token_in(page.text)
    return browser.post("/money/answer", data={"token": token, "once": once, "answer": reply}, follow_redirects=True)


def no_failure(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error
