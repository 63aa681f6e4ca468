"""What somebody would rather have, on their page: shown, and erased."""

from __future__ import annotations

from flask.testing import FlaskClient

from nlu.interpretation import ProductValue
from skill.composition import App
from skill.dialogue.act import Act, Wanted
from skill.usecases.converse import Heard, respond
from tests.skill.web.browsing import post, sign_in

BEANS = Wanted("beans", ProductValue("coffee_beans", ("coffee_beans_brandt_espresso_500",)))


def told(app: App, person: str = "thijs") -> list[tuple[str, str]]:
    with app.parts.records.reading("thijs") as records:
        return [(each.name, each.value) for each in records.preferences() if each.person == person]


def tell(app: App, act: Act, person: str = "thijs") -> None:
    respond(Heard(f"r{act!r}{person}", "thijs", person, "en-GB", act=act), app.parts)


def test_preferences_are_shown_and_erased_one_by_one(app: App, browser: FlaskClient) -> None:
    tell(app, Act("set_preference", preferences=("large",)))
    tell(app, Act("set_preference", preferences=("ask_less",)))
    tell(app, Act("set_preference", preferences=("small",)), "lotte")
    page = sign_in(browser)
    assert "large packs" in page.text
    assert "small packs" not in page.text, "another adult's are theirs"
    assert "Brandt" in page.text, "what the home's file tells"
    page = post(browser, "forget", preference="size")
    assert "large packs" not in page.text
    assert told(app) == [("asking", "less")]
    assert told(app, "lotte") == [("size", "small")]
    assert "Brandt" not in post(browser, "forget", preference="brand:coffee_beans").text


def test_all_preferences_go_at_once_and_nobody_elses(app: App, browser: FlaskClient) -> None:
    tell(app, Act("set_preference", preferences=("large",)))
    tell(app, Act("set_preference", preferences=("ask_less",)))
    tell(app, Act("set_preference", preferences=("small",)), "lotte")
    sign_in(browser)
    page = post(browser, "forget", preference="all")
    assert "haven&#39;t remembered" in page.text
    assert told(app) == []
    assert told(app, "lotte") == [("size", "small")]


def test_no_form_of_somebody_else_forgets(app: App, browser: FlaskClient) -> None:
    tell(app, Act("set_preference", preferences=("large",)))
    sign_in(browser)
    assert browser.post("/money/forget", data={"preference": "all", "token": "x"}).status_code == 400
    post(browser, "sign-out")
    assert post(browser, "forget", preference="all").status_code == 403
    assert told(app) == [("size", "large")]
    assert post(browser, "forget", preference="nonsense:<script>").status_code == 403


def test_of_what_the_home_has_as_well_only_ones_own_is_shown_and_both_are_forgotten(
    app: App, browser: FlaskClient
) -> None:
    tell(app, Act("set_preference", brand="moka_nova", wanted=(BEANS,)))
    page = sign_in(browser)
    assert "Moka Nova" in page.text
    assert "pick Brandt" not in page.text
    page = post(browser, "forget", preference="brand:coffee_beans")
    assert "Moka Nova" not in page.text
    assert "pick Brandt" not in page.text
