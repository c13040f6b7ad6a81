#!/usr/bin/env bash
# Loads every file for portals and Excel of the latest releases as an editor's tools do, and proves each check on a copy that is broken on purpose.
#
#   bytes        byte order mark, line ends, one width of rows; the rows of the canonical table; the columns of the data dictionary
#   pandas, polars, duckdb   without options: codes and words stay texts, figures and days are what they are, nothing is lost
#   libreoffice  both flavours: no formula is evaluated, no code loses a zero
#   canonical    data/observations.csv in pandas, Polars, DuckDB and LibreOffice with the types of datapackage.json: every text is what it is,
#                also where codes begin with 0 and where a release has one row only, so that no column has another type in the next release
#
# Usage: tests/portals.sh [FOLDER]    FOLDER is output/ unless another is named
# Exit codes: 0 all held, 1 something did not, 77 the packages cannot be installed. LibreOffice is skipped where it is not installed, and said so.
set -euo pipefail
output=$(realpath -- "${1:-$(dirname "$0")/../output}")
cd "$(dirname "$0")/.."

# The environment is that of tests/validators.sh, which runs before this script in .ci/run; without it, this one makes it alike.
venv=target/validators
wanted=$(sed -n "s/^wanted='\(.*\)'$/\1/p" tests/validators.sh)
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
  printf 'installing %s\n' "$wanted"
  rm -rf "$venv"
  mkdir -p target
  # shellcheck disable=SC2086
  if ! python3 -m venv "$venv" || ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $wanted; then
    printf 'SKIPPED: the Python packages cannot be installed here; no file was loaded\n'
    exit 77
  fi
  printf '%s\n' "$wanted" >"$venv/installed"
fi

exec "$venv/bin/python" -B tests/validators/portals.py "$output" target/validators/portals
