"""Keeps trained models, so that an earlier one can be taken back: files in a folder `models` beside the one in use.

The model in use is one file that is replaced whole; a running server notices. A model that was chosen by hand stays
in use although the data changed since, until the next training.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlu.model_file import ModelError, load_model

FOLDER = "models"
SUFFIX = ".model"
CHOSEN = "chosen.json"
MOST_KEPT = 8
"""Some twenty megabytes each; the oldest go first, those in use and used before stay."""
_HASHED_CHARS = 10


@dataclass(frozen=True, slots=True)
class Version:
    """A kept model: `name` is the moment it was made (UTC) and the beginning of its content's hash."""

    name: str
    path: Path
    made: datetime
    size_bytes: int
    fingerprint: str
    accuracy: dict[str, float]
    in_use: bool
    chosen: bool


def folder_of(var_dir: Path) -> Path:
    return var_dir / FOLDER


def name_of(path: Path) -> str:
    """The version of a model file; the same content has the same hash wherever it lies."""
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return f"{made:%Y%m%d-%H%M%S}-{content_hash(path)}"


def content_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:_HASHED_CHARS]


def keep(model_path: Path) -> str | None:
    """Keeps the model in use under its version, which it returns; None when there is no model."""
    if not model_path.is_file():
        return None
    folder = folder_of(model_path.parent)
    folder.mkdir(parents=True, exist_ok=True)
    name = name_of(model_path)
    kept = _with_hash(folder, name.rpartition("-")[2])
    if kept is not None:
        return kept.stem
    _copy(model_path, folder / f"{name}{SUFFIX}")
    _forget_oldest(model_path, keep_also=name)
    return name


def _with_hash(folder: Path, digest: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"*-{digest}{SUFFIX}"))), None)


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all, with the time that it was made."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    shutil.copy2(source, part)
    part.replace(target)


def _forget_oldest(model_path: Path, keep_also: str) -> None:
    chosen = read_chosen(model_path.parent)
    stay = {keep_also, str(chosen.get("version")), str(chosen.get("previous"))}
    kept = sorted(folder_of(model_path.parent).glob(f"*{SUFFIX}"), reverse=True)
    for path in kept[MOST_KEPT:]:
        if path.stem not in stay:
            path.unlink()


def kept_model(var_dir: Path, name: str) -> Path | None:
    """The file of a kept model, by its version or the beginning of it; `previous` is the one used before."""
    if name == "previous":
        name = str(read_chosen(var_dir).get("previous") or "")
    found = [path for path in folder_of(var_dir).glob(f"*{SUFFIX}") if name and _is_called(path.stem, name)]
    return found[0] if len(found) == 1 else None


def _is_called(version: str, name: str) -> bool:
    return version.startswith(name) or version.rpartition("-")[2].startswith(name)


def use(model_path: Path, name: str) -> str:
    """Puts a kept model in use and returns its version. What was in use is kept and becomes `previous`.

    Raises ModelError for a version that is not kept, or a file that is no model; then nothing changes.
    """
    var_dir = model_path.parent
    path = kept_model(var_dir, name)
    if path is None:
        known = ", ".join(version.name for version in versions(model_path)) or "none"
        raise ModelError(f"no kept model is called {name!r} (or several are); kept: {known}")
    load_model(path)
    before = keep(model_path)
    if before == path.stem:
        _write_chosen(var_dir, {**read_chosen(var_dir), "version": path.stem})
        return path.stem
    _write_chosen(var_dir, {"version": path.stem, "previous": before})
    _copy(path, model_path)
    return path.stem


def trained(model_path: Path, before: str | None) -> str | None:
    """Tells that training made a new model: it is kept, and no choice by hand holds any more."""
    now = keep(model_path)
    previous = before if before not in (None, now) else read_chosen(model_path.parent).get("previous")
    _write_chosen(model_path.parent, {"version": None, "previous": previous})
    if now is not None:
        _forget_oldest(model_path, keep_also=now)
    return now


def is_chosen(model_path: Path) -> bool:
    """Whether the model in use was chosen by hand: then it stays although the data changed."""
    version = read_chosen(model_path.parent).get("version")
    if not version or not model_path.is_file():
        return False
    return str(version).rpartition("-")[2] == content_hash(model_path)


def read_chosen(var_dir: Path) -> dict[str, Any]:
    """What was chosen by hand and what was in use before; empty when nothing readable says so."""
    try:
        found = json.loads((folder_of(var_dir) / CHOSEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_chosen(var_dir: Path, chosen: dict[str, Any]) -> None:
    path = folder_of(var_dir) / CHOSEN
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(chosen) + "\n", encoding="utf-8")
    part.replace(path)


def versions(model_path: Path) -> list[Version]:
    """The kept models, newest first; a damaged one has no figures."""
    used = content_hash(model_path) if model_path.is_file() else ""
    chosen = is_chosen(model_path)
    found = []
    for path in sorted(folder_of(model_path.parent).glob(f"*{SUFFIX}"), reverse=True):
        stat = path.stat()
        fingerprint, accuracy = _figures(path)
        in_use = path.stem.rpartition("-")[2] == used
        made = datetime.fromtimestamp(stat.st_mtime, UTC)
        found.append(Version(path.stem, path, made, stat.st_size, fingerprint, accuracy, in_use, in_use and chosen))
    return found


def _figures(path: Path) -> tuple[str, dict[str, float]]:
    try:
        model = load_model(path)
    except ModelError:
        return "damaged", {}
    accuracy = {
        language: float(figures["accuracy"])
        for language, figures in model.figures.items()
        if isinstance(figures, dict) and isinstance(figures.get("accuracy"), int | float)
    }
    return model.fingerprint, accuracy
