# shellcheck shell=bash
# The release build. One build serves run, tests and bench.

# Builds the products, unless each is newer than every source.
build_products() {
    local stamp=$binaries/lm2-products.built
    if [ -e "$stamp" ] && [ -x "$binaries/lm2d" ] && [ -x "$binaries/lm2" ] &&
        [ -z "$(find Package.swift Sources Tests/Interop -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    local from
    from=$(now)
    say "Building for release (the first time takes some minutes) ..."
    mkdir -p .build
    # Marked before the build: what is edited meanwhile is newer.
    touch .build/lm2-products.started
    swift build -c release </dev/null || fail "the build failed"
    mv .build/lm2-products.started "$stamp"
    say "Built in $(since "$from") s."
}
