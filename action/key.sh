#!/usr/bin/env bash
# Prints `key=...`: the same for the same sources, whatever they are called.
set -euo pipefail
cd "$(dirname "$0")/.."
files() {
  find Cargo.toml Cargo.lock src presets -type f | LC_ALL=C sort
}
printf 'key=%s\n' "$( (files && files | git hash-object --no-filters --stdin-paths) | git hash-object --stdin)"
