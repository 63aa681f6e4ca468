"""Runs one benchmark by name and prints its figures and ratios, as a table or as JSON."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

NAMES = tuple(sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("run", "measuring")))


def main(arguments: list[str]) -> int:
    names = [word for word in arguments if not word.startswith("-")]
    if len(names) != 1 or names[0] not in NAMES or {"-h", "--help"} & set(arguments):
        sys.stderr.write(f"scripts/bench NAME [--json], for example: scripts/bench turn\nnames: {', '.join(NAMES)}\n")
        return 0 if {"-h", "--help"} & set(arguments) else 2
    measured = importlib.import_module(names[0]).measure()
    table = measured.pop("table", None)
    if "--json" in arguments:
        sys.stdout.write(json.dumps({"name": names[0], **measured}) + "\n")
        return 0
    for note in measured.get("notes", ()):
        sys.stdout.write(f"note: {note}\n")
    if table:
        sys.stdout.write(f"{table}\n")
    for section in ("ratios",) if table else ("figures", "ratios"):
        sys.stdout.write(f"{section}\n")
        for name, value in measured[section].items():
            sys.stdout.write(f"  {name:44} {value:>12,.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
