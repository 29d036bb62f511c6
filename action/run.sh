#!/usr/bin/env bash
# Checks budgets, compares with the revision that the change starts from, and
# writes both as comments on the pull request. What is asked for stands in the
# environment, so that no value of it is read as shell.
set -euo pipefail

# A comment holds no more characters.
most_characters=65536

tinyfoot=${TINYFOOT:-tinyfoot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2206 # words are devices, and patterns are of files
devices=(${DEVICES:-})
status=0

# Runs a command of tinyfoot twice: for the annotations of the workflow, and
# for the comment. A limit that is broken (1) is remembered; what could not be
# done (2) ends the step.
report() {
  local name=$1 found=0
  shift
  "$tinyfoot" "$name" --format github "$@" || found=$?
  [ "$found" -le 1 ] || exit "$found"
  "$tinyfoot" "$name" --format markdown --summary --output "$work/$name.md" "$@" || found=$?
  [ "$found" -le 1 ] || exit "$found"
  [ "$found" -eq 0 ] || status=1
}

# Writes a comment, or updates the one that bears its marker.
comment() {
  local name=$1 file=$work/$1.md comments found
  comments=repos/$GITHUB_REPOSITORY/issues
  if [ "$(wc -m <"$file")" -gt "$most_characters" ]; then
    sed '/^<details>$/,$d' "$file" >"$file.short"
    mv "$file.short" "$file"
  fi
  found=$(gh api --paginate "$comments/$PULL_REQUEST/comments" --jq \
    ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"<!-- tinyfoot:$name -->\"))) | .id" |
    awk 'NR == 1') || return
  if [ -n "$found" ]; then
    gh api --silent --method PATCH "$comments/comments/$found" --field "body=@$file"
  else
    gh api --silent --method POST "$comments/$PULL_REQUEST/comments" --field "body=@$file"
  fi
}

if [ "${CHECK:-true}" = true ]; then
  options=()
  [ -z "${BUDGET_KG:-}" ] || options+=("--budget-kg=$BUDGET_KG")
  [ -z "${DENY:-}" ] || options+=("--deny=$DENY")
  report check ${options[@]+"${options[@]}"} -- ${devices[@]+"${devices[@]}"}
fi

base=${BASE:-}
if [[ $base == -* ]]; then
  echo "::error title=tinyfoot::$base is no revision"
  exit 2
elif [[ $base =~ ^0*$ ]]; then
  # A branch that is pushed for the first time starts from nothing.
  echo "::notice title=tinyfoot::there is no revision to compare with"
else
  git cat-file -e "$base^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$base"
  options=("--git=$base")
  [ -z "${MAX_INCREASE_PERCENT:-}" ] || options+=("--max-increase-percent=$MAX_INCREASE_PERCENT")
  [ -z "${MAX_INCREASE_KG:-}" ] || options+=("--max-increase-kg=$MAX_INCREASE_KG")
  report diff "${options[@]}" -- ${devices[@]+"${devices[@]}"}
fi

if [ "${COMMENT:-true}" = true ] && [ -n "${PULL_REQUEST:-}" ]; then
  for file in "$work"/*.md; do
    name=$(basename "$file" .md)
    comment "$name" ||
      echo "::warning title=tinyfoot::the comment cannot be written: it needs 'pull-requests: write'"
  done
fi
exit "$status"
