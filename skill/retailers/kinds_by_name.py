"""Kinds as people write them: by id or by a name in either language, and the nearest ones where it is neither."""

from __future__ import annotations

import difflib

from skill.domain.catalogue import Catalogue


def kinds_by_name(catalogue: Catalogue) -> dict[str, str]:
    """Ids by what a kind may be called, in small letters."""
    return {
        written: kind.id
        for kind in catalogue.kinds.values()
        for written in (kind.id, *(name.name.lower() for name in kind.names.values()))
    }


def nearest(written: str, kinds: dict[str, str]) -> str:
    """A hint for who wrote something that is no kind."""
    near = difflib.get_close_matches(written.lower(), kinds, n=5, cutoff=0.5)
    return f"nearest: {', '.join(dict.fromkeys(kinds[name] for name in near)) or 'none that is near'}"
