#!/bin/sh
# Prints how a trust's services compare, with curl: compare.sh HOST:PORT CA.pem, with LM2_TOKEN in the environment.
# curl takes the token from its standard input, so that no list of processes shows it.
set -eu

answer=$(printf 'header = "authorization: Bearer %s"\n' "$LM2_TOKEN" |
    curl --config - --silent --show-error --fail-with-body --cacert "$2" --header 'content-type: application/json' \
        --data '{}' "https://$1/lm2.v1.ComparisonService/Compare") || {
    printf '%s\n' "$answer" >&2
    exit 1
}

# A line for each row, of which awk takes the name and the cells.
printf '%s\n' "$answer" | sed 's/{"serviceId":/\n&/g' | awk '/^\{"serviceId":/ {
    name = $0
    sub(/.*"serviceName":"/, "", name)
    sub(/","siteName":.*/, "", name)
    line = sprintf("%-30s", name)
    if (sub(/.*"cells":\[\{/, "")) {
        sub(/\}\].*/, "")
        count = split($0, cell, /\},\{/)
        for (i = 1; i <= count; i++) {
            letter = "·"
            if (cell[i] !~ /"worstClauseId"/) letter = "-"
            else if (match(cell[i], /"COLOUR_[GAR]/)) letter = substr(cell[i], RSTART + 8, 1)
            line = line " " letter
        }
    }
    print line
}'
