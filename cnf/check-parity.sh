#!/usr/bin/env bash
# Whether every test that a table of docs/reference-parity.md or docs/hot-swap.md names ran in the last build, and was not skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
ran=0
while IFS=' #' read -r module type method; do
    reports=("$module"/target/surefire-reports/TEST-*."$type".xml "$module"/target/surefire-reports/TEST-*."$type"-*.xml)
    found=
    for report in "${reports[@]}"; do
        [ -f "$report" ] || continue
        # a test with arguments has them behind its name
        if line=$(grep -m1 -A1 -E "<testcase name=\"$method([({\[\"])" "$report"); then
            found=yes
            if grep -q '<skipped' <<<"$line"; then
                echo "$module: $type#$method was skipped" >&2
                failed=1
            fi
        fi
    done
    if [ -z "$found" ]; then
        echo "$module: $type#$method did not run" >&2
        failed=1
    fi
    ran=$((ran + 1))
done < <(grep -h '^|' docs/reference-parity.md docs/hot-swap.md | grep -oE '`[a-z0-9.-]+: [A-Za-z0-9_]+#[A-Za-z0-9_]+`' | tr -d '`:' | sort -u)
[ "$ran" -gt 100 ] || { echo "the tables name but $ran tests" >&2; exit 1; }
[ "$failed" -eq 0 ] || exit 1
echo "All $ran tests that docs/reference-parity.md and docs/hot-swap.md name ran."
