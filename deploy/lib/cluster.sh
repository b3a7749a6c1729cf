# shellcheck shell=bash
# A private PostgreSQL cluster: own directory, own Unix socket, no TCP.
#
# PostgreSQL refuses to run as root. So under root its files belong to the OS user `postgres` and lie where that user can
# reach them, whatever the checkout's path; an ordinary user runs it as themselves. A cluster is known by its directory:
#   data/    PostgreSQL's own
#   socket/  the socket `.s.PGSQL.PORT`
#   log      what PostgreSQL says
# All of it has mode 0700: only the owner and root come in.

# Runs a command as the OS user who owns the clusters.
as_postgres() (
    cd / || exit 1 # The caller's directory may be closed to that user.
    if [ "$(id -u)" = 0 ]; then
        exec runuser -u postgres -- "$@"
    fi
    exec "$@"
)

# The directory of PostgreSQL's programs: of the version that made the data in cluster $1, or else the newest.
postgres_programs() {
    local version
    if version=$(as_postgres cat "$1/data/PG_VERSION" 2>/dev/null); then
        [ -x "/usr/lib/postgresql/$version/bin/postgres" ] ||
            fail "the data in $1 are PostgreSQL $version's, which is not installed: apt-get install postgresql-$version"
        printf '/usr/lib/postgresql/%s/bin' "$version"
    else
        find /usr/lib/postgresql -path '*/bin/postgres' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1 | grep . ||
            fail "no PostgreSQL server under /usr/lib/postgresql"
    fi
}

# own_directory PATH: makes it, for the clusters' owner alone. Fails if somebody else has put something there.
own_directory() {
    local owner
    owner=$(as_postgres id -un)
    mkdir -p "${1%/*}" || return 1
    if mkdir -m 700 "$1" && [ "$(id -u)" = 0 ]; then
        chown "$owner:" "$1" || return 1
    fi
    [ -d "$1" ] && [ ! -L "$1" ] && [ "$(stat -c %U:%a "$1")" = "$owner:700" ] && as_postgres test -w "$1"
} 2>/dev/null

