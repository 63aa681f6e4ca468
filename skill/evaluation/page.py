"""A report as one HTML page: nothing is fetched, nothing needs a script, it reads on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from nlu.evaluation.comparison import Change, Comparison
from nlu.evaluation.figures import Figures, worst
from nlu.evaluation.hearing import Outcome
from nlu.evaluation.report import MAX_SENTENCES, Report
from nlu.evaluation.statistics import Share
from skill.evaluation.pictures import bar, calibration_picture, confusion_id, confusion_picture
from skill.evaluation.terminal import between, percent

SECTIONS = {
    "sources": "Where",
    "yes": "Wrong yes",
    "worst": "Worst intents",
    "confusions": "Confusions",
    "intents": "All intents",
    "entities": "Entities",
    "calibration": "Calibration and cost",
}


def page_of(report: Report) -> str:
    """The whole page. What people said is escaped: it may hold anything."""
    figures = report.figures
    sections = dict(SECTIONS)
    if report.comparison is not None:
        sections = {"comparison": f"Against {report.comparison.against}", **sections}
    bodies = {
        "sources": _sources(figures),
        "yes": _yes(figures),
        "worst": _intents(figures, only_worst=True),
        "confusions": _confusions(figures),
        "intents": _intents(figures, only_worst=False),
        "entities": _entities(figures),
        "calibration": _calibration(figures),
        "comparison": "" if report.comparison is None else _comparison(report.comparison),
    }
    links = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in sections.items())
    main = "".join(
        f'<section id="{key}" aria-labelledby="h-{key}"><h2 id="h-{key}">{escape(title)}</h2>{bodies[key]}</section>'
        for key, title in sections.items()
    )
    style = files("skill.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>What was understood: {escape(report.title)}</title><style>{style}</style></head><body>"
        '<a class="skip" href="#main">To the figures</a>'
        f"<header><h1>What was understood</h1><p>{escape(report.title)}. "
        f'<span class="soft">Model {escape(report.model)}.</span></p></header>'
        f'<nav aria-label="Sections"><ul>{links}</ul></nav>'
        f'<main id="main">{_cards(figures)}{main}</main></body></html>\n'
    )


def _cards(figures: Figures) -> str:
    wrong = Share(sum(each.heard.part for each in figures.yes), sum(each.heard.whole for each in figures.yes))
    yes = Share(sum(each.yes_heard.part for each in figures.yes), sum(each.yes_heard.whole for each in figures.yes))
    outside = Share(
        sum(share.part for share in figures.out_of_scope.values()),
        sum(share.whole for share in figures.out_of_scope.values()),
    )
    refused = Share(
        sum(share.part for share in figures.refused.values()), sum(share.whole for share in figures.refused.values())
    )
    cards = [(f"intents right, {name}", percent(share), between(share)) for name, share in figures.languages.items()]
    cards += [
        ("wrong yes", str(wrong.part), f"of {wrong.whole}, at most {100 * wrong.interval[1]:.1f} %"),
        ("yes heard", percent(yes), f"{yes.part} of {yes.whole}"),
        ("out of scope caught", percent(outside), f"{outside.part} of {outside.whole}"),
        ("in scope refused", percent(refused), f"{refused.part} of {refused.whole}"),
        ("cost of 100 utterances", f"{figures.cost_per_100:g}", "questions that are asked again"),
        ("time, p50 / p99", f"{figures.p50_ms or 0:.1f} / {figures.p99_ms or 0:.1f}", "ms an utterance"),
    ]
    shown = "".join(
        f'<div class="card">{escape(name)}<b>{escape(value)}</b><span class="soft">{escape(note)}</span></div>'
        for name, value, note in cards
    )
    return f'<div class="cards">{shown}</div>'


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already; a row's first cell is its heading."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{cells[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in cells[1:]) + "</tr>"
        for cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(share: Share) -> list[str]:
    low, high = share.interval
    picture = bar(low, share.value, high) if share.value is not None else ""
    return [f"{percent(share)}", between(share), picture]


def _sources(figures: Figures) -> str:
    rows = [
        [escape(name), str(share.part), str(share.whole), *_cells(share)]
        for name, share in [*sorted(figures.sources.items()), ("all", figures.total)]
    ]
    table = _table("Intents right, with their 95 % interval", ["where", "right", "of", "share", "95 %", ""], rows)
    refusals = [
        [escape(language), *_caught(figures.out_of_scope.get(language)), *_caught(figures.refused.get(language))]
        for language in sorted({*figures.out_of_scope, *figures.refused})
    ]
    columns = ["language", "out of scope caught", "95 %", "in scope refused", "95 %"]
    return table + "<h3>Out of scope</h3>" + _table("What is not for us, and what was taken for it", columns, refusals)


def _caught(share: Share | None) -> list[str]:
    known = share or Share(0, 0)
    return [f"{known.part}/{known.whole} {percent(known)}", between(known)]


def _yes(figures: Figures) -> str:
    rows = []
    for each in sorted(figures.yes, key=lambda each: each.source):
        mark = "bad" if each.heard.part else "good"
        rows.append(
            [
                escape(each.source),
                f'<span class="{mark}">{each.heard.part}</span>',
                str(each.acted.part),
                str(each.heard.whole),
                f"{100 * each.heard.interval[1]:.1f} %" if each.heard.whole else "-",
                f"{each.yes_heard.part}/{each.yes_heard.whole}" if each.yes_heard.whole else "-",
            ]
        )
    columns = ["where", "wrong yes", "acted on", "of", "at most", "yes heard"]
    table = _table("Heard while a confirmation is open", columns, rows)
    wrong = [outcome for each in figures.yes for outcome in each.wrong]
    missed = [outcome for each in figures.yes for outcome in each.missed]
    return table + _listed("Wrong yes", wrong, opened=True) + _listed("Yes that was not heard", missed, opened=False)


def _listed(title: str, outcomes: Sequence[Outcome], *, opened: bool, anchor: str = "") -> str:
    if not outcomes:
        return ""
    items = "".join(f"<li>{_outcome(outcome)}</li>" for outcome in outcomes[:MAX_SENTENCES])
    is_open = " open" if opened else ""
    name = f' id="{anchor}"' if anchor else ""
    return f"<details{name}{is_open}><summary>{escape(title)}: {len(outcomes)}</summary><ul>{items}</ul></details>"


def _outcome(outcome: Outcome) -> str:
    said = outcome.utterance
    truth = said.intent or f"not {said.must_not}"
    yes = f", as a yes {outcome.yes:.2f} with a confirmation open" if outcome.false_yes else ""
    return (
        f"{escape(said.text)} <span class='soft'>{escape(truth)}; heard {escape(outcome.intent)} "
        f"{outcome.confidence:.2f} ({escape(outcome.stage)}){yes}; {escape(said.source)}:{said.line}</span>"
    )


def _intents(figures: Figures, *, only_worst: bool) -> str:
    chosen = worst(figures) if only_worst else figures.intents
    rows = [
        [
            f"{escape(each.intent)} <span class='soft'>{each.language}</span>",
            str(each.recall.whole),
            *_cells(each.recall),
            percent(each.precision),
            between(each.precision),
        ]
        for each in chosen
    ]
    columns = ["intent", "n", "recall", "95 %", "", "precision", "95 %"]
    return _table("Recall of what was said, precision of what was heard", columns, rows)


def _confusions(figures: Figures) -> str:
    parts = ["<p>Rows were said, columns were heard. A number leads to its sentences.</p>"]
    for language in sorted(figures.languages):
        picture = confusion_picture(figures, language)
        if picture:
            label = f"Picture of the confusions, {language}"
            parts.append(f'<h3>{escape(language)}</h3><div class="scroll" tabindex="0" role="region" ')
            parts.append(f'aria-label="{escape(label)}">{picture}</div>')
    for each in figures.confusions:
        title = f"{each.truth} heard as {each.heard} ({each.language})"
        anchor = confusion_id(each.language, each.truth, each.heard)
        parts.append(_listed(title, each.outcomes, opened=False, anchor=anchor))
    return "".join(parts)


def _entities(figures: Figures) -> str:
    rows = [
        [escape(each.name), str(each.valued.whole), *_cells(each.valued), percent(each.exact), percent(each.touched),
         str(each.invented)]
        for each in figures.entities
    ]  # fmt: skip
    columns = ["entity", "said", "right value", "95 %", "", "exact words", "found", "invented"]
    return _table("Values that were right, with exactly their words, and at all", columns, rows)


def _calibration(figures: Figures) -> str:
    rows = [
        [f"{each.low:.1f}-{each.high:.1f}", str(each.count), f"{100 * each.confidence:.0f} %",
         f"{100 * each.accuracy:.0f} %"]
        for each in figures.calibration.bins
        if each.count
    ]  # fmt: skip
    costs = [
        [escape(kind.replace("_", " ")), str(count), f"{cost:g}"] for kind, (count, cost) in figures.cost_parts.items()
    ]
    return (
        f"<p>Expected calibration error: {100 * figures.calibration.error:.1f} points.</p>"
        + calibration_picture(figures.calibration)
        + _table("How sure, and how often right", ["confidence", "utterances", "said", "right"], rows)
        + f"<h3>Cost</h3><p>{figures.cost_per_100:g} questions in 100 utterances.</p>"
        + _table("What the mistakes cost", ["mistake", "times", "cost"], costs)
    )


def _comparison(comparison: Comparison) -> str:
    parts = [
        f'<p><span class="good">{len(comparison.better)} better</span>, '
        f'<span class="bad">{len(comparison.worse)} worse</span>, {len(comparison.other)} wrong in another way. '
        f"By chance alone this likely: {comparison.chance:g}.</p>"
    ]
    for title, changes in (
        ("New wrong yes", comparison.yes_broken),
        ("No wrong yes any more", comparison.yes_mended),
        ("Worse", comparison.worse),
        ("Better", comparison.better),
        ("Wrong in another way", comparison.other),
    ):
        if changes:
            items = "".join(f"<li>{_change(change)}</li>" for change in changes[:MAX_SENTENCES])
            parts.append(f"<details><summary>{title}: {len(changes)}</summary><ul>{items}</ul></details>")
    return "".join(parts)


def _change(change: Change) -> str:
    said, before, now = change.now.utterance, change.before, change.now
    truth = said.intent or f"not {said.must_not}"
    return (
        f"{escape(said.text)} <span class='soft'>{escape(truth)}: {escape(before.intent)} {before.confidence:.2f} "
        f"&rarr; {escape(now.intent)} {now.confidence:.2f}; {escape(said.source)}:{said.line}</span>"
    )
