#!/usr/bin/env bash
# Loads the latest release of every package with the tools its users have, and proves each check on a copy that is broken on purpose.
#
#   descriptors.py  frictionless (types, required columns, keys, references, digests) and csvwvalidate; and where they can be installed and their
#                   schemas are at hand (SCHEMAS below): jsonschema with the profile of Data Package 2.0, pyshacl with the shapes of DCAT-AP 3.0.1,
#                   mlcroissant, pysdmx, cffconvert
#   tables.py       digests; pandas, Polars and DuckDB: types, and one table from CSV and Parquet
#   parquet.py      bounds, page index, order and footer, as pyarrow and DuckDB see them
#   readme.py       the loaders of the release's READMEs and of the project's, as printed; R where Rscript with readr is installed
#
# The last line says what did not run.
#
# Usage: tests/validators.sh [FOLDER]    FOLDER is output/ unless another is named
# SCHEMAS names the folder with datapackage-2.0.json and dcat-ap-3.0.1-SHACL.ttl; ../shared/validators beside the project unless it is set.
# Exit codes: 0 all held, 1 something did not, 77 the packages cannot be installed.
set -euo pipefail
output=$(realpath -- "${1:-$(dirname "$0")/../output}")
cd "$(dirname "$0")/.."
schemas=$(realpath -m -- "${SCHEMAS:-../shared/validators}")

venv=target/validators
wanted='pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.0 frictionless==5.21.0 csvw==4.1.1'
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
  printf 'installing %s\n' "$wanted"
  rm -rf "$venv"
  mkdir -p target
  # shellcheck disable=SC2086
  if ! python3 -m venv "$venv" || ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $wanted; then
    printf 'SKIPPED: the Python packages cannot be installed here; no release was loaded\n'
    exit 77
  fi
  printf '%s\n' "$wanted" >"$venv/installed"
fi

# Tools with requirements of their own, each set in a place of its own. One that cannot be installed is left out and named.
more=''
for set in 'graphs pyshacl==0.40.1 mlcroissant==1.1.1 pysdmx[data]==1.21.0 jsonschema==4.26.0' 'citation cffconvert==2.0.0'; do
  name=${set%% *} packages=${set#* } place=target/validators-${set%% *}
  if [ "$(cat "$place/installed" 2>/dev/null)" != "$packages" ]; then
    printf 'installing %s\n' "$packages"
    rm -rf "$place"
    # shellcheck disable=SC2086
    if ! python3 -m venv "$place" || ! "$place/bin/python" -m pip install --quiet --disable-pip-version-check $packages; then
      continue
    fi
    printf '%s\n' "$packages" >"$place/installed"
  fi
  more="$more $name=$place"
done

SCHEMAS=$schemas PLACES=$more exec "$venv/bin/python" -B tests/validators/main.py "$output" target/validators/work
