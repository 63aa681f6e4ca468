"""What a delivery is called in somebody's agenda: who comes and with what, in the language of the home."""

from __future__ import annotations

from dataclasses import replace

from skill.domain.catalogue import Catalogue
from skill.domain.home import Home
from skill.usecases.outside_ports import Errand


def in_words(errand: Errand, home: Home, catalogue: Catalogue) -> Errand:
    """The `remind` with a title that a person reads."""
    title = worded(str(errand.body["title"]), catalogue, home.language)
    return replace(errand, body={**errand.body, "title": title})


def worded(title: str, catalogue: Catalogue, language: str) -> str:
    """The title of an AgendaEntry with names for ids; an id that the catalogue does not know any more stays."""
    seller, _, listed = title.partition(": ")
    kinds = [
        catalogue.kinds[kind].names[language].name if kind in catalogue.kinds else kind for kind in listed.split(", ")
    ]
    name = catalogue.retailers[seller].name if seller in catalogue.retailers else seller
    return f"{name}: {', '.join(kinds)}"
