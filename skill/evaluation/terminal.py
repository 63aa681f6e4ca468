"""A report as tables in the terminal: the worst first, each figure with its interval."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nlu.evaluation.comparison import Change, Comparison
from nlu.evaluation.figures import Figures, worst
from nlu.evaluation.hearing import Outcome
from nlu.evaluation.report import Report
from nlu.evaluation.statistics import Share

SHOWN_CONFUSIONS = 12
SHOWN_SENTENCES = 3
SHOWN_CHANGES = 40


def percent(share: Share) -> str:
    """`91.2 %`, or a dash where nothing was measured."""
    return "-" if share.value is None else f"{100 * share.value:.1f} %"


def between(share: Share) -> str:
    """The interval in percent: `89-93`."""
    low, high = share.interval
    return "-" if not share.whole else f"{100 * low:.0f}-{100 * high:.0f}"


def show_report(report: Report, console: Console, *, every_intent: bool = True) -> None:
    """Prints all of it; sentences are the evaluator's own material, no customer's."""
    figures = report.figures
    console.print(Text(report.title, style="bold"))
    console.print(f"model: {report.model}")
    _overview(figures, console)
    _yes(figures, console)
    if every_intent:
        _intents(figures, console)
    _worst(figures, console)
    _confusions(figures, console)
    _entities(figures, console)
    _calibration(figures, console)
    if report.comparison is not None:
        _comparison(report.comparison, console)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number > 0)
    return table


def _overview(figures: Figures, console: Console) -> None:
    table = _table("\nIntents right", "where", "right", "of", "share", "95 %")
    rows = [*sorted(figures.sources.items()), *((f"all {name}", share) for name, share in figures.languages.items())]
    for name, share in [*rows, ("all", figures.total)]:
        table.add_row(name, str(share.part), str(share.whole), percent(share), between(share))
    console.print(table)
    table = _table("\nOut of scope", "language", "caught", "95 %", "in scope refused", "95 %")
    for language in sorted({*figures.out_of_scope, *figures.refused}):
        caught = figures.out_of_scope.get(language, Share(0, 0))
        refused = figures.refused.get(language, Share(0, 0))
        table.add_row(
            language,
            f"{caught.part}/{caught.whole} {percent(caught)}",
            between(caught),
            f"{refused.part}/{refused.whole} {percent(refused)}",
            between(refused),
        )
    console.print(table)
    parts = ", ".join(f"{count} {kind.replace('_', ' ')} = {cost:g}" for kind, (count, cost) in _costly(figures))
    console.print(f"\nExpected cost of 100 utterances: {figures.cost_per_100:g} questions ({parts or 'no mistakes'})")
    console.print(f"Time of one utterance: p50 {figures.p50_ms} ms, p99 {figures.p99_ms} ms")


def _costly(figures: Figures) -> list[tuple[str, tuple[int, float]]]:
    return sorted(((kind, part) for kind, part in figures.cost_parts.items() if part[0]), key=lambda pair: -pair[1][1])


def _yes(figures: Figures, console: Console) -> None:
    table = _table(
        "\nWith a confirmation open", "where", "wrong yes", "acted on", "of", "at most (95 %)", "yes heard", "of"
    )
    for each in sorted(figures.yes, key=lambda each: each.source):
        table.add_row(
            each.source,
            str(each.heard.part),
            str(each.acted.part),
            str(each.heard.whole),
            f"{100 * each.heard.interval[1]:.1f} %" if each.heard.whole else "-",
            str(each.yes_heard.part) if each.yes_heard.whole else "-",
            str(each.yes_heard.whole) if each.yes_heard.whole else "-",
        )
    console.print(table)
    _sentences("Wrong yes", [outcome for each in figures.yes for outcome in each.wrong], console)
    _sentences("Yes not heard", [outcome for each in figures.yes for outcome in each.missed], console)


def _sentences(title: str, outcomes: Iterable[Outcome], console: Console) -> None:
    for outcome in outcomes:
        said = outcome.utterance
        truth = said.intent or f"not {said.must_not}"
        line = Text(f"  {title}: ", style="bold")
        heard = f"as a yes {outcome.yes:.2f}" if outcome.false_yes else f"{outcome.intent} {outcome.confidence:.2f}"
        line.append(f"{said.text!r} ({said.source}:{said.line}, {truth}; heard {heard})", style="default")
        console.print(line)


def _intents(figures: Figures, console: Console) -> None:
    table = _table("\nIntents", "intent", "language", "n", "recall", "95 %", "precision", "95 %")
    for each in figures.intents:
        table.add_row(
            each.intent,
            each.language,
            str(each.recall.whole),
            percent(each.recall),
            between(each.recall),
            percent(each.precision),
            between(each.precision),
        )
    console.print(table)


def _worst(figures: Figures, console: Console) -> None:
    found = worst(figures)
    if not found:
        return
    table = _table("\nWorst intents", "intent", "language", "recall", "n", "95 %")
    for each in found:
        table.add_row(each.intent, each.language, percent(each.recall), str(each.recall.whole), between(each.recall))
    console.print(table)


def _confusions(figures: Figures, console: Console) -> None:
    if not figures.confusions:
        return
    console.print(Text(f"\nConfusions ({len(figures.confusions)} pairs)", style="bold"))
    for each in figures.confusions[:SHOWN_CONFUSIONS]:
        console.print(f"  {len(each.outcomes):>3}  {each.truth} -> {each.heard} ({each.language})")
        for outcome in each.outcomes[:SHOWN_SENTENCES]:
            said = outcome.utterance
            console.print(Text(f"       {outcome.confidence:.2f} {said.text!r} ({said.source}:{said.line})"))


def _entities(figures: Figures, console: Console) -> None:
    if not figures.entities:
        return
    table = _table("\nEntities", "entity", "said", "right value", "95 %", "exact words", "found", "invented")
    for each in figures.entities:
        table.add_row(
            each.name,
            str(each.exact.whole),
            percent(each.valued),
            between(each.valued),
            percent(each.exact),
            percent(each.touched),
            str(each.invented),
        )
    console.print(table)


def _calibration(figures: Figures, console: Console) -> None:
    title = f"\nCalibration: expected error {100 * figures.calibration.error:.1f} points"
    table = _table(title, "confidence", "utterances", "said", "right")
    for each in figures.calibration.bins:
        if each.count:
            table.add_row(
                f"{each.low:.1f}-{each.high:.1f}",
                str(each.count),
                f"{100 * each.confidence:.0f} %",
                f"{100 * each.accuracy:.0f} %",
            )
    console.print(table)


def _comparison(comparison: Comparison, console: Console) -> None:
    console.print(Text(f"\nAgainst {comparison.against}", style="bold"))
    console.print(
        f"  {len(comparison.better)} better, {len(comparison.worse)} worse, {len(comparison.other)} wrong otherwise; "
        f"by chance alone this likely: {comparison.chance:g}"
    )
    for title, changes in (
        ("new wrong yes", comparison.yes_broken),
        ("no wrong yes any more", comparison.yes_mended),
        ("worse", comparison.worse),
        ("better", comparison.better),
    ):
        for change in changes[:SHOWN_CHANGES]:
            console.print(Text(f"  {title}: {_change(change)}"))
        if len(changes) > SHOWN_CHANGES:
            console.print(f"  {title}: {len(changes) - SHOWN_CHANGES} more, all in --json and --html")


def _change(change: Change) -> str:
    said = change.now.utterance
    truth = said.intent or f"not {said.must_not}"
    before, now = change.before, change.now
    return (
        f"{said.text!r} ({truth}): {before.intent} {before.confidence:.2f} -> {now.intent} {now.confidence:.2f} "
        f"({said.source}:{said.line})"
    )
