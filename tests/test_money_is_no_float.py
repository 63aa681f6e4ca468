"""P6: money is integer cents wherever it is decided, kept, moved or priced: nothing there is a float.

A float holds no cent exactly: 19.99 times 100 is 1998.9999999999998, and a sum of many payments is off by some. So in
these folders there is no `float`, no literal with a point and no true division, but for what is listed with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

import pytest

from tests.test_house import PROJECT, shown, trees

MONEY_IS_IN = (
    "skill/domain", "skill/dialogue", "skill/usecases", "skill/payments", "skill/records", "skill/retailers",
)  # fmt: skip
ALLOWED = {
    ("skill/domain/money.py", "euros"): "reads an amount that somebody wrote, through its text",
    ("skill/domain/pantry.py", ""): "a share of a stock, no money",
    **{
        ("skill/domain/consumption.py", where): "use of a stock and its chances, no money"
        for where in ("", "per_day", "variance", "_days_ended", "chance_empty", "lasts_until", "useful_packs")
    },
    ("skill/domain/report.py", "reading_of"): "a Decimal share of a stock, no money",
    ("skill/domain/substitute.py", "about_as_much"): "a Fraction of an amount of goods",
    ("skill/retailers/kinds_by_name.py", "nearest"): "how alike two words are",
    ("skill/retailers/incoming_table.py", "_columns_are_right"): "how alike two words are",
    ("skill/dialogue/act.py", ""): "how sure we are of what was heard",
    ("skill/dialogue/act.py", "Act"): "how sure we are of what was heard",
    ("skill/dialogue/understanding.py", ""): "how sure we are of what was heard",
    ("skill/dialogue/amounts.py", "packs"): "a Fraction of an amount of goods",
}
"""Where a float may stand, by file and function, and why. Seconds need no entry: their names end in `_s`."""

PATH = re.compile(r"(folder|dir|directory|path|aside|parent|files\(.*\)|Path\(.*\))$", re.IGNORECASE)
"""How a path is named, where its module does not say that it is one."""


@pytest.mark.parametrize("folder", MONEY_IS_IN)
def test_money_never_is_a_float(folder: str) -> None:
    found = [
        f"{shown(path)}:{line} {what} in {scope or 'the module'}"
        for path, tree in trees(folder)
        for scope, line, what in floats(tree)
        if (shown(path), scope) not in ALLOWED
    ]
    assert not found, f"money is integer cents; what else is needed goes into ALLOWED with its reason: {found}"


def test_what_is_allowed_is_there() -> None:
    """A reason whose float has gone would let the next one in."""
    there = {(shown(path), scope) for path, tree in trees(*MONEY_IS_IN) for scope, _, _ in floats(tree)}
    assert set(ALLOWED) - there == set()


def test_no_column_of_the_records_is_a_float() -> None:
    """Cents and counts are INTEGER; a quotient in SQL would be rounded by each database in its own way."""
    found = [
        f"{shown(path)}:{number} {line.strip()}"
        for path in sorted((PROJECT / "skill" / "records").rglob("*.sql"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(
            r"\b(REAL|FLOAT|DOUBLE|NUMERIC|DECIMAL|AVG|ROUND)\b|/", re.sub(r"'[^']*'|--.*", "", line), re.IGNORECASE
        )
    ]
    assert not found


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("def vat(cents: int) -> int:\n    return int(cents * 1.21)", ["1.21"]),
        ("def half(cents):\n    return cents / 2", ["cents / 2"]),
        ("def half(cents):\n    cents /= 2", ["cents /= 2"]),
        ("def euros(cents: int) -> float: ...", ["float"]),
        ("amount = float('19.99')", ["float"]),
        ("limit_s = 5.0\nlimit = 5.0", ["5.0"]),
        ("def wait(busy_s: float, share: float = 0.5) -> None: ...", ["float", "0.5"]),
        ("half = cents // 2\nfile = folder / 'a' / name\nFraction(cents, 3)", []),
        ("def read(known: Path, cents: int):\n    kept = known / 'a'\n    return kept / 'b', cents / 3", ["cents / 3"]),
    ],
)
def test_the_check_finds_what_it_is_for(source: str, what: list[str]) -> None:
    assert sorted(found for _, _, found in floats(ast.parse(source))) == sorted(what)


def floats(tree: ast.AST) -> Iterator[tuple[str, int, str]]:
    """(function or class, line, what) of everything that is, or makes, a float."""
    return _floats(tree, "", paths_in(tree))


def paths_in(tree: ast.AST) -> frozenset[str]:
    """What the module itself says are paths: arguments and fields that are annotated so, and names for joined ones."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="Path")):
                found.add(name)
            case ast.AnnAssign(target=target, annotation=ast.Name(id="Path")):
                found.add(ast.unparse(target))
    for target, value in assigned(tree):
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) and is_path(value, found):
            found.add(ast.unparse(target))
    return frozenset(found)


def assigned(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                yield from zip(targets, values, strict=False)
            case ast.Assign(targets=[target], value=value):
                yield target, value


def _floats(tree: ast.AST, scope: str, paths: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else scope
        if in_seconds(node):
            continue
        is_float = (isinstance(node, ast.Name) and node.id == "float") or (
            isinstance(node, ast.Constant) and isinstance(node.value, float)
        )
        if isinstance(node, ast.expr | ast.stmt) and (is_float or divides(node, paths)):
            yield inner, node.lineno, ast.unparse(node)
        yield from _floats(node, inner, paths)


def divides(node: ast.AST, paths: Collection[str]) -> bool:
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Div)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not is_path(node, paths)


def is_path(joined: ast.expr, paths: Collection[str]) -> bool:
    """What stands before the first `/` is a path, by its name or by what the module says of it."""
    while isinstance(joined, ast.BinOp) and isinstance(joined.op, ast.Div):
        joined = joined.left
    return ast.unparse(joined) in paths or PATH.search(ast.unparse(joined)) is not None


def in_seconds(node: ast.AST) -> bool:
    """A name, argument or wait that says that it counts seconds."""
    match node:
        case ast.arg(arg=name) | ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name.lower().endswith("_s")
        case ast.Call(func=ast.Attribute(attr="sleep")):
            return True
    return False
