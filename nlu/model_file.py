"""A trained model as one file: JSON and numpy arrays in a zip, with a version and the fingerprint of its data.

Nothing in it is executed on loading (no pickles), so that a model from elsewhere can do no more than be wrong.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.catalogue_names import catalogue_paths

FORMAT = "boodschap-understanding"
VERSION = 5
LANGUAGES = ("nl", "en")
MAX_MODEL_BYTES = 500_000_000


class ModelError(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(slots=True)
class Model:
    """What training made. `content` is plain JSON, `arrays` are the weights, both by language."""

    fingerprint: str
    vectors: str | None
    content: dict[str, dict[str, Any]]
    arrays: dict[str, dict[str, NDArray[Any]]] = field(repr=False)
    figures: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        head = {
            "format": FORMAT,
            "version": VERSION,
            "fingerprint": self.fingerprint,
            "vectors": self.vectors,
            "figures": self.figures,
            "content": self.content,
        }
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_member("model.json"), json.dumps(head, ensure_ascii=False, sort_keys=True))
            for language, arrays in sorted(self.arrays.items()):
                for name, array in sorted(arrays.items()):
                    buffer = io.BytesIO()
                    np.save(buffer, array, allow_pickle=False)
                    archive.writestr(_member(f"{language}/{name}.npy"), buffer.getvalue())
        part.replace(path)


def _member(name: str) -> zipfile.ZipInfo:
    """A member with a fixed date: the same training gives the same bytes."""
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def load_model(path: Path) -> Model:
    """Raises ModelError for a missing, damaged or differently versioned file."""
    try:
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelError(f"{path} is too large for a model; train it again: boodschap train")
        with zipfile.ZipFile(path) as archive:
            head = json.loads(archive.read("model.json"))
            _check(head, path)
            arrays: dict[str, dict[str, NDArray[Any]]] = {}
            for name in archive.namelist():
                if name.endswith(".npy"):
                    language, _, member = name.removesuffix(".npy").partition("/")
                    loaded = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                    arrays.setdefault(language, {})[member] = loaded
    except FileNotFoundError as error:
        raise ModelError(f"there is no model at {path}; make one with: boodschap train") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"{path} is not a model of understanding, or damaged ({error}); run: boodschap train"
        ) from error
    return Model(head["fingerprint"], head["vectors"], head["content"], arrays, head.get("figures", {}))


def _check(head: Any, path: Path) -> None:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ModelError(f"{path} is not a model of understanding; make one with: boodschap train")
    if head.get("version") != VERSION:
        raise ModelError(
            f"{path} has version {head.get('version')!r}, this program reads {VERSION}; run: boodschap train"
        )


def data_paths(data_dir: Path) -> Iterator[Path]:
    """Every file that understanding is learned from, in a fixed order."""
    for name in ("intents.yml", "open_questions.yml"):
        if (data_dir / name).is_file():
            yield data_dir / name
    for language in LANGUAGES:
        folder = data_dir / language
        yield from sorted((folder / "intents").glob("*.yml"))
        for name in ("confirmation.yml", "vocabulary.yml", "quantities.yml", "moments.yml"):
            if (folder / name).is_file():
                yield folder / name
    yield from catalogue_paths(data_dir)


def data_fingerprint(data_dir: Path) -> str:
    """sha256 over names and contents of the files that a model is trained from; equal data, equal fingerprint."""
    digest = hashlib.sha256(f"{FORMAT} {VERSION}\n".encode())
    for path in data_paths(data_dir):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(data_dir).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
