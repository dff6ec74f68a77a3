# Makes the city and runs it in the foreground: three department systems and the server, all stopped together.
# demo.rs gives: program, data folder, listen address, xtask itself, the size of the city, the options of the database.
set -u
program=$1 data=$2 listen=$3 xtask=$4 enterprises=$5 applications=$6
shift 6
children=

# All end with us, on Ctrl-C, on SIGTERM and when the server ends by itself; who does not listen for 20 seconds is killed.
stop() {
    trap '' INT TERM
    if [ -n "$children" ]; then
        kill -TERM $children 2>/dev/null
        (
            trap 'kill "$nap"; exit 0' TERM
            sleep 20 &
            nap=$!
            wait "$nap"
            kill -KILL $children
        ) >/dev/null 2>&1 &
        watchdog=$!
        wait $children 2>/dev/null
        kill -TERM "$watchdog" 2>/dev/null
    fi
    exit "$1"
}
trap 'stop 0' INT TERM

# One step that must succeed. In the background, because a shell hears signals only while it waits.
step() {
    "$@" &
    children=$!
    wait "$children" || stop "$?"
    children=
}
step "$program" migrate --data "$data" "$@"
# The seed writes the accounts last: they tell that it came to its end.
if [ ! -f "$data/accounts.txt" ]; then
    step "$program" seed --enterprises "$enterprises" --applications "$applications" --seed 1 --demo --data "$data" "$@"
fi

receiver() {
    own="$data/receivers/$3"
    mkdir -p "$own"
    "$program" receiver --port "$1" --behaviour "$2" --unit "$3" --data "$own" >"$own/output.log" 2>&1 &
    children="$children $!"
}
receiver 8091 good market-supervision
receiver 8092 flaky health
receiver 8093 dead tobacco

"$program" serve --listen "$listen" --site-name 滨江区准入准营一网通办 --data "$data" "$@" &
server=$!
"$xtask" announce "$listen" "$data" &
children="$children $! $server"

wait "$server"
code=$?
echo "demo: the server ended with $code" >&2
stop "$code"
