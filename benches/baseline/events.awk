# Events 9646 in an Event Viewer CSV. Only the first line of a record has level and date.
# Prints: mapi OBJECT_TYPE LIMIT COUNT.

/,MSExchangeIS,9646,/ && /^[A-Z][a-z]+,[0-9]+\/[0-9]+\/[0-9]+ [0-9]+:[0-9]+:[0-9]+ [AP]M,MSExchangeIS,9646,/ {
    limit = substr($0, index($0, "maximum of ") + 11)
    type = substr(limit, index(limit, "type \"\"") + 7)
    sub(/ .*/, "", limit)
    sub(/".*/, "", type)
    overruns[tolower(type) "\t" limit]++
}

END {
    for (kind in overruns) printf "mapi\t%s\t%d\n", kind, overruns[kind]
}
