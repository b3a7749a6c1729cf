# shellcheck shell=bash
# The server's process and ports. What is recorded about it lies in .lm2/server: pid, start (its moment), people, machines.

server_log=.lm2/lm2d.log
# What the server has in its environment: NAME=VALUE each.
mapfile -t server_environment < <(grep -E '^[A-Z_]+=' deploy/lm2d.env)

# The recorded process lives, and is the one that was recorded.
server_running() {
    local pid start
    pid=$(recorded pid .lm2/server) && start=$(recorded start .lm2/server) && [ "$(process_start "$pid")" = "$start" ]
}

server_ended() { ! server_running; }

# free_port FROM: the first port from there on which no process listens.
free_port() {
    local port=$1
    while awk -v port="$(printf ':%04X' "$port")" \
        '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' /proc/net/tcp*; do
        port=$((port + 1))
    done
    printf '%s' "$port"
}

# start_server: starts it and returns when it serves. Takes the ports of last time if they are free, else the next ones.
start_server() {
    local people machines pid
    people=$(recorded people .lm2/ports) || people=8443
    machines=$(recorded machines .lm2/ports) || machines=8444
    # Checkouts choose one after another, until they listen. Everybody can lock this directory.
    exec 7</tmp
    flock -w 60 7 || say "Another checkout has been starting for a minute; going on."
    while :; do
        people=$(free_port "$people")
        machines=$(free_port "$machines")
        ((machines != people)) || machines=$(free_port $((people + 1)))
        write_configuration "$people" "$machines"
        rm -f .lm2/ready
        setsid env "${server_environment[@]}" "$binaries/lm2d" serve --config .lm2/lm2d.conf \
            </dev/null >>"$server_log" 2>&1 7<&- 9<&- &
        pid=$!
        printf '%s\n' "pid=$pid" "start=$(process_start "$pid")" >.lm2/server
        until_true 30 server_ready_or_ended || fail_with_log "the server was not ready within 30 s"
        [ ! -s .lm2/ready ] || break
        # Another program may have taken a port since it was looked at; then the next one will do.
        [ "$(free_port "$people") $(free_port "$machines")" != "$people $machines" ] ||
            fail_with_log "the server ended before it was ready"
    done
    exec 7<&-
    cp .lm2/ready .lm2/ports
}

server_ready_or_ended() { [ -s .lm2/ready ] || server_ended; }

fail_with_log() {
    tail -n 20 "$server_log" >&2
    fail "$1; its log is $server_log"
}

write_configuration() {
    local directory=$PWD/.lm2
    cat >.lm2/lm2d.conf <<CONF
# Written by deploy/run each time that it starts the server. \`lm2d --help\` explains the keys.
listen = 127.0.0.1:$1
listen-machines = 127.0.0.1:$2
tls-certificate = $directory/certificates/server.pem
tls-key = $directory/certificates/server.key
client-ca = $directory/certificates/ca.pem
client-crl = $directory/certificates/clients.crl
audit-key = $directory/certificates/audit.key
database-socket = $(recorded socket .lm2/cluster)
database-port = $(recorded port .lm2/cluster)
database-name = lm2
database-user = lm2_server
migration-user = lm2_migrator
ready-file = $directory/ready
# lm2-bench measures here, with a few callers who do all that the machine can. Leave these out where people work.
caller-rate = 100000
caller-burst = 100000
tenant-rate = 100000
tenant-burst = 100000
CONF
}

# Lets the server finish the calls under way, and returns when it has ended. Fine if it does not run.
stop_server() {
    local pid
    if server_running; then
        pid=$(recorded pid .lm2/server)
        kill -TERM "$pid"
        until_true 40 server_ended || {
            say "The server has not ended within 40 s of SIGTERM; killing it."
            kill -KILL "$pid"
            until_true 5 server_ended || fail "process $pid does not end"
        }
    fi
    rm -f .lm2/server .lm2/ready
}

# Deletes what the checkout keeps: database, certificates, tokens, logs.
delete_everything() {
    local cluster
    stop_server
    if cluster=$(recorded directory .lm2/cluster); then delete_cluster "$cluster"; fi
    rm -rf .lm2
}
