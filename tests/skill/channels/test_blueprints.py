"""What a server's settings open and leave open."""

import pytest
from flask import Flask

from skill.channels.blueprints import ACCOUNTS_FILE, blueprints_of, open_doors
from skill.domain.errors import DataError
from skill.settings import Settings


def test_by_default_signatures_are_checked_and_the_rest_is_warned_of(app) -> None:
    assert [warning.partition(" ")[0] for warning in open_doors(app.settings)] == [
        "BOODSCHAP_SKILL_ID",
        "BOODSCHAP_API_TOKEN",
    ]
    flask = Flask(__name__)
    for blueprint in blueprints_of(app):
        flask.register_blueprint(blueprint)
    client = flask.test_client()
    assert client.post("/alexa", json={}).status_code == 400
    assert client.get("/health").status_code == 200


def test_a_guarded_server_is_not_warned_of() -> None:
    assert open_doors(Settings(skill_id="amzn1.ask.skill.x", api_token="t")) == ()


def test_unchecked_signatures_are_warned_of() -> None:
    assert "signatures" in open_doors(Settings(verify_signatures=False, api_token="t"))[0]


def test_an_accounts_file_with_a_fault_stops_the_start(app) -> None:
    (app.settings.var_dir / ACCOUNTS_FILE).write_text("[]")
    with pytest.raises(DataError, match="accounts"):
        blueprints_of(app)
