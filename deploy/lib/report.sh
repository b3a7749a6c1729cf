# shellcheck shell=bash
# What the scripts say, and the small files under .lm2/ in which they record what they did.

# Where the release build puts its programs.
# shellcheck disable=SC2034
binaries=.build/release

# Each argument is a line.
say() { printf "%s\n" "$@"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Seconds since some moment, with two decimals, for "took" lines.
now() { printf '%s' "$EPOCHREALTIME"; }
since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# recorded KEY FILE: the value of the line `KEY=value` in FILE; fails if there is none.
recorded() {
    local line
    [ -r "$2" ] || return 1
    while IFS= read -r line; do
        if [ "${line%%=*}" = "$1" ]; then
            printf '%s' "${line#*=}"
            return 0
        fi
    done <"$2"
    return 1
}

# The moment at which process $1 began, in clock ticks since boot: with the id, it names one process for good.
process_start() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    stat=${stat##*) } # The second field, the command's name, may hold spaces and brackets.
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] && printf '%s' "${20}"
}

# until_true SECONDS COMMAND…: runs COMMAND every 50 ms until it succeeds; fails when SECONDS have passed.
until_true() {
    local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/./} < end)) || return 1
        sleep 0.05
    done
}
