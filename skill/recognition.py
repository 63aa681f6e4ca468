"""Which recogniser hears: the trained model, made first when there is none of the present data, or Rasa servers.

A server takes a new model over while it runs: see ReloadingRecognizer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from nlu.interpretation import Context, Expecting, Interpretation, Recognizer
from nlu.model_file import LANGUAGES, Model, ModelError, data_fingerprint, load_model
from nlu.model_versions import is_chosen, keep, trained
from nlu.recognizer import recognizer_of
from skill.domain.errors import DataError, Finding
from skill.settings import ENGINES, Settings

Progress = Callable[[str], None]
Signature = tuple[int, int, int]

LOOK_EVERY_S = 1.0
"""How often a running server looks whether there is another model."""
PROBE = "hallo"
PROBE_AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_log = logging.getLogger(__name__)


def silent(message: str) -> None:
    """Shows no progress."""


class _NobodyListens:
    def recognize(self, *_: object, **__: object) -> Interpretation:
        raise RuntimeError("this command hears nothing")


def nobody_listens(_settings: Settings, _progress: Progress = silent) -> Recognizer:
    """For commands that no person speaks to: they need no model, so they begin at once."""
    return _NobodyListens()


def recognizer(settings: Settings, progress: Progress = silent) -> Recognizer:
    """The recogniser of the present data, or of the model that was chosen by hand.

    Raises DataFilesError for faults in what it is trained from. With the engine rasa: DataError for addresses that are
    none, EngineDown when no server answers.
    """
    if settings.engine == "rasa":
        return _rasa(settings)
    if settings.engine != ENGINES[0]:
        hint = f"one of {', '.join(ENGINES)}"
        raise DataError([Finding("BOODSCHAP_ENGINE", None, "engine", f"{settings.engine!r} is no engine", hint)])
    return recognizer_of(current_model(settings, progress), settings.data_dir)


def current_model(settings: Settings, progress: Progress = silent) -> Model:
    """Our own model of the present data, or the one that was chosen by hand; trained when there is neither."""
    try:
        model = load_model(settings.model_path)
        if model.fingerprint == data_fingerprint(settings.data_dir):
            return model
        if is_chosen(settings.model_path):
            progress("the model in use was chosen by hand and is older than the data; to end that: boodschap train")
            return model
        progress("the data changed since the model was trained: training again")
    except ModelError as error:
        progress(str(error))
    return train_and_keep(settings, progress)


def _rasa(settings: Settings) -> Recognizer:
    from nlu.rasa.client import RasaRecognizer, read_urls
    from nlu.rasa.server import RasaServer

    try:
        urls = read_urls(settings.rasa)
    except ValueError as error:
        raise DataError([Finding("BOODSCHAP_RASA", None, "address", str(error))]) from error
    engine = RasaRecognizer(settings.data_dir, {language: RasaServer(url) for language, url in urls.items()})
    engine.check()
    return engine


def train_and_keep(settings: Settings, progress: Progress = silent) -> Model:
    """Trains; the model of before and the new one are both kept (see `boodschap models`)."""
    settings.model_path.parent.mkdir(parents=True, exist_ok=True)  # what cannot be written is said before the work
    from nlu.training import train  # scikit-learn takes a second to import, and most starts need no training

    before = keep(settings.model_path)
    model = train(settings.data_dir, settings.model_path, progress)
    trained(settings.model_path, before)
    return model


class ReloadingRecognizer:
    """Hears with the model that lies at a path, also when another one is put there.

    The new model is loaded and tried in a thread of its own while the present one goes on hearing, and takes its place
    in one step: a turn that has begun ends with the model that it began with. A model that cannot be used is refused,
    once and with a line in the log.
    """

    def __init__(
        self,
        model_path: Path,
        present: Recognizer,
        load: Callable[[], Recognizer],
        *,
        loaded: Signature | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`loaded` is the signature of the file that `present` was loaded from; by default that of the file now."""
        self._path = model_path
        self._present = present
        self._load = load
        self._seen = loaded if loaded is not None else signature_of(model_path)
        self._monotonic_s = monotonic_s
        self._look_at_s = monotonic_s() + LOOK_EVERY_S
        self._looking = threading.Lock()
        self._loading: threading.Thread | None = None

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        """See Recognizer. Looking for another model costs one question to the file system a second."""
        self._look()
        return self._present.recognize(text, locale, expecting, now=now, context=context)

    def _look(self) -> None:
        at_s = self._monotonic_s()
        if at_s < self._look_at_s or not self._looking.acquire(blocking=False):
            return
        try:
            self._look_at_s = at_s + LOOK_EVERY_S
            if self._loading is not None and self._loading.is_alive():
                return
            found = signature_of(self._path)
            if found is None or found == self._seen:
                return
            self._seen = found  # also when it is refused below: it is tried again only when it changes
            self._loading = threading.Thread(target=self._take_over, name="model", daemon=True)
            self._loading.start()
        finally:
            self._looking.release()

    def _take_over(self) -> None:
        try:
            new = self._load()
            probe(new)
        except Exception as error:  # whatever is wrong with it, those who talk now must not notice
            _log.warning("a new model is refused and the present one goes on: %s: %s", type(error).__name__, error)
            return
        self._present = new
        _log.info("a new model hears from now on")

    def wait(self, timeout_s: float) -> bool:
        """Waits until no model is being loaded; says whether that is so."""
        loading = self._loading
        if loading is not None:
            loading.join(timeout_s)
        return loading is None or not loading.is_alive()


def probe(engine: Recognizer) -> None:
    """Lets it hear a word in each language; raises whatever goes wrong then."""
    for language in LANGUAGES:
        engine.recognize(PROBE, language, now=PROBE_AT)


def signature_of(path: Path) -> Signature | None:
    """What tells one file from the next at the same path; None while there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def reloading(settings: Settings, progress: Progress = silent, *, trains: bool = True) -> Recognizer:
    """The recogniser of a server, which follows `boodschap train` and `boodschap models use`; Rasa's stays as it is.

    One that does not train hears with the model that lies there, whatever changed in the data since."""
    if settings.engine != ENGINES[0]:
        return recognizer(settings, progress)
    before = signature_of(settings.model_path)
    if trains:
        present = recognizer(settings, progress)
    else:
        present = recognizer_of(load_model(settings.model_path), settings.data_dir)
    after = signature_of(settings.model_path)
    # Somebody else may have put a model there in between: then the first turn looks again.
    return ReloadingRecognizer(
        settings.model_path,
        present,
        lambda: recognizer_of(load_model(settings.model_path), settings.data_dir),
        loaded=before if before is not None else after,
    )
