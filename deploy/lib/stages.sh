# shellcheck shell=bash
# Stages of a test run: each is timed, and what it counted is summed.

stages=() passed=0 failed=0 counts=$(mktemp)

# count PASSED FAILED: says what the stage has counted. Through a file, since a stage runs in a shell of its own.
count() { printf '%s %s\n' "$1" "$2" >"$counts"; }

# The tests of an xUnit file. One may hold several failures, and one that was skipped did not pass.
count_xunit() {
    local tests bad
    tests=$(grep -c '<testcase ' "$1") || true
    bad=$(awk '/<testcase / { bad = 0 } /<(failure|error|skipped)/ && !bad { bad = 1; n++ } END { print n + 0 }' "$1") ||
        return 1
    count $((tests - bad)) "$bad"
    ((tests > 0)) # None at all is a mistake in a filter or in finding them.
}

# The totals that Python's unittest prints; a test that was skipped did not pass.
count_unittest() {
    local tests bad
    tests=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$1" | tail -n 1)
    bad=$(grep -E '^(OK|FAILED)' "$1" | tail -n 1 | { grep -oE '(failures|errors|skipped)=[0-9]+' || true; } |
        cut -d= -f2 | awk '{ n += $1 } END { print n + 0 }')
    count $((${tests:-0} - bad)) "$bad"
    ((${tests:-0} > 0))
}

# The totals of a last line `N passed, N failed`.
count_line() {
    local numbers
    numbers=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1" | tail -n 1)
    # shellcheck disable=SC2086
    [ -z "$numbers" ] || count $numbers
}

# stage NAME COMMAND…: runs it in a shell of its own, whose first failing line ends it but not the other stages.
# A stage that fails is a failure even when it has counted none.
stage() {
    local name=$1 from status stage_passed stage_failed word=passed
    shift
    say "" "== $name"
    from=$(now)
    echo 0 0 >"$counts"
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    read -r stage_passed stage_failed <"$counts"
    ((status == 0 || stage_failed > 0)) || stage_failed=1
    ((stage_failed == 0)) || word=FAILED
    passed=$((passed + stage_passed))
    failed=$((failed + stage_failed))
    stages+=("$(printf '%8s s  %-6s  %s' "$(since "$from")" "$word" "$name")")
}

# Prints the stages and the sum, and ends the script.
stages_end() {
    rm -f "$counts"
    say "" "${stages[@]}" "" "$passed passed, $failed failed"
    exit $((failed > 0))
}
