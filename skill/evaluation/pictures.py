"""Figures as pictures: inline SVG that needs no script and reads with a screen reader."""

from __future__ import annotations

from collections import defaultdict
from html import escape

from nlu.evaluation.figures import Calibration, Figures

CELL = 18
DARK = 0.6
"""From this strength on a cell needs light figures."""
LABELS = 150
LEANING = 80
"""Room for the last slanted label."""


def confusion_picture(figures: Figures, language: str) -> str:
    """Rows are what was said, columns what was heard; only intents that were ever mistaken. Empty when none was."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for each in figures.confusions:
        if each.language == language:
            counts[each.truth, each.heard] += len(each.outcomes)
    if not counts:
        return ""
    rows = sorted({truth for truth, _ in counts})
    columns = sorted({heard for _, heard in counts})
    most = max(counts.values())
    width, height = LABELS + CELL * len(columns) + LEANING, LABELS + CELL * len(rows) + 8
    total = sum(counts.values())
    parts = [
        f'<svg class="confusions" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{total} confusions in {escape(language)}; the list below has each of them">'
    ]
    for at, intent in enumerate(columns):
        x = LABELS + CELL * at + CELL * 0.7
        parts.append(f'<text transform="translate({x:.0f},{LABELS - 6}) rotate(-60)">{escape(intent)}</text>')
    for at, intent in enumerate(rows):
        y = LABELS + CELL * at
        parts.append(f'<text x="{LABELS - 6}" y="{y + CELL * 0.72:.0f}" text-anchor="end">{escape(intent)}</text>')
        line = y + CELL - 0.5
        parts.append(f'<line class="grid" x1="{LABELS}" x2="{width - LEANING}" y1="{line}" y2="{line}"/>')
    for (truth, heard), count in sorted(counts.items()):
        x, y = LABELS + CELL * columns.index(heard), LABELS + CELL * rows.index(truth)
        strength = 0.25 + 0.75 * count / most
        shade = "many" if strength > DARK else "few"
        parts.append(
            f'<a href="#{confusion_id(language, truth, heard)}"><title>{count} times {escape(truth)}, heard '
            f'{escape(heard)}</title><rect x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{CELL - 2}" rx="3" '
            f'fill-opacity="{strength:.2f}"/><text class="{shade}" x="{x + CELL / 2}" y="{y + CELL * 0.72:.0f}" '
            f'text-anchor="middle">{count}</text></a>'
        )
    parts.append("</svg>")
    return "".join(parts)


def confusion_id(language: str, truth: str, heard: str) -> str:
    """The anchor of one confusion in the list."""
    return escape(f"{language}-{truth}-as-{heard}")


def calibration_picture(calibration: Calibration) -> str:
    """How often right against how sure; on the diagonal confidence means what it says."""
    size, margin = 260, 34
    sure = [
        f'<svg class="calibration" viewBox="0 0 {size + margin + 8} {size + margin + 8}" role="img" '
        f'aria-label="Calibration: expected error {100 * calibration.error:.1f} points">',
        f'<line class="ideal" x1="{margin}" y1="{size}" x2="{size + margin}" y2="0"/>',
    ]
    width = size / len(calibration.bins)
    for each in calibration.bins:
        if not each.count:
            continue
        height = each.accuracy * size
        x = margin + each.low * size
        sure.append(
            f'<rect x="{x + 1:.1f}" y="{size - height:.1f}" width="{width - 2:.1f}" height="{height:.1f}" rx="2">'
            f"<title>{each.low:.1f} to {each.high:.1f}: {each.count} utterances, sure {100 * each.confidence:.0f} %, "
            f"right {100 * each.accuracy:.0f} %</title></rect>"
        )
    for mark in (0, 50, 100):
        at = mark / 100 * size
        sure.append(f'<text x="{margin + at:.0f}" y="{size + 16}" text-anchor="middle">{mark}</text>')
        sure.append(f'<text x="{margin - 6}" y="{size - at + 8:.0f}" text-anchor="end">{mark}</text>')
    sure.append(f'<text x="{margin + size / 2:.0f}" y="{size + 32}" text-anchor="middle">how sure, %</text>')
    sure.append("</svg>")
    return "".join(sure)


def bar(low: float, value: float, high: float) -> str:
    """A share from 0 to 1 with its interval, as wide as a table cell."""
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="100" height="10"/><rect class="is" width="{100 * value:.1f}" height="10"/>'
        f'<line x1="{100 * low:.1f}" x2="{100 * high:.1f}" y1="5" y2="5"/></svg>'
    )
