"""Which recogniser hears: the trained model, made first when there is none of the present data."""

from __future__ import annotations

from collections.abc import Callable

from nlu.interpretation import Recognizer
from nlu.model_file import ModelError, data_fingerprint, load_model
from nlu.recognizer import recognizer_of
from skill.settings import Settings

Progress = Callable[[str], None]


def recognizer(settings: Settings, progress: Progress = lambda _: None) -> Recognizer:
    """The recogniser of the present data. Raises DataFilesError for faults in what it is trained from."""
    try:
        model = load_model(settings.model_path)
        if model.fingerprint == data_fingerprint(settings.data_dir):
            return recognizer_of(model, settings.data_dir)
        progress("the data changed since the model was trained: training again")
    except ModelError as error:
        progress(str(error))
    from nlu.training import train  # scikit-learn takes a second to import, and most starts need no training

    return recognizer_of(train(settings.data_dir, settings.model_path, progress), settings.data_dir)
