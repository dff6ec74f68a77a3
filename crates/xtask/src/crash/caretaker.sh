# Waits until its input ends, which it does however the crash test ends, and then unmounts what lies in the test's folder.
# The last word read says whether the folder is kept for whoever looks for the reason of a failure.
trap '' INT TERM HUP
folder=$1
word=$(cat)
while read -r _ mount _; do
    case $mount in
    "$folder"/*)
        turns=50
        until umount "$mount" 2>/dev/null || [ "$turns" -eq 0 ]; do
            turns=$((turns - 1))
            sleep 0.2
        done
        [ "$turns" -gt 0 ] || umount -l "$mount"
        ;;
    esac
done </proc/mounts
[ "$word" = keep ] || rm -rf --one-file-system "$folder"
