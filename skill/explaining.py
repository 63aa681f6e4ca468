"""`boodschap try`: why one utterance is heard as it is, readable or as JSON."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from nlu.explanation import Explanation, explain
from nlu.interpretation import Expecting
from nlu.nearest_examples import Near
from nlu.reading import Situation
from nlu.wire import as_json as interpretation_as_json
from nlu.wire import value_as_json
from skill.recognition import Progress, current_model
from skill.settings import Settings

ZONE = ZoneInfo("Europe/Amsterdam")
SHOWN_NEAREST = 5
SHOWN_NAMES = 3


def try_and_show(
    settings: Settings, text: str, locale: str, expecting: Expecting | None, *, as_json: bool, progress: Progress
) -> None:
    """Hears `text` and shows why; trains first when there is no model. Raises UnknownLocaleError."""
    model = current_model(settings, progress)
    now = datetime.now(UTC).astimezone(ZONE)
    began = time.perf_counter()
    found = explain(model, settings.data_dir, text, locale, Situation(expecting, now))
    if as_json:
        shown = explanation_as_json(found, (time.perf_counter() - began) * 1000)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        show(found, Console(soft_wrap=True))


def explanation_as_json(found: Explanation, ms: float) -> dict[str, Any]:
    """The interpretation with the ways that led to it; `ms` is what explaining took, not what hearing takes."""
    return {
        **interpretation_as_json(found.interpretation, ms),
        "tokens": list(found.tokens),
        "spans": [{"name": each.name, "text": each.text, "found_by": each.found_by} for each in found.spans],
        "stages": [
            {
                "stage": each.stage,
                "ranking": [{"intent": intent, "confidence": confidence} for intent, confidence in each.ranking],
                "remark": each.remark,
                "decided": each.decided,
            }
            for each in found.stages
        ],
        "nearest": {
            "words": [_near_as_json(each) for each in found.by_words],
            "meaning": [_near_as_json(each) for each in found.by_meaning],
        },
    }


def _near_as_json(near: Near) -> dict[str, Any]:
    example = near.example
    return {
        "text": example.text, "intent": example.intent, "likeness": near.likeness, "file": example.file,
        "line": example.line,
    }  # fmt: skip


def _short(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    more = f" and {len(value) - SHOWN_NAMES} more" if len(value) > SHOWN_NAMES else ""
    return ", ".join(map(str, value[:SHOWN_NAMES])) + more


def show(found: Explanation, console: Console) -> None:
    """Prints it from the outcome down to what led there."""
    heard = found.interpretation
    also = f", also {', '.join(heard.also)}" if heard.also else ""
    console.print(Text(f"{heard.intent} {heard.confidence:.2f}{also}", style="bold"))
    for entity in heard.entities:
        value = ", ".join(f"{key} {_short(shown)}" for key, shown in value_as_json(entity).items() if shown is not None)
        console.print(Text(f"  {entity.name}: {entity.text!r} = {value}"))
    console.print(Text(f"\nread as: {' '.join(found.tokens)}"))
    for span in found.spans:
        console.print(Text(f"  {span.name}: {span.text!r} ({span.found_by})"))
    console.print(Text("\nstages"))
    for stage in found.stages:
        ranking = ", ".join(f"{intent} {confidence:.2f}" for intent, confidence in stage.ranking[:3])
        mark = "->" if stage.decided else "  "
        said = f"{ranking}; " if ranking else ""
        console.print(Text(f"{mark} {stage.stage:<10}{said}{stage.remark}", style="bold" if stage.decided else ""))
    for title, nearest in (("nearest by words", found.by_words), ("nearest by meaning", found.by_meaning)):
        if nearest:
            console.print(Text(f"\n{title}"))
        for near in nearest[:SHOWN_NEAREST]:
            example = near.example
            place = f"{example.file}:{example.line}"
            console.print(Text(f"  {near.likeness:.2f} {example.intent}: {example.text} ({place})"))
