"""The page stands by itself: nothing is fetched, no script, and what people said cannot become markup."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from nlu.evaluation.comparison import compare
from nlu.evaluation.costs import Costs
from nlu.evaluation.figures import figures_of
from nlu.evaluation.hearing import Outcome
from nlu.evaluation.report import Report
from nlu.evaluation.utterances import Utterance
from skill.evaluation.page import page_of
from skill.evaluation.terminal import show_report

COSTS = Costs(wrong_yes=100, missed_yes=1, wrong_intent=3, refused=1, answered_out_of_scope=2)
NASTY = '<script>alert("x")</script> & [red]ja'
VOID = {"meta"}
SELF_CLOSED = {"rect", "line"}


def outcome(text: str, truth: str, heard: str, yes: float | None = None) -> Outcome:
    utterance = Utterance(text, "nl", (truth,), source="here.jsonl", line=7)
    return Outcome(utterance, heard, 0.7, "lexical", (), 1.5, yes, yes is not None)


@pytest.fixture
def report() -> Report:
    now = [
        outcome(NASTY, "stop", "cancel", 0.99),
        outcome("hoi", "greet", "greet"),
        outcome("ja", "confirm", "hesitate"),
    ]
    before = [outcome(NASTY, "stop", "stop"), outcome("hoi", "greet", "stop"), outcome("ja", "confirm", "hesitate")]
    return Report("three utterances", "a model", figures_of(now, COSTS), compare(before, now, "HEAD~1"))


class Reader(HTMLParser):
    """Checks that tags are closed in order, and gathers ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [given["href"]] if given.get("href") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in SELF_CLOSED

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_every_link_leads_somewhere(report: Report) -> None:
    reader = Reader()
    reader.feed(page_of(report))
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.links
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)


def test_nothing_is_fetched_and_nothing_runs(report: Report) -> None:
    page = page_of(report)
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import|<script|<link|onload=""", page)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page


def test_the_page_says_what_matters(report: Report) -> None:
    page = page_of(report)
    for words in ("wrong yes", "stop heard as cancel (nl)", "Against HEAD~1", "New wrong yes: 1", "here.jsonl:7"):
        assert words in page


def test_the_terminal_says_the_same_and_takes_no_markup(report: Report) -> None:
    console = Console(file=io.StringIO(), width=200)
    show_report(report, console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[red]ja" in shown
    assert "1 better, 1 worse" in shown
    assert "heard as a yes 0.99" in shown
