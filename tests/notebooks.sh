#!/usr/bin/env bash
# Runs the script of the notebook with pandas, Polars and DuckDB on the latest releases and compares what it prints with what the notebook shows.
#
# Usage: tests/notebooks.sh [FOLDER]    FOLDER is output/ unless another is named
#        tests/notebooks.sh --write     makes notebooks/indicators.ipynb from notebooks/indicators.py and the releases under output/
# Exit codes: 0 all held, 1 something did not, 77 the packages cannot be installed.
set -euo pipefail
folder=${1:-$(dirname "$0")/../output}
[ "$folder" = --write ] || folder=$(realpath -- "$folder")
cd "$(dirname "$0")/.."

venv=target/notebooks
readers=$(sed -n "s/^wanted='\(pandas.*\) frictionless.*'$/\1/p" tests/validators.sh)
wanted="$readers matplotlib==3.11.2 jupytext==1.19.6 nbformat==5.11.1 nbclient==0.11.0 ipykernel==7.4.0"
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
  printf 'installing %s\n' "$wanted"
  rm -rf "$venv"
  mkdir -p target
  # shellcheck disable=SC2086
  if ! python3 -m venv "$venv" || ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $wanted; then
    printf 'SKIPPED: the Python packages cannot be installed here; the notebook was not run\n'
    exit 77
  fi
  printf '%s\n' "$wanted" >"$venv/installed"
fi

if [ "$folder" = --write ]; then
  exec "$venv/bin/python" -B notebooks/make.py write
fi
exec "$venv/bin/python" -B notebooks/make.py check "$folder"
