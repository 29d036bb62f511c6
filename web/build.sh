#!/usr/bin/env bash
# Makes the web calculator in web/dist: the library as a WebAssembly module,
# packed into a script, beside the page. A folder to open, or to put anywhere.
#
# With rustup's component rust-src where it is installed, which gives the
# smallest module; else with its target wasm32-unknown-unknown; else with
# Debian's rustc-web and rust-web-src and the linker of rustup or of Debian's lld.
set -euo pipefail
cd "$(dirname "$0")/.."

triple=wasm32-unknown-unknown
target=${CARGO_TARGET_DIR:-target}/web
build=(cargo rustc --locked --lib --crate-type cdylib --profile web --no-default-features
  --features calculator --target "$triple" --target-dir "$target")

sysroot=$(rustc --print sysroot)
debian=/usr/bin/rustc
source=lib/rustlib/src/rust/library/std
# The standard library is built along, without the messages of panics, which
# nobody would see. Those flags are not stable: a compiler that has others
# builds as well, and more.
small=(-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none)
takes_small() { RUSTC_BOOTSTRAP=1 "$1" "${small[@]}" --target "$triple" --print cfg >/dev/null 2>&1; }
with_std() {
  local flags=
  if takes_small "$1"; then flags=${small[*]}; fi
  RUSTC=$1 RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags \
    "${build[@]}" -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size
}

if [ -d "$sysroot/$source" ]; then
  with_std "$sysroot/bin/rustc"
elif [ -d "$sysroot/lib/rustlib/$triple" ]; then
  "${build[@]}"
elif [ -x "$debian" ] && [ -d "$("$debian" --print sysroot)/$source" ]; then
  linker=$(find "$sysroot/lib/rustlib" -path '*/bin/rust-lld' 2>/dev/null | head -n 1)
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=${linker:-wasm-ld}
  with_std "$debian"
else
  echo "rustup component add rust-src, or rustup target add $triple, or apt-get install rustc-web rust-web-src" >&2
  exit 1
fi

module=$target/$triple/web/tinyfoot.wasm
# What rustc uses of WebAssembly, and no more: browsers have had it since 2023.
features=(--enable-bulk-memory --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals)
if command -v wasm-opt >/dev/null; then
  # What makes the packed module small, not the one that is unpacked.
  wasm-opt -O1 --dae-optimizing --vacuum --merge-similar-functions "${features[@]}" "$module" -o "$module.small"
  module=$module.small
fi
if command -v zopfli >/dev/null; then
  zopfli -c "$module" >"$module.gz"
else
  gzip -9nc "$module" >"$module.gz"
fi

dist=web/dist
rm -rf "$dist"
mkdir -p "$dist"
cp web/*.css "$dist"
# The scripts of the page in their order, as one: each file is a request.
sed -n 's/^<script defer src="\(.*\)"><\/script>$/\1/p' web/index.html | grep -v '^module.js$' |
  while read -r script; do cat "web/$script"; done >"$dist/calculator.js"
awk '
  !/^<script defer/ { print; next }
  /"module.js"/ { print; print "<script defer src=\"calculator.js\"></script>" }
' web/index.html >"$dist/index.html"
# A script and not a file to fetch, so that the page works from a disk too.
{
  printf '"use strict";\n// The module, gzip and base64: made by web/build.sh.\nconst MODULE =\n  "'
  base64 "$module.gz" | tr -d '\n'
  printf '";\n'
} >"$dist/module.js"
echo "$dist/index.html: the module is $(wc -c <"$module") bytes, $(wc -c <"$module.gz") gzipped"