# place_cluster CHECKOUT: makes and prints the directory for that checkout's cluster.
# A socket's path has at most 107 bytes, of which `/socket/.s.PGSQL.65535` takes 22.
place_cluster() {
    local place name
    name=lm2-$(printf '%s' "$1" | sha256sum | cut -c 1-12)
    if [ "$(id -u)" = 0 ]; then
        set -- "/var/lib/$name" "/var/tmp/$name"
    else
        set -- "$1/.lm2/postgres" "${XDG_STATE_HOME:-$HOME/.local/state}/$name" "/var/tmp/$name-$(id -u)"
    fi
    for place; do
        if ((${#place} <= 85)) && own_directory "$place"; then
            printf '%s' "$place"
            return
        fi
    done
    fail "found no place for the database; tried $*"
}

# create_cluster DIRECTORY KIND [SETTING…]: initialises it, on port $port. The settings are lines of postgresql.conf.
#
# durable: the clusters' owner is the superuser `postgres`; the OS user who calls this may be the server's role or the
#   migrator, and inside the database neither can become the other. No passwords.
# scratch: whoever can reach the socket (the owner and root) may be anybody, and a crash may lose everything.
create_cluster() {
    local cluster=$1 kind=$2 port=$3 programs output options=() access='peer map=lm2' user
    shift 3
    programs=$(postgres_programs "$cluster") || exit 1
    user=$(id -un)
    if [ "$kind" = scratch ]; then
        access=trust
        options=(--no-sync)
        set -- "fsync = off" "full_page_writes = off" "synchronous_commit = off" "$@"
    fi
    as_postgres mkdir -p -m 700 "$cluster/socket"
    as_postgres rm -rf "$cluster/data" # What an interrupted attempt left.
    output=$(as_postgres "$programs/initdb" --pgdata="$cluster/data" --username=postgres --auth=peer --encoding=UTF8 \
        --locale=C.UTF-8 "${options[@]}" 2>&1) || fail "initdb failed in $cluster/data: $output"
    printf '%s\n' "" "# What LM2 sets." "port = $port" "listen_addresses = ''" \
        "unix_socket_directories = '$cluster/socket'" "unix_socket_permissions = 0700" "max_connections = 120" \
        "shared_buffers = 256MB" "min_wal_size = 512MB" "max_wal_size = 2GB" "jit = off" \
        "timezone = UTC" "log_timezone = UTC" "log_line_prefix = '%m [%p] %u '" "$@" |
        as_postgres tee -a "$cluster/data/postgresql.conf" >/dev/null
    printf 'local all all %s\n' "$access" | as_postgres tee "$cluster/data/pg_hba.conf" >/dev/null
    # Written last: `cluster_created` looks for it.
    printf 'lm2 "%s" %s\n' "$(as_postgres id -un)" postgres "$user" lm2_server "$user" lm2_migrator |
        as_postgres tee "$cluster/data/pg_ident.conf" >/dev/null
}

# set_aside_cluster DIRECTORY: keeps what a checkout that was deleted has left in this one's place, but out of the way.
set_aside_cluster() {
    local old
    cluster_created "$1" || return 0
    stop_cluster "$1"
    old=$(mktemp -d "$1.old-XXXXXX")
    mv -T "$1" "$old"
    own_directory "$1"
    say "A database of an earlier checkout was in $1. It is now $old, and can be deleted."
}

cluster_created() { as_postgres grep -q '^lm2 ' "$1/data/pg_ident.conf" 2>/dev/null; }

# The recorded process lives, and is this cluster's: PostgreSQL works in its data directory.
cluster_running() {
    local pid
    pid=$(as_postgres head -n 1 "$1/data/postmaster.pid" 2>/dev/null) &&
        [ "$(as_postgres readlink "/proc/$pid/cwd" 2>/dev/null)" = "$1/data" ]
}

start_cluster() {
    local programs
    cluster_running "$1" && return
    programs=$(postgres_programs "$1") || exit 1
    as_postgres "$programs/pg_ctl" start --silent --wait --timeout=60 --pgdata="$1/data" --log="$1/log" \
        </dev/null >/dev/null 9<&- || {
        as_postgres tail -n 20 "$1/log" >&2
        fail "PostgreSQL did not start; its log is $1/log"
    }
}

# Ends the cluster, and returns when it has ended. Fine if it does not run.
stop_cluster() {
    local programs
    cluster_running "$1" || return 0
    programs=$(postgres_programs "$1") || exit 1
    as_postgres "$programs/pg_ctl" stop --silent --wait --timeout=60 --mode=fast --pgdata="$1/data" </dev/null ||
        ! cluster_running "$1" || fail "PostgreSQL did not end within a minute; its log is $1/log"
}

# delete_cluster DIRECTORY: ends it and deletes it. Touches only directories that these scripts name.
delete_cluster() {
    case "$1" in
    */lm2-* | */.lm2/postgres) ;;
    *) fail "will not delete $1: not a directory of these scripts" ;;
    esac
    [ -d "$1" ] || return 0
    stop_cluster "$1"
    rm -rf "$1"
}

# prepare_database DIRECTORY PORT: makes the roles and the database `lm2` where they are missing.
# The migrator owns everything and sees every tenant's rows; the server's role owns nothing and is held by the policies.
prepare_database() {
    local programs
    programs=$(postgres_programs "$1") || exit 1
    as_postgres "$programs/psql" --host="$1/socket" --port="$2" --username=postgres --dbname=postgres --no-psqlrc \
        --quiet --tuples-only --set=ON_ERROR_STOP=1 <<'SQL' || fail "the roles and the database could not be made"
select 'create role lm2_migrator login bypassrls'
where not exists (select from pg_roles where rolname = 'lm2_migrator') \gexec
select 'create role lm2_server login nosuperuser nocreatedb nocreaterole noreplication nobypassrls'
where not exists (select from pg_roles where rolname = 'lm2_server') \gexec
select 'create database lm2 owner lm2_migrator'
where not exists (select from pg_database where datname = 'lm2') \gexec
revoke all on database lm2 from public;
grant connect on database lm2 to lm2_server;
SQL
}
