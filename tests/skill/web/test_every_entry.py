"""Each entry of a running server refuses what is too large, whatever is added later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from skill.channels.blueprints import blueprints_of
from skill.composition import App
from skill.web.application import MAX_BODY_BYTES, create_application
from skill.web.pages.own_money import own_money_blueprint
from tests.skill.web.browsing import no_failure


@pytest.fixture
def entries(app: App) -> Flask:
    settings = replace(app.settings, database=":memory:", mollie_key="test_x", api_token="t0ken")
    everything = replace(app, settings=settings)
    return create_application([*blueprints_of(everything), own_money_blueprint(everything)], no_failure)


def test_no_entry_takes_a_body_that_is_too_large(entries: Flask) -> None:
    browser = entries.test_client()
    rules = [rule for rule in entries.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) >= 11
    for rule in rules:
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            headers = {"Content-Type": kind, "Authorization": "Bearer t0ken"}
            answered = browser.post(rule.rule, data=b"a" * (MAX_BODY_BYTES + 1), headers=headers)
            assert answered.status_code in (413, 415), rule.rule
