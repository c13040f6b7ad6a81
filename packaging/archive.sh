#!/bin/sh
# Makes a release archive: the program, manual pages, completions, licences, unit files, and its SHA-256 beside it.
#
#   packaging/archive.sh BINARY FOLDER
#
# The same binary gives the same bytes: names are sorted, owners are numbers, the time is SOURCE_DATE_EPOCH (0 where it is not set).
set -eu
binary=$1
target=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
version=$("$binary" --version | cut -d ' ' -f 2)
name=tongbi-$version-$(uname -m)-$(uname -s | tr '[:upper:]' '[:lower:]')
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir -p "$work/$name/bin" "$work/$name/share/man/man1" "$work/$name/share/completions" "$target"
cp -- "$binary" "$work/$name/bin/tongbi"
chmod 755 "$work/$name/bin/tongbi"
"$binary" man "$work/$name/share/man/man1"
for shell in bash zsh fish; do
    "$binary" completions "$shell" > "$work/$name/share/completions/tongbi.$shell"
done
cp -R -- "$root/packaging/systemd" "$root/packaging/cron" "$work/$name/share/"
for file in LICENSE LICENSE-APACHE README.md README.zh.md; do
    cp -- "$root/$file" "$work/$name/"
done
find "$work/$name" -type f ! -path '*/bin/*' -exec chmod 644 {} +
find "$work/$name" -type d -exec chmod 755 {} +
tar -C "$work" --sort=name --mtime="@${SOURCE_DATE_EPOCH:-0}" --owner=0 --group=0 --numeric-owner --format=ustar -cf - "$name" | gzip -n > "$target/$name.tar.gz"
(cd -- "$target" && sha256sum -- "$name.tar.gz" > "$name.tar.gz.sha256")
printf '%s\n' "$target/$name.tar.gz"
