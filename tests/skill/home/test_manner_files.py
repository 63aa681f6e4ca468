"""How notifications are told is data, and a slip in it has its line."""

from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.home.manner_files import read_manners

DATA = Path(__file__).parents[3] / "data"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: problem", "kind: trouble", "unknown-kind"),
        ("kind: paid", "kind: problem", "doubled"),
        ("announced: awake", "announced: sometimes", "unknown-announced"),
        ("urgency: 1,", "urgency: first,", "bad-number"),
        ("lives_days: 60", "lives_days: 0", "bad-number"),
        ('en: "Something went wrong with an order or a payment."', "nl: x", "missing"),
        ("Er raakt iets op.", "De {product} raakt op.", "bad-announcement"),
        ("Er raakt iets op.", "x" * 81, "bad-announcement"),
    ],
)
def test_each_slip_has_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = (DATA / "notifications.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "notifications.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if old in each and number > 9)
    with pytest.raises(DataError) as caught:
        read_manners(tmp_path)
    assert (code, line) in [(finding.code, finding.line) for finding in caught.value.findings]
