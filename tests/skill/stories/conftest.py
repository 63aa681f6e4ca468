"""Stories are read and played against the delivered data; the recogniser is loaded once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skill.settings import Settings
from skill.stories.replay import Replayer
from skill.stories.story import Story
from skill.stories.story_file import Known, read_story

STORIES = Path(__file__).resolve().parents[2] / "stories"


@pytest.fixture(scope="session")
def replayer(model_path: Path) -> Replayer:
    settings = Settings()
    assert settings.model_path == model_path
    return Replayer(settings)


@pytest.fixture(scope="session")
def known(data_dir: Path) -> Known:
    from nlu.contract import read_contract
    from skill.home.home_files import home_ids, read_home
    from skill.retailers.catalogue_files import read_catalogue

    catalogue = read_catalogue(data_dir)
    homes = {name: read_home(data_dir, name, catalogue).home for name in home_ids(data_dir)}
    return Known(homes, catalogue, read_contract(data_dir / "intents.yml"))


@pytest.fixture
def story_of(tmp_path: Path, known: Known) -> Callable[[str], Story]:
    """Reads a text as a story file."""

    def read(text: str) -> Story:
        path = tmp_path / "story.yml"
        path.write_text(text, encoding="utf-8")
        return read_story(path, known)

    return read
