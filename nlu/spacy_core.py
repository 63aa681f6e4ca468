"""What we use of spaCy, without its command line: it would import that at every start, which is half of its time and a
fifth of its memory."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_COMMANDS = ("spacy.cli", "spacy.cli.info")


def _info(*arguments: Any, **options: Any) -> Any:
    """`spacy.info`, for who asks for it after all."""
    from spacy.cli.info import info

    return info(*arguments, **options)


def _import_without_commands() -> None:
    if "spacy" in sys.modules:
        return
    for name in _COMMANDS:
        sys.modules[name] = ModuleType(name)
    sys.modules[_COMMANDS[-1]].__dict__["info"] = _info
    try:
        import spacy  # noqa: F401
    except ImportError:  # another spaCy asks more of it: then it is imported as it is
        for name in [name for name in sys.modules if name.partition(".")[0] == "spacy"]:
            del sys.modules[name]
    finally:
        for name in _COMMANDS:
            sys.modules.pop(name, None)


_import_without_commands()

from spacy import blank  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.util import registry  # noqa: E402

__all__ = ["Doc", "Language", "blank", "registry"]
