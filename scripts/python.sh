# Sourced by scripts that need a Python before there is a .venv. Not a command by itself.
# shellcheck shell=bash

# find_python: prints the Python to use (PYTHON, or the first that is new enough), or says what is missing and fails.
find_python() {
  local candidate wanted="${PYTHON:-}" seen=""
  for candidate in ${wanted:-python3 python3.13 python3.12 python3.11 python}; do
    if ! command -v "$candidate" >/dev/null 2>&1; then
      if [[ -n $wanted ]]; then seen="PYTHON is $wanted, which cannot be run"; fi
      continue
    fi
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
    seen="${seen:+$seen, }$candidate is $("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo unusable)"
  done
  {
    echo "Python 3.11 or newer is needed${seen:+: $seen}."
    echo "Install it (Debian: apt install python3 python3-venv; macOS: python.org or brew), or name it: PYTHON=/path/to/python3.12 $0"
  } >&2
  return 1
}
