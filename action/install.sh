#!/usr/bin/env bash
# Builds the program of this checkout into $TINYFOOT_ROOT.
set -euo pipefail
cargo install --locked --path "$(dirname "$0")/.." --root "$TINYFOOT_ROOT"
