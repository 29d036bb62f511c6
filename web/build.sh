#!/usr/bin/env bash
# Makes the web calculator in web/dist: the library as a WebAssembly module,
# packed into a script, beside the page. A folder to open, or to put anywhere.
#
# With rustup's target wasm32-unknown-unknown where it is installed; otherwise
# with Debian's rustc-web and rust-web-src (apt-get install rustc-web
# rust-web-src), and the linker that comes with rustup or Debian's lld.
set -euo pipefail
cd "$(dirname "$0")/.."

triple=wasm32-unknown-unknown
target=${CARGO_TARGET_DIR:-target}/web
build=(cargo rustc --locked --lib --crate-type cdylib --profile web --no-default-features
  --features calculator --target "$triple" --target-dir "$target")

sysroot=$(rustc --print sysroot)
if [ -d "$sysroot/lib/rustlib/$triple" ]; then
  "${build[@]}"
else
  debian=/usr/bin/rustc
  if ! [ -x "$debian" ] || ! [ -d "$("$debian" --print sysroot)/lib/rustlib/src/rust/library/std" ]; then
    echo "no $triple: rustup target add $triple, or apt-get install rustc-web rust-web-src" >&2
    exit 1
  fi
  # A compiler of its own builds the standard library with it. Only messages of
  # panics are left out, which a page would not show.
  linker=$(find "$sysroot" /usr/bin -name rust-lld -o -name wasm-ld 2>/dev/null | head -n 1)
  RUSTC=$debian RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=${linker:-rust-lld} \
    "${build[@]}" -Z build-std=std,panic_abort
fi

module=$target/$triple/web/tinyfoot.wasm
if command -v wasm-opt >/dev/null && wasm-opt -Oz --all-features "$module" -o "$module.small" 2>/dev/null; then
  module=$module.small
fi

dist=web/dist
rm -rf "$dist"
mkdir -p "$dist"
cp web/*.html web/*.css web/*.js "$dist"
# A script and not a file to fetch, so that the page works from a disk too.
{
  printf '"use strict";\n// The module, gzip and base64: made by web/build.sh.\nconst MODULE =\n  "'
  gzip -9nc "$module" | base64 | tr -d '\n'
  printf '";\n'
} >"$dist/module.js"
echo "$dist/index.html: the module is $(wc -c <"$module") bytes, $(gzip -9nc "$module" | wc -c) gzipped"
