"""A worker takes over what `boodschap catalogue import` keeps, while it answers."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from nlu.interpretation import Recognizer
from skill.composition import App
from skill.recognition import Signature, probe, signature_of
from skill.retailers.catalogue_files import import_paths, read_catalogue
from skill.usecases.parts import Parts

LOOKS_EVERY_S = 1.0
STOP_WITHIN_S = 10.0

Imports = tuple[tuple[Path, Signature | None], ...]
_log = logging.getLogger(__name__)


def imports_in(data_dir: Path) -> Imports:
    """What tells the imports of one moment from those of the next."""
    return tuple((path, signature_of(path)) for path in import_paths(data_dir))


class Following:
    """A thread that looks for another import once a second. The new catalogue is read, and the ear for its names
    built, while turns go on with the present one; then it takes its place in one step. What cannot be read is refused,
    once and with a line in the log."""

    def __init__(
        self,
        app: App,
        seen: Imports,
        hearing: Callable[[], Recognizer],
        tell: Callable[[Parts], None] = lambda _: None,
        every_s: float = LOOKS_EVERY_S,
    ) -> None:
        """`seen`: what the catalogue of `app` was read from. `hearing` opens a recogniser of the data as they are;
        `tell` gets the parts for what does not ask the assistant for its present ones."""
        self._app = app
        self._seen = seen
        self._hearing = hearing
        self._tell = tell
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="catalogue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)

    def look(self) -> bool:
        """Whether another catalogue was taken over."""
        found = imports_in(self._app.settings.data_dir)
        if found == self._seen:
            return False
        self._seen = found  # also when it is refused below: it is tried again only when it changes
        try:
            catalogue = read_catalogue(self._app.settings.data_dir)
            recognizer = self._hearing()
            probe(recognizer)
            present = self._app.take_over(catalogue, recognizer)
        except Exception as error:  # whatever is wrong with it, those who talk now must not notice
            _log.warning("a new catalogue is refused, the present one stays: %s: %s", type(error).__name__, error)
            return False
        self._tell(present.parts)
        gc.collect()  # the catalogue of before goes at once, not in the middle of some turn
        _log.info("a new catalogue is in use: %d products", len(catalogue.products))
        return True

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.look()
