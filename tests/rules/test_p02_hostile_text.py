"""P2: no text, however made, buys: any Unicode, markup, orders to a language model, 10,000 characters, over the real
recogniser and the demo world."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.composition import World, read_world
from skill.settings import Settings
from tests.hostile_text import INJECTIONS, hostile_text
from tests.rules.test_generated_speech import COFFEE, Speaking, opened

LOCALES = ["nl-NL", "en-GB"]


@pytest.fixture(scope="module")
def world(model_path: Path) -> World:
    assert model_path.exists()
    return read_world(Settings())


def bought(world: World, locale: str, texts: list[str]) -> set[object]:
    """What is there after these texts that was not before: orders, mandates, approved payments. A mandate may be gone:
    that takes permission away."""
    speaking = Speaking(opened(world), locale)
    before = _ids(speaking)
    assert speaking.hear(COFFEE, "kitchen").reply.decided == "asked_confirmation"
    for text in texts:
        speaking.hear(text, "kitchen")
    return _ids(speaking) - before


def _ids(speaking: Speaking) -> set[object]:
    return {getattr(given, "id", given) for given in speaking.given()}


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("locale", LOCALES)
def test_p2_no_order_to_a_machine_buys(world: World, locale: str, text: str) -> None:
    assert not bought(world, locale, [text])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(hostile_text(), min_size=1, max_size=3), locale=st.sampled_from(LOCALES))
def test_p2_no_hostile_text_buys(world: World, texts: list[str], locale: str) -> None:
    assert not bought(world, locale, texts)
