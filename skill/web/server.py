"""The server: gunicorn with threads in a few workers that share the model's memory."""

from __future__ import annotations

import gc
import logging
import os
import sys
from functools import partial
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped, unused-ignore]

from skill.channels.blueprints import blueprints_of, open_doors
from skill.channels.failure_log import log_failure
from skill.composition import App, World, compose
from skill.home.home_files import read_home
from skill.outbox_worker import BehindTheTurn, Worker
from skill.recognition import reloading
from skill.usecases.parts import Parts
from skill.web.application import create_application
from skill.web.following import Following, Imports
from skill.web.pages.own_money import own_money_blueprint
from skill.web.senses import Senses, check_broker
from skill.web.timekeeping import Timekeeper
from skill.web.whole_requests import WholeRequestWorker

GRACEFUL_S = 10
"""How long a stopping worker may finish what it is answering."""

_log = logging.getLogger(__name__)


def serve(
    app: App,
    host: str = "127.0.0.1",
    port: int = 8080,
    workers: int = 2,
    threads: int = 8,
    *,
    works: bool = True,
    imports: Imports | None = None,
    whole_within_s: float = 10.0,
    connections: int = 500,
) -> None:
    """Answers until a signal stops it: TERM and INT gracefully. `app` is composed already, so its model is shared.

    `imports`: what its catalogue was read from, where a newer one is to be taken over.

    `whole_within_s`: how long a request may take to arrive, from its first byte to its last. `connections`: how many a
    worker looks after, so that it stays below the 1024 files that a process may often open.

    `works`: errands are worked off here as well; without it some `boodschap work` must run beside.

    Raises DataError when the accounts file cannot be used, or BOODSCHAP_MQTT is no broker's address.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for warning in open_doors(app.settings):
        _log.warning("%s", warning)
    blueprints_of(app)  # what is wrong with the settings is said here, not by each worker again and again
    check_broker(app)
    gc.freeze()  # what the workers share is not looked through for garbage, which would copy it into each of them
    connecting = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": WholeRequestWorker.within(whole_within_s),
        "worker_connections": connections,
        "sendfile": False,  # answers are gathered, not written into a socket
    }
    _Server(app, connecting, works, imports).run()


class _Server(BaseApplication):  # type: ignore[misc, unused-ignore]
    """gunicorn's own way to be run from a program."""

    def __init__(self, app: App, connecting: dict[str, Any], works: bool, imports: Imports | None) -> None:
        self._app = app
        self._works = works
        self._imports = imports
        self._settings = connecting | {
            "graceful_timeout": GRACEFUL_S,
            "control_socket_disable": True,
            "post_worker_init": _start_threads,
            "worker_exit": _leave,
            "proc_name": "boodschap",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            if name in self.cfg.settings:  # an older gunicorn has no control socket to disable
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """In each worker, after the fork: files and databases opened anew, the model as the parent loaded it."""
        app = _reopened(self._app)
        self.timekeeper = Timekeeper(app, log_failure)
        self.errands = Worker(app.parts, log_failure) if self._works else None
        self.senses = Senses(app, _tell_of_sensors, log_failure)
        self.following = None
        if self._imports is not None:
            hearing = partial(reloading, app.settings, trains=False)
            self.following = Following(app, self._imports, hearing, self._take_over)
        return create_application(
            (*blueprints_of(app, lambda: self.senses.state), own_money_blueprint(app)), log_failure
        )

    def _take_over(self, parts: Parts) -> None:
        self.senses.take_over(parts)
        if self.errands is not None:
            self.errands.take_over(parts)


def _reopened(app: App) -> App:
    """The same assistant with files and databases of its own: SQLite's do not survive a fork."""
    parts, settings = app.parts, app.settings
    homes = {name: read_home(settings.data_dir, name, parts.catalogue) for name in parts.homes}
    world = World(parts.catalogue, homes, app.phrasebooks, parts.recognizer)
    return compose(settings, world=world, promptly=BehindTheTurn(log_failure))


def _tell_of_sensors(line: str) -> None:
    _log.info("sensors: %s", line)


def _start_threads(worker: Any) -> None:
    worker.app.timekeeper.start()
    worker.app.senses.start()
    for thread in (worker.app.errands, worker.app.following):
        if thread is not None:
            thread.start()


def _leave(_: Any, worker: Any) -> None:
    """The last thing that a worker does: it lets what it is busy with finish, then goes without tidying.

    What it inherited by the fork is the parent's: SQLite's connections may not be closed here, and threads of a
    library that the parent used, such as onnxruntime after a training, are not there to be joined.
    """
    for busy in ("following", "senses", "errands", "timekeeper"):
        if (thread := getattr(worker.app, busy, None)) is not None:
            thread.stop()
    ending = sys.exc_info()[1]
    if worker.booted and isinstance(ending, SystemExit) and ending.code in (None, 0):
        logging.shutdown()
        os._exit(0)
