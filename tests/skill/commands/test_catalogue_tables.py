"""What retailers hand in: CSV as spreadsheets write it, YAML, and files that are neither."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import zipfile
from pathlib import Path

import pytest
import yaml

from skill.retailers import incoming_table
from skill.retailers.catalogue_files import read_catalogue
from tests.skill.commands.handing_in import HEAD, ROWS, kept, table, take


def as_yaml(data: Path, text: str) -> Path:
    path = data.parent / "table.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_with_the_same_rows_makes_the_same_file(data: Path) -> None:
    assert take(table(data, *ROWS)).exit_code == 0
    from_csv = kept(data).read_bytes()
    kept(data).unlink()
    rows = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader([HEAD, *ROWS], delimiter=";")]
    for row in rows:
        row["labels"] = row["labels"].split(",") if "labels" in row else None
    done = take(as_yaml(data, yaml.safe_dump(rows, allow_unicode=True)))
    assert done.exit_code == 0, done.output
    assert kept(data).read_bytes() == from_csv


def test_yaml_is_read_as_it_is_written_and_no_amount_was_a_float(data: Path) -> None:
    row = "- {id: k1, kind: cola, name_nl: no, size: 1 l, price: 1.10, price_since: 2026-02-01, sponsored: yes}\n"
    assert take(as_yaml(data, row)).exit_code == 0
    catalogue = read_catalogue(data)
    assert catalogue.products["cola_k1"].names["nl"] == "no"
    assert ("groenmarkt", "cola_k1") in catalogue.sponsored
    ((since, price),) = catalogue.prices[("groenmarkt", "cola_k1")].since
    assert (str(since), price.cents) == ("2026-02-01", 110)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- id: k1\n  kind: cola\n  name_nl: x\n  size: 1 l\n  price: gratis\n", 1, "no amount"),
        ("- id: k1\n  kind: cola\n  name_nl: x\n  size: 1 l\n  prices: 1\n", 1, "is it 'price'?"),
        ("- id: k1\n  id: k2\n  kind: cola\n  name_nl: x\n  size: 1 l\n  price: 1\n", 2, "twice"),
        ("- id: k1\n  name_nl:\n    de: x\n", 3, "neither a text nor a number"),
        ("products:\n  - id: k1\n", 1, "a list of rows"),
        ("- id: k1\n- just a text\n", 2, "a row is a mapping"),
        ("- id: *nobody\n", 1, "neither a text nor a number"),
        ("- id: 'open\n", 2, "end of stream"),
        ("", 1, "a list of rows"),
        ("[]\n", 1, "no products"),
    ],
)
def test_a_fault_in_yaml_is_named_with_its_line(data: Path, text: str, line: int, said: str) -> None:
    done = take(as_yaml(data, text))
    assert (done.exit_code, f"table.yml:{line}: " in done.output, said in done.output) == (1, True, True), done.output
    assert not kept(data).exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_what_excel_calls_utf_8_and_unicode_text_is_read(data: Path, encoding: str) -> None:
    bom = "\ufeff" if encoding == "utf-16-le" else ""
    path = table(data, ROWS[0].replace("Bergmans", "Bärgmans"), head=bom + HEAD, encoding=encoding)
    assert take(path).exit_code == 0
    assert read_catalogue(data).brands["bargmans"] == "Bärgmans"


def test_another_encoding_is_told_by_the_line_where_it_shows(data: Path) -> None:
    path = table(data, ROWS[0], ROWS[1].replace("Prik cola", "Café"), encoding="cp1252")
    done = take(path)
    assert (done.exit_code, "table.csv:3: not UTF-8: the byte 0xe9" in done.output) == (1, True), done.output
    assert "save the table as CSV UTF-8" in done.output


def test_a_spreadsheet_or_a_zip_is_no_csv(data: Path) -> None:
    path = data.parent / "table.csv"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("table.csv", "id;kind")
    done = take(path)
    assert (done.exit_code, "a zip or a spreadsheet" in done.output) == (1, True)


def test_one_endless_line_and_a_file_that_is_too_large_are_refused_at_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = data.parent / "table.csv"
    path.write_bytes(b"x" * 3_000_000)
    assert "no line of column names" in take(path).output
    monkeypatch.setattr(incoming_table, "MAX_BYTES", 1_000_000)
    done = take(path)
    assert (done.exit_code, "larger than 1 MB" in done.output) == (1, True)


def test_a_quote_that_stays_open_is_told_where_it_was_opened(data: Path) -> None:
    done = take(table(data, ROWS[1], ROWS[2].replace("Prik cola light", '"Prik')))
    assert (done.exit_code, "table.csv:3: " in done.output) == (1, True), done.output


def test_what_only_all_files_together_show_is_told_at_the_line_of_the_table(data: Path) -> None:
    beans = "coffee_beans_brandt_espresso_500;coffee_beans;x;Brandt;500 g;6,25;;1+1;;2026-03-31;;"
    done = take(table(data, *ROWS, beans), "--json")
    assert [(each["file"], each["line"], each["code"]) for each in json.loads(done.output)] == [
        ("table.csv", 5, "two-at-once")
    ]


def test_a_second_import_waits_its_turn(data: Path) -> None:
    folder = data / "catalogue" / "imports"
    folder.mkdir()
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        done = take(table(data, *ROWS))
        assert (done.exit_code, "another import is running" in done.output) == (1, True)
    finally:
        os.close(held)
    assert take(table(data, *ROWS)).exit_code == 0


def test_a_reduction_that_ran_stays_known_under_the_name_of_the_next_one(data: Path) -> None:
    """O4: the same promotion_id with another deal does not make what ran before undone."""
    head = "id;kind;name_nl;size;price;promotion;promotion_id;promotion_until;promotion_from"
    row = "k1;cola;Cola;1 l;4,00;{};week;2026-12-31;{}"
    take(table(data, row.format("25%", "2026-03-01"), head=head))
    done = take(table(data, row.format("10%", "2026-03-01"), head=head), since="2026-03-08")
    assert (done.exit_code, "25% ran from 2026-03-01" in done.output) == (1, True)
    assert take(table(data, row.format("10%", ""), head=head), since="2026-03-08").exit_code == 0
    ran = {str(each.end): each.deal for each in read_catalogue(data).promotions_on("groenmarkt", "cola_k1")}
    assert [deal.percent for _, deal in sorted(ran.items())] == [25, 10]  # type: ignore[union-attr]
