"""Runs in Rasa's environment: prints, for each file named, what Rasa's own reader finds in it. Not a test by itself."""

from __future__ import annotations

import json
import sys
import warnings

warnings.simplefilter("ignore")


def read(path):
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    data = RasaYAMLReader().read(path)
    return {
        "examples": [
            {
                "intent": message.get_full_intent(),
                "text": message.get("text"),
                "entities": message.get("entities", []),
                "metadata": message.get("metadata", {}),
            }
            for message in data.training_examples
        ],
        "synonyms": data.entity_synonyms,
        "lookups": data.lookup_tables,
        "regexes": data.regex_features,
    }


if __name__ == "__main__":
    json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
