# BEGIN SEALWRIGHT PARCEL RECIPE
# bash open.sh NAME.parcel.asice OUT.zip key.pem cert.pem | passphrase FILE | shares HEX
set -fu; export LC_ALL=C; umask 077
fail() { printf 'FAIL %s\n' "$1" >&2; exit 1; }
[ $# -eq 4 ] || fail '0 usage: bash open.sh NAME.parcel.asice OUT.zip key.pem cert.pem | passphrase FILE | shares HEX'
list=$(realpath -e -- "$1") || fail '0 no such file'
out=$(realpath -m -- "$2")
[ ! -e "$out" ] || fail '0 OUT.zip exists'
[[ $(openssl version) =~ ^OpenSSL\ ([3-9]|[1-9][0-9]) ]] || fail '0 OpenSSL 3 or later'
tmp=$(mktemp -d "$(dirname -- "$out")/.parcel-XXXXXXXX") || fail '0 mktemp'
trap 'rm -rf -- "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# 1: the files are those of the list
unzip -p "$list" parcel.json >"$tmp/json" </dev/null || fail '1 list'
case $3 in passphrase | shares) ;; *) key=$(realpath -e -- "$3") cert=$(realpath -e -- "$4") || fail '0 no such file' ;; esac
[ "$3" != passphrase ] || phrase=$(realpath -e -- "$4") || fail '0 no such file'
cd "$(dirname -- "$list")" || fail '1 folder'
file='"name":"\([A-Za-z0-9._-]*\)","sha256":"\([0-9a-f]\{64\}\)","size":"\([0-9]*\)"'
tr '{' '\n' <"$tmp/json" | sed -n "s/^$file.*/\2  \1/p" >"$tmp/sums"
sha256sum -c --quiet --strict "$tmp/sums" >&2 || fail '1 a file is missing or differs'
parcel=$(sed -n 's/.*"parcel":"\([0-9a-f]\{32\}\)".*/\1/p' "$tmp/json")
[ -n "$parcel" ] || fail '1 parcel.json'
mapfile -t files < <(cut -c67- "$tmp/sums")

# 2: the key, from the small envelope
decrypt=(openssl cms -decrypt -binary -inform DER)
case $3 in
passphrase) "${decrypt[@]}" -in "${files[0]}" -pwri_password "$(cat -- "$phrase")" -out "$tmp/key" ;;
shares) "${decrypt[@]}" -in "${files[0]}" -secretkey "$4" -secretkeyid 7365616c77726967687420736861726573 -out "$tmp/key" ;;
*) "${decrypt[@]}" -in "${files[0]}" -recip "$cert" -inkey "$key" -out "$tmp/key" ;;
esac || fail '2 the key does not open this parcel'
read -r tag id secret rest <"$tmp/key" || fail '2 envelope'
[ "$tag/$id/$rest" = "sealwright/parcel/1/$parcel/" ] || fail '2 another parcel'

# 3: the volumes, in order; OpenSSL writes before it knows the tag, so nothing counts unless it ends with 0
count=$((${#files[@]} - 1))
for number in $(seq 1 "$count"); do
  "${decrypt[@]}" -in "${files[$number]}" -secretkey "$secret" -secretkeyid "$parcel" -out "$tmp/volume" || fail "3 volume $number"
  read -r tag id place size rest < <(head -c 128 "$tmp/volume")
  [ "$tag/$id/$place/$rest" = "sealwright/parcel/1/$parcel/$number/$count/" ] || fail "3 volume $number is out of place"
  [[ $size =~ ^[0-9]+$ ]] && [ "$(stat -c %s "$tmp/volume")" -ge $((size + 128)) ] || fail "3 volume $number"
  tail -c +129 "$tmp/volume" | head -c "$size" >>"$tmp/bundle" || fail '3 disk'
  rm -f -- "$tmp/volume"
done
mv -n -- "$tmp/bundle" "$out" && [ ! -e "$tmp/bundle" ] || fail '3 OUT.zip'
printf 'OPENED %s\nseal code in the list: %s\n' "$out" "$(sed -n 's/.*"seal":"\([0-9a-f]\{64\}\)".*/\1/p' "$tmp/json")"
# END SEALWRIGHT PARCEL RECIPE
