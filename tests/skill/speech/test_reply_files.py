"""What is wrong in a file of replies: each fault has its line and a hint, and all are told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.speech.reply_files import LANGUAGES, check_replies, read_replies

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for language in LANGUAGES:
        (tmp_path / "data" / language).mkdir(parents=True)
        shutil.copy(DATA / language / "replies.yml", tmp_path / "data" / language)
    return tmp_path / "data"


def _edited(data: Path, old: str, new: str, language: str = "nl") -> int:
    """Replaces a text in a copy of the file; gives the line where it begins."""
    path = data / language / "replies.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


FAULTS = [
    ("{retailer} brengt {items} {slot}.", "{retailer} brengt {items} {slot} {mood}.", "unknown-placeholder", "{mood}"),
    ("{retailer} brengt {items} {slot}.", "{retailer} brengt {items}.", "must-be-said", "{slot}"),
    ("Zal ik dat betalen?", "Zal ik dat betalen", "bad-template", "no whole sentence"),
    ("Je mandje is leeg.", "Je {mandje is leeg.", "bad-template", "brace"),
    ("Je mandje is leeg.", "Je  mandje is leeg.", "bad-template", "white space"),
    ("Je mandje is leeg.", "Je <b>mandje</b> is leeg.", "bad-template", "markup"),
    ("{retailer} heeft {items} bezorgd.", "{retailer!r} heeft {items:9} bezorgd.", "bad-template", "placeholder"),
    ("  basket_empty:", "  basket_emtpy:", "unknown-key", "did you mean"),
    ('["Je mandje is leeg."]', "[]", "nothing", "no sentence"),
    ('["Je mandje is leeg."]', '["Je mandje is leeg.", "Je mandje is leeg."]', "doubled", "twice"),
    ('["Je mandje is leeg."]', '{many: ["Je mandje is leeg."]}', "no-number", "no number"),
    ("    none:", "    few:", "bad-form", "none, one and many"),
    ('    - "De toestemming geldt niet voor die winkel."\n', "", "not-always", "retailer"),
    ("reason_known: dat kocht je al eens", "reason_known: dat kocht je {x}", "unknown-placeholder", "{x}"),
    ('percent: "{percent} procent korting"', "percent: korting", "must-be-said", "{percent}"),
    ("buy_get_3_1:", "buy_get_a_b:", "unknown-key", "buy_get"),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), FAULTS, ids=[f"{f[2]}-{n}" for n, f in enumerate(FAULTS)])
def test_a_fault_has_its_line_and_a_hint(data: Path, old: str, new: str, code: str, words: str) -> None:
    line = _edited(data, old, new)
    with pytest.raises(DataError) as raised:
        read_replies(data, "nl")
    found = {(finding.code, finding.file, finding.line): finding for finding in raised.value.findings}
    assert any(finding[0] == code for finding in found), raised.value
    finding = next(finding for finding in raised.value.findings if finding.code == code)
    assert finding.file == "data/nl/replies.yml"
    assert abs(finding.line - line) <= (1 if code == "not-always" else 0), (finding, line)
    assert words in str(finding)


def test_all_faults_of_all_languages_are_told_at_once(data: Path) -> None:
    _edited(data, "  hello:", "  helo:")
    _edited(data, "{total}", "{totaal}")
    _edited(data, "  goodbye:", "  good_bye:", "en")
    with pytest.raises(DataError) as raised:
        check_replies(data)
    told = [(finding.file, finding.code) for finding in raised.value.findings]
    assert told.count(("data/nl/replies.yml", "unknown-key")) == 1
    assert told.count(("data/nl/replies.yml", "missing")) == 1
    assert ("data/en/replies.yml", "missing") in told
    assert all(finding.hint for finding in raised.value.findings)


def test_a_language_without_a_twin_is_a_fault(data: Path) -> None:
    (data / "en" / "replies.yml").unlink()
    with pytest.raises(DataError, match=r"data/en/replies\.yml:1"):
        read_replies(data, "nl")


@pytest.mark.parametrize(
    "broken", ["", "- a\n- b\n", "version: 1\nreplies: nothing\n", "version: 2\n", "a: [\n", "version: 1"]
)
def test_a_broken_file_is_a_fault_and_no_crash(data: Path, broken: str) -> None:
    (data / "nl" / "replies.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(DataError):
        read_replies(data, "nl")
