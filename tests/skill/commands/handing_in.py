"""A retailer who hands in tables: what stands in them, and the command that takes them over."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from skill.cli import main

HEAD = "id;kind;name_nl;brand;size;price;labels;promotion;promotion_id;promotion_until;promotion_mixed;Ons veld"
ROWS = (
    'k1;koffiebonen;"Bergmans ""sterke"" bonen";Bergmans;500 g;7,49;organic,fairtrade;;;;;x',
    "k2;cola;Prik cola;Prik;6 x 330 ml;3.5;;3 voor 9,00;prik;2026-12-31;ja;x",
    "k3;cola;Prik cola light;Prik;6 x 330 ml;€ 3,50;;3 voor 9,00;prik;2026-12-31;ja;x",
)


def table(data: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8-sig") -> Path:
    path = data.parent / "table.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
    return path


def take(path: Path, *options: str, since: str = "2026-03-01") -> Result:
    return CliRunner().invoke(
        main, ["catalogue", "import", str(path), "--retailer", "groenmarkt", "--since", since, *options]
    )


def kept(data: Path) -> Path:
    return data / "catalogue" / "imports" / "groenmarkt.csv"
