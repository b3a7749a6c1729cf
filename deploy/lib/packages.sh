# shellcheck shell=bash disable=SC2034 # The lists are read through a name reference.
# The Debian packages that the product is built with, run on, tested and checked with, and the Swift toolchain.

# "package: what for", by need.
packages_run=(
    "libuv1-dev: the event loop"
    "libssl-dev: TLS, digests and random numbers"
    "libargon2-dev: hashing passwords"
    "libpq-dev: talking to PostgreSQL"
    "libprotobuf-c-dev: protobuf messages"
    "libnghttp2-dev: HTTP/2"
    "libhttp-parser-dev: HTTP/1.1"
    "zlib1g-dev: gzip"
    "pkg-config: finding the libraries above"
    "openssl: making the development certificates"
    "postgresql: the database"
)
packages_test=(
    "python3: the second client and the walk-through"
    "python3-venv: PyPI's protobuf, grpcio, sslyze and others, apart from the system's packages"
    "curl: a client of HTTP/2 and HTTP/1.1"
    "protobuf-compiler: the clients' messages"
    "libprotobuf-dev: the .proto files that ours import"
    "python3-protobuf: the reference for messages"
    "nghttp2-client: h2load"
    "ruby-grpc: the interoperability client"
)
packages_bench=(
    "g++: the peers that lm2-bench compares with"
    "libgrpc++-dev: the peer of gRPC's own C++ library"
    "protobuf-compiler: the peer's messages"
    "protobuf-compiler-grpc: the peer's service"
    "nghttp2-client: h2load, which loads both"
    "nghttp2-server: nghttpd, a server of files"
)
packages_soak=(
    "testssl.sh: looking for weaknesses of the server's TLS"
)
packages_check=(
    "protobuf-compiler: generating the messages"
    "protobuf-c-compiler: generating the messages' C"
    "libprotobuf-dev: the .proto files that ours import"
    "python3-protobuf: the generator"
    "shellcheck: checking the scripts"
)

# need_packages LIST…: sees to it that the packages of the lists (run, test, bench, soak, check) are there, or says what to do.
need_packages() {
    local list entry missing=()
    for list; do
        local -n entries="packages_$list"
        for entry in "${entries[@]}"; do
            package_installed "${entry%%:*}" || missing+=("$entry")
        done
    done
    ((${#missing[@]})) || return 0
    say "Missing packages:"
    printf '  %s\n' "${missing[@]}"
    if [ "$(id -u)" != 0 ]; then
        fail "installing packages needs root; type this as root, then try again:" \
            "apt-get update && apt-get install --no-install-recommends ${missing[*]%%:*}"
    fi
    install_packages "${missing[@]%%:*}" || exit 1
}

package_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# One at a time on a machine: apt waits for dpkg's lock, but not for the one on its lists.
install_packages() (
    local log apt=(apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    exec 8>/var/lock/lm2-packages
    flock -w 600 8 || fail "another installation has held /var/lock/lm2-packages for ten minutes"
    export DEBIAN_FRONTEND=noninteractive
    say "Installing them with apt-get ..."
    # An out-of-date list may still serve, so only the installation's failure counts.
    "${apt[@]}" update >"$log" 2>&1 </dev/null || say "apt-get update failed; going on with the lists that are there"
    without_main_cluster "${apt[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1 </dev/null || {
        tail -n 20 "$log" >&2
        fail "apt-get could not install: $*"
    }
)

# Debian's postgresql makes and starts a cluster `main` when first installed; nobody asked for one here.
without_main_cluster() {
    local setting=/etc/postgresql-common/createcluster.d/lm2.conf status=0
    if package_installed postgresql; then
        "$@"
        return
    fi
    mkdir -p "${setting%/*}"
    echo 'create_main_cluster = false' >"$setting"
    "$@" || status=$?
    rm -f "$setting"
    return "$status"
}

# Swift's oldest version that builds the package.
swift_minimum=6.2

need_swift() {
    local version
    command -v swift >/dev/null ||
        fail "no 'swift' on the PATH; install Swift $swift_minimum or later from https://www.swift.org/install/linux/"
    version=$(swift --version 2>/dev/null </dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "'swift --version' does not say its version: $(swift --version 2>&1 | head -n 1)"
    [ "$(printf '%s\n' "$swift_minimum" "$version" | sort -V | head -n 1)" = "$swift_minimum" ] ||
        fail "Swift $version is too old; install $swift_minimum or later from https://www.swift.org/install/linux/"
}
