# shellcheck shell=bash
# A development certification authority, certificates of the server and of a tenant's machine, the list of those that are
# revoked, and the key of the audit logs.

# make_certificates DIRECTORY: makes what is missing there, and renews what ends within 30 days.
make_certificates() (
    umask 077
    mkdir -p "$1"
    cd "$1" || exit 1
    if ! lasting ca; then
        rm -f server.pem client.pem clients.crl clients.index*
        new_key ca
        openssl req -x509 -new -key ca.key -sha256 -days 3650 -out ca.pem \
            -subj "/O=LM2/CN=LM2 development CA, not for production ($(hostname) $(date -u +%F))" \
            -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
        say "Made a development CA: $PWD/ca.pem"
    fi
    [ -s audit.key ] || openssl genpkey -algorithm ed25519 -out audit.key
    # Whoever checks the audit log has this half, and keeps it elsewhere.
    openssl pkey -in audit.key -pubout -out audit.pub
    lasting server || issue server "/O=LM2/CN=localhost" serverAuth "DNS:localhost,IP:127.0.0.1,IP:::1"
    [ -n "$(find . -name clients.crl -size +0 -mtime -300)" ] || issue_revocations
    chmod 644 ca.pem server.pem clients.crl audit.pub
)

# make_machine_certificate DIRECTORY TENANT: a client certificate, which names the tenant. True if it is a new one.
make_machine_certificate() (
    umask 077
    cd "$1" || exit 1
    ! lasting client || return 1
    issue client "/O=LM2/CN=demonstration machine" clientAuth "URI:urn:lm2:tenant:$2"
    chmod 644 client.pem
)

# revoke_certificate DIRECTORY NAME: puts NAME.pem on the CA's list, clients.crl. SIGHUP has a running server read it.
revoke_certificate() (
    umask 077
    cd "$1" || exit 1
    authority -revoke "$2.pem"
    issue_revocations
    chmod 644 clients.crl
)

# A list that has expired lets no machine in. In production one is issued every few days and the server is sent SIGHUP; a
# development server may run for months without either, so this one is good for a year, and deploy/run renews it.
issue_revocations() {
    touch clients.index
    [ -s clients.number ] || echo 01 >clients.number
    authority -gencrl -crldays 366 -out clients.crl
}

# authority OPTION…: what `openssl ca` keeps the books for.
authority() {
    openssl ca -batch -cert ca.pem -keyfile ca.key -config <(
        printf '%s\n' "[ca]" "default_ca = lm2" "[lm2]" "database = clients.index" "crlnumber = clients.number" \
            "default_md = sha256" "crl_extensions = extensions" "[extensions]" "authorityKeyIdentifier = keyid"
    ) "$@" 2>/dev/null
}

# A certificate and its key are there, and the certificate is good for 30 more days.
lasting() {
    [ -s "$1.key" ] && [ -s "$1.pem" ] && openssl x509 -in "$1.pem" -noout -checkend $((30 * 86400)) >/dev/null
}

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# A file's URI, with all that is not plain in it as its bytes in hexadecimal.
file_uri() {
    local LC_ALL=C path=$1 place code
    printf 'file://'
    for ((place = 0; place < ${#path}; place++)); do
        case "${path:place:1}" in
        [A-Za-z0-9/._~-]) printf '%s' "${path:place:1}" ;;
        *)
            printf -v code '%d' "'${path:place:1}"
            printf '%%%02X' $((code & 255))
            ;;
        esac
    done
}

# issue NAME SUBJECT USAGE NAMES: a key, and a certificate by the CA for 366 days, the longest that Mozilla's profiles of
# TLS servers allow.
issue() {
    new_key "$1"
    openssl req -new -key "$1.key" -subj "$2" |
        openssl x509 -req -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -sha256 -days 366 \
            -out "$1.pem" -extfile <(
                printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
                    "extendedKeyUsage=$3" "subjectAltName=$4" \
                    "crlDistributionPoints=URI:$(file_uri "$PWD/clients.crl")"
            ) 2>/dev/null
}
