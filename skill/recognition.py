"""Which recogniser hears: the trained model, made first when there is none of the present data, or Rasa servers."""

from __future__ import annotations

from collections.abc import Callable

from nlu.interpretation import Recognizer
from nlu.model_file import ModelError, data_fingerprint, load_model
from nlu.recognizer import recognizer_of
from skill.domain.errors import DataError, Finding
from skill.settings import ENGINES, Settings

Progress = Callable[[str], None]


def recognizer(settings: Settings, progress: Progress = lambda _: None) -> Recognizer:
    """The recogniser of the present data. Raises DataFilesError for faults in what it is trained from.

    With the engine rasa: DataError for addresses that are none, EngineDown when no server answers.
    """
    if settings.engine == "rasa":
        return _rasa(settings)
    if settings.engine != ENGINES[0]:
        hint = f"one of {', '.join(ENGINES)}"
        raise DataError([Finding("BOODSCHAP_ENGINE", 1, "engine", f"{settings.engine!r} is no engine", hint)])
    try:
        model = load_model(settings.model_path)
        if model.fingerprint == data_fingerprint(settings.data_dir):
            return recognizer_of(model, settings.data_dir)
        progress("the data changed since the model was trained: training again")
    except ModelError as error:
        progress(str(error))
    settings.model_path.parent.mkdir(parents=True, exist_ok=True)  # what cannot be written is said before the work
    from nlu.training import train  # scikit-learn takes a second to import, and most starts need no training

    return recognizer_of(train(settings.data_dir, settings.model_path, progress), settings.data_dir)


def _rasa(settings: Settings) -> Recognizer:
    from nlu.rasa.client import RasaRecognizer, read_urls
    from nlu.rasa.server import RasaServer

    try:
        urls = read_urls(settings.rasa)
    except ValueError as error:
        raise DataError([Finding("BOODSCHAP_RASA", 1, "address", str(error))]) from error
    engine = RasaRecognizer(settings.data_dir, {language: RasaServer(url) for language, url in urls.items()})
    engine.check()
    return engine
