"""Settings come from the environment, and say nothing that is secret."""

from pathlib import Path

from skill.composition import _beside
from skill.records.sqlite import MEMORY
from skill.settings import Settings

URL = "postgresql://piet:h3imelijk@db.example/the/books"


def test_where_the_records_are() -> None:
    assert Settings.from_environment({}).records_address.endswith("var/boodschap.db")
    assert Settings.from_environment({"BOODSCHAP_VAR": "/srv"}).records_address == "/srv/boodschap.db"
    assert Settings.from_environment({"BOODSCHAP_DATABASE": "/srv/x.db"}).records_address == "/srv/x.db"
    both = {"BOODSCHAP_DATABASE": "/srv/x.db", "DATABASE_URL": URL}
    assert Settings.from_environment(both).records_address == URL


def test_what_is_kept_beside_the_records(tmp_path: Path) -> None:
    """The outside that we play is kept in var/ when the records are in PostgreSQL: one for each database."""
    settings = Settings(var_dir=tmp_path / "var")
    assert _beside(URL, settings) == tmp_path / "var" / "the_books"
    assert (tmp_path / "var").is_dir()
    assert _beside(str(tmp_path / "data" / "x.db"), settings) == tmp_path / "data" / "x"
    assert _beside(MEMORY, settings) is None


def test_no_secret_shows_in_a_repr() -> None:
    """A5."""
    shown = repr(Settings.from_environment({"DATABASE_URL": URL, "BOODSCHAP_API_TOKEN": "t0ken"}))
    assert "h3imelijk" not in shown
    assert "t0ken" not in shown
