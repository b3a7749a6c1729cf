# shellcheck shell=bash
# A scratch cluster, the Swift tests on it, and a server with the demonstration trust for tests from outside. They end with
# the script.

cluster='' scratch=''

# begin_scratch: makes the directories. From here on the script's end removes what is in them.
begin_scratch() {
    trap end_scratch EXIT
    scratch=$(mktemp -d)
    cluster=$(as_postgres mktemp -d /tmp/lm2-test-XXXXXX)
    export LM2_TEST_CLUSTER=$cluster/socket
}

end_scratch() {
    local status=$?
    [ ! -s "$scratch/server/pid" ] || kill -TERM "$(cat "$scratch/server/pid")" 2>/dev/null || true
    [ -z "$cluster" ] || delete_cluster "$cluster" || true
    rm -rf "$counts" ${scratch:+"$scratch"}
    exit "$status"
}

start_scratch_cluster() {
    create_cluster "$cluster" scratch 5432 "max_connections = 400" "shared_buffers = 128MB"
    start_cluster "$cluster"
}

# swift_tests OPTION…: Swift tests of the one release build, which run and bench use as well.
swift_tests() {
    local report=$scratch/swift.xml status=0
    swift test -c release --disable-testable-imports --xunit-output "$report" "$@" 2>&1 </dev/null |
        { grep --line-buffered -v -e "^◇" -e "^✔ Test " || true; } || status=$?
    # Swift Testing writes beside the file that is named, which is XCTest's.
    count_xunit "${report%.xml}-swift-testing.xml" || status=1
    return "$status"
}

# services_by WAY: the tests of the services once more, whose calls go to a server by a protocol.
services_by() {
    LM2_TEST_WAY=$1 swift_tests --skip-build --filter ServicesTests
}

start_server_for_outside_tests() {
    mkdir -p "$scratch/server"
    prepare_database "$cluster" 5432
    make_certificates "$scratch/server/certificates"
    cat >"$scratch/server/lm2d.conf" <<CONF
listen = 127.0.0.1:0
listen-machines = 127.0.0.1:0
tls-certificate = $scratch/server/certificates/server.pem
tls-key = $scratch/server/certificates/server.key
client-ca = $scratch/server/certificates/ca.pem
client-crl = $scratch/server/certificates/clients.crl
audit-key = $scratch/server/certificates/audit.key
database-socket = $cluster/socket
database-port = 5432
ready-file = $scratch/server/ready
caller-rate = 0
tenant-rate = 0
CONF
    "$binaries/lm2d" migrate --config "$scratch/server/lm2d.conf"
    "$binaries/lm2d" demo --config "$scratch/server/lm2d.conf" --output "$scratch/server/tokens"
    "$binaries/lm2d" demo --config "$scratch/server/lm2d.conf" --output "$scratch/server/other-tokens"
    make_machine_certificate "$scratch/server/certificates" "$(cat "$scratch/server/tokens/tenant")"
    "$binaries/lm2d" credential create --config "$scratch/server/lm2d.conf" --name "Test machine" --role trust-viewer \
        --tenant "$(cat "$scratch/server/tokens/tenant")" --certificate "$scratch/server/certificates/client.pem"
    "$binaries/lm2d" serve --config "$scratch/server/lm2d.conf" </dev/null >"$scratch/server/log" 2>&1 &
    echo $! >"$scratch/server/pid"
    until_true 30 test -s "$scratch/server/ready" || {
        tail -n 20 "$scratch/server/log"
        return 1
    }
}

# What tests from outside are told; deploy/test says what it means.
outside_environment() {
    export LM2_TEST_SERVER LM2_TEST_MACHINES LM2_TEST_CERTIFICATES LM2_TEST_TOKENS LM2_TEST_OTHER_TOKENS
    export LM2_TEST_PROGRAMS
    LM2_TEST_SERVER=127.0.0.1:$(recorded people "$scratch/server/ready")
    LM2_TEST_MACHINES=127.0.0.1:$(recorded machines "$scratch/server/ready")
    LM2_TEST_CERTIFICATES=$scratch/server/certificates
    LM2_TEST_TOKENS=$scratch/server/tokens
    LM2_TEST_OTHER_TOKENS=$scratch/server/other-tokens
    LM2_TEST_PROGRAMS=$PWD/$binaries
}
