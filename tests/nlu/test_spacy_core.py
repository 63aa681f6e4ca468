import subprocess
import sys

USED = "import sys, nlu.spacy_core, spacy; "
LOADED = USED + "print('spacy.cli' in sys.modules, len(spacy.blank('nl')('twee pakken melk')))"
ASKED = (
    USED + "import spacy.cli; print(callable(spacy.cli.info), spacy.info(silent=True) == spacy.cli.info(silent=True))"
)


def said(code: str) -> list[str]:
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return ran.stdout.split()


def test_spacy_comes_without_its_command_line() -> None:
    assert said(LOADED) == ["False", "3"]


def test_its_commands_are_there_for_who_asks() -> None:
    assert said(ASKED) == ["True", "True"]
