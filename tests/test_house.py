"""Rules of the house that import-linter and ruff cannot say: names, sizes, money, clocks, twins, what stays out."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nl", "en")
MAX_LINES = 350
"""We aim at 300 (a file that is read in one go); this is where it has to be split."""
MAX_STATEMENTS = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base"}
AMBIGUOUS_NAMES = {"store", "stores", "session", "sessions"}


def tracked_files() -> list[Path]:
    """The files under version control; without git every file outside dot folders and var/."""
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z"], capture_output=True, text=True, check=False, timeout=30
    )
    if listed.returncode == 0:
        paths = [PROJECT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in PROJECT.rglob("*") if not hidden(path.relative_to(PROJECT))]
    return [path for path in paths if path.is_file()]


def hidden(path: Path) -> bool:
    return path.parts[0] in ("var", "build", "dist") or any(part.startswith((".", "__")) for part in path.parts)


def shown(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in python_files(*folders):
        yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_files_can_be_read_in_one_go() -> None:
    long = {
        shown(path): lines
        for path in python_files("nlu", "skill", "tests", "scripts")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"over {MAX_LINES} lines, split them by what they are about: {long}"


def test_functions_do_one_thing() -> None:
    long = {
        f"{shown(path)}:{node.lineno} {node.name}": count
        for path, tree in trees("nlu", "skill")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (count := sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1) > MAX_STATEMENTS
    }
    assert not long, f"over {MAX_STATEMENTS} statements: {long}"


def test_names_of_modules_say_what_is_in_them() -> None:
    empty = [shown(path) for path in python_files("nlu", "skill", "tests") if path.stem in EMPTY_NAMES]
    folders = [shown(path.parent) for path in python_files("nlu", "skill") if path.parent.name in EMPTY_NAMES]
    assert not empty + folders, "a name for anything: say what it holds"


def test_ambiguous_words_name_nothing_of_ours() -> None:
    """A store is a shop or a database, a session is a log-in or a conversation: say which."""
    found = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path, tree in trees("skill/domain", "skill/dialogue", "skill/usecases")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if AMBIGUOUS_NAMES & set(re.findall(r"[A-Z]?[a-z]+", node.name.lower() if "_" in node.name else node.name))
        or AMBIGUOUS_NAMES & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", node.name)}
    ]
    found += [shown(path) for path in python_files("skill", "nlu") if path.stem in AMBIGUOUS_NAMES]
    assert not found


def test_the_core_is_told_the_time() -> None:
    """`now` is an argument in domain, dialogue and use cases: a story and a test run at their own clock."""
    found = [
        f"{shown(path)}:{node.lineno}"
        for path, tree in trees("skill/domain", "skill/dialogue", "skill/usecases")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow")
        and ast.unparse(node.func.value) in ("datetime", "date", "datetime.datetime", "datetime.date")
    ]
    assert not found


COMMANDS = {
    "skill/cli.py",
    "skill/demo.py",
    "skill/demo_day.py",
    "skill/talk.py",
    "skill/understanding_lines.py",
    "skill/stories/command.py",
}


def test_only_commands_print() -> None:
    """What prints cannot be served, and an utterance on standard output is one in a log (A5)."""
    found = [
        f"{shown(path)}:{node.lineno}"
        for path, tree in trees("nlu", "skill")
        if shown(path) not in COMMANDS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    silent = [shown(path) for path, tree in trees("nlu", "skill") if tree.body and not ast.get_docstring(tree)]
    assert not silent


@pytest.mark.parametrize("folder", ["data", "tests/understanding", "tests/stories"])
def test_languages_have_the_same_files(folder: str) -> None:
    names = {
        language: {
            path.relative_to(PROJECT / folder / language).as_posix()
            for path in (PROJECT / folder / language).rglob("*")
            if path.is_file()
        }
        for language in LANGUAGES
    }
    for language, twin in (LANGUAGES, LANGUAGES[::-1]):
        missing = sorted(names[twin] - names[language])
        assert not missing, f"{folder}/{language} lacks what {folder}/{twin} has: {missing}"


def test_scripts_can_be_run() -> None:
    scripts = [path for path in (PROJECT / "scripts").iterdir() if not path.suffix and path.is_file()]
    assert {"setup", "demo", "test", "lint"} <= {path.name for path in scripts}
    for path in [*scripts, PROJECT / ".ci" / "run"]:
        assert path.stat().st_mode & 0o111, f"{shown(path)} is not executable"
        assert path.read_text(encoding="utf-8").startswith("#!"), f"{shown(path)} does not say what runs it"


# In pieces, so that this file does not find itself.
KEPT_OUT = {
    "the address of a package registry": r"pypi\." + r"org|files\.python" + r"hosted|--(extra-)?index" + r"-url",
    "a path of somebody's machine": r"/ho" + r"me/[a-z]|/ro" + r"ot/|/Use" + r"rs/[a-z]|/wo" + r"rk/|/opt/py" + r"pi",
    "a private key": r"BEGIN (RSA |EC )?PRIV" + r"ATE KEY",
}


@pytest.mark.parametrize("what", KEPT_OUT)
def test_the_project_holds_no_trace_of(what: str) -> None:
    pattern = re.compile(KEPT_OUT[what])
    found = [
        f"{shown(path)}:{number}"
        for path in tracked_files()
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"{what} in {found[:10]}"


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    """A package that only comes along with another one goes when that one changes."""
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {re.split(r"[^a-z0-9-]", line.lower(), maxsplit=1)[0] for line in wanted}
    sources = packages_distributions()
    imported = {
        name.replace("_", "-").lower()
        for _, tree in trees("nlu", "skill")
        for node in ast.walk(tree)
        for module in modules_of(node)
        if module not in ("nlu", "skill") and module not in sys.stdlib_module_names
        for name in sources.get(module, [module])
    }
    assert imported - declared == set(), "add to pyproject.toml, then run scripts/pin"
    assert declared - imported == set(), "remove from pyproject.toml, then run scripts/pin"


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return [node.module.partition(".")[0]]
    return []


EVALUATION = PROJECT.parent / "shared" / "utterances"


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="no evaluation sentences beside the project")
def test_sentences_for_evaluation_are_not_learned() -> None:
    """What a model is measured on it may not have read; up to four words anybody may have thought of too."""
    kept_apart = {
        words
        for path in EVALUATION.glob("*.jsonl")
        for sentence in re.findall(r'"text": "((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8"))
        if len(words := plain_words(sentence)) > 4
    }
    learned = [
        f"{shown(path)}:{number}"
        for path in sorted((PROJECT / "data").rglob("*.yml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if plain_words(line) in kept_apart
    ]
    assert not learned, f"{len(learned)} sentences: {learned[:20]}"


def test_held_out_sentences_are_not_learned() -> None:
    """tests/understanding measures only what data/ does not hold; case, punctuation and brackets do not count."""
    learned = {
        words: f"{shown(path)}:{number}"
        for path in sorted((PROJECT / "data").glob("*/intents/*.yml"))
        for number, words in examples_in(path)
    }
    doubled = [
        f"{shown(path)}:{number} is {learned[words]}"
        for path in sorted((PROJECT / "tests" / "understanding").glob("*/*.yml"))
        for number, words in examples_in(path)
        if words in learned
    ]
    assert not doubled, f"{len(doubled)} sentences: {doubled[:20]}"


def examples_in(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.match(r"\s+- (?!intent:|synonym:|lookup:|regex:)", line):
            yield number, plain_words(line)


def plain_words(written: str) -> tuple[str, ...]:
    """The words of a training line as they are said: without dash, annotations and punctuation."""
    said = re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", written.replace('\\"', '"'))
    return tuple(re.findall(r"[^\W_]+", said.lower().replace("'", "").replace("\u2019", "")))
