"""The recogniser to compare with: another model file, a kept model, or the data of an earlier revision."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from nlu.interpretation import Recognizer
from nlu.model_file import load_model
from nlu.recognizer import recognizer_of
from nlu.training import ensure_model
from skill.domain.errors import DataError, Finding
from skill.recognition import Progress
from skill.settings import Settings

GIT_TIMEOUT_S = 60
KEPT_COMPARISONS = 4


def opponent(settings: Settings, name: str, kept_model: Path | None, progress: Progress) -> Recognizer:
    """`name` is a file, a kept model (then `kept_model` is its file) or a git revision, whose data are trained with
    the present code. Raises DataError for a name that is none of these, ModelError for an unusable model.
    """
    path = kept_model or Path(name)
    if path.is_file():
        return recognizer_of(load_model(path), settings.data_dir)
    return _of_revision(settings, name, progress)


def _of_revision(settings: Settings, revision: str, progress: Progress) -> Recognizer:
    root = settings.data_dir.resolve().parent
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        hint = "name a model file, a version that `boodschap models` lists, or a git revision"
        message = f"{revision!r} is no model and no revision here"
        raise DataError([Finding("--against", None, "no-opponent", message, hint)])
    name = commit.decode().strip()
    packed = _git(root, "archive", "--format=tar", name, "--", settings.data_dir.name)
    if packed is None:
        message = f"{revision!r} has no folder {settings.data_dir.name}"
        raise DataError([Finding("--against", None, "no-data", message, "name a revision that has the data")])
    compared = settings.var_dir / "compared"
    model_path = compared / f"{name[:16]}.npz"
    _share_vectors(settings.model_path, model_path)
    with tempfile.TemporaryDirectory(prefix="boodschap-revision-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        data_dir = Path(folder) / settings.data_dir.name
        if ensure_model(data_dir, model_path, progress):
            _forget_oldest(compared)
        return recognizer_of(load_model(model_path), data_dir)


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git answers; None when it cannot."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            timeout=GIT_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _share_vectors(known: Path, wanted: Path) -> None:
    """Sentence vectors cost most of a training; those that are known already are copied."""
    source, target = (path.with_name(f"{path.stem}-vectors.npz") for path in (known, wanted))
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file() and not wanted.is_file():
        shutil.copyfile(source, target)


def _forget_oldest(folder: Path) -> None:
    for vectors in folder.glob("*-vectors.npz"):
        vectors.unlink()
    models = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT_COMPARISONS:]:
        path.unlink()
