#!/usr/bin/env bash
# The checks of action.yml. All inputs come by the environment, so that no text of a pull request becomes a part of this script.
set -uo pipefail

schema=${INPUT_SCHEMA:-metrics.schema.yaml}
read -r -d '' -a queries <<<"${INPUT_QUERIES:-}"
worst=0

# Runs a command to its end, and remembers the worst exit code: all findings are shown at once.
check() {
  npx --no-install metricsmith "$@"
  local code=$?
  ((code > worst)) && worst=$code
  return 0
}

check generate --check --schema "$schema" --format github
check lint --schema "$schema" --format github ${INPUT_MAX_WARNINGS:+--max-warnings "$INPUT_MAX_WARNINGS"}
((${#queries[@]} == 0)) || check queries --schema "$schema" --format github -- "${queries[@]}"

base=${INPUT_BASE:-}
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  base=origin/$GITHUB_BASE_REF
  # A shallow checkout has the commit of the pull request alone. Another one keeps its history.
  depth=()
  [ "$(git rev-parse --is-shallow-repository)" = false ] || depth=(--depth=1)
  git fetch --quiet --no-tags "${depth[@]}" origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/$base" || exit 2
fi
if [ -z "$base" ]; then
  echo "There is no base to compare the schema with."
elif ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
  echo "::error::The base $base is not in this checkout: give actions/checkout the option fetch-depth: 0."
  exit 2
elif ! git cat-file -e "$base:./$schema" 2>/dev/null; then
  echo "The schema is new: $base has no $schema."
else
  options=(--schema "$schema")
  [ "${INPUT_ALLOW_BREAKING:-false}" = true ] && options+=(--allow breaking)
  ((${#queries[@]} == 0)) || options+=(--queries "${queries[@]}")
  check diff "git:$base" --format markdown "${options[@]}" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
  check diff "git:$base" --format github "${options[@]}"
fi
exit "$worst"
