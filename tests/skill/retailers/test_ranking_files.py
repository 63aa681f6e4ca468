"""A slip in data/ranking.yml is answered with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.domain.person import Profile
from skill.domain.ranking import Criterion
from skill.retailers.ranking_files import read_ranking

GOOD = """\
version: 1
profiles:
  convenience: [same_diet, last_bought]
  saver: [same_diet, unit_price]
  early_adopter: [new]
  safety: [known]
"""


def test_each_profile_has_its_order(tmp_path: Path) -> None:
    (tmp_path / "ranking.yml").write_text(GOOD)
    assert read_ranking(tmp_path).of(Profile.SAVER) == (Criterion.SAME_DIET, Criterion.UNIT_PRICE)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("unit_price", "price", 4, "unknown-saver"),
        ("[known]", "[known, sponsored]", 6, "unknown-safety"),
        ("[same_diet, unit_price]", "[unit_price, same_diet]", 4, "diet-not-first"),
        ("  safety: [known]\n", "", 3, "missing"),
        ("  saver:", "  spender:", 4, "unknown-key"),
        ("[new]", "[new, new]", 5, "doubled"),
    ],
)
def test_a_slip_is_found_on_its_line(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    (tmp_path / "ranking.yml").write_text(GOOD.replace(old, new))
    with pytest.raises(DataError) as caught:
        read_ranking(tmp_path)
    assert (line, code) in [(finding.line, finding.code) for finding in caught.value.findings]
