# BEGIN SEALWRIGHT RECIPE
# bash recipe.sh BUNDLE.zip|FOLDER FPR sender-ca.pem [tsa-ca.pem]
set -fu; export LC_ALL=C; umask 077
fail() { printf 'FAIL %s\n' "$1" >&2; exit 1; }
[ $# -ge 3 ] || fail '0 usage: bash recipe.sh BUNDLE.zip|FOLDER FPR sender-ca.pem [tsa-ca.pem]'
bundle=$(realpath -e -- "$1") && ca=$(realpath -e -- "$3") || fail '0 no such file'
[ -z "${4-}" ] || tsa=$(realpath -e -- "$4") || fail '0 no such file'
fpr=$(printf %s "$2" | tr -d ' :.-' | tr A-F a-f)
[[ $fpr =~ ^[0-9a-f]{64}$ ]] || fail '0 FPR: 64 hexadecimal digits'
[[ $(openssl version) =~ ^OpenSSL\ ([3-9]|[1-9][0-9]) ]] || fail '0 OpenSSL 3 or later'
tmp=$(mktemp -d) || fail '0 mktemp'
trap 'rm -rf -- "$tmp"' EXIT
seg='[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?'

# 1: names and kinds, before anything is unpacked and after
if [ -d "$bundle" ]; then
  root=$bundle top=
  [ -z "$(cd "$root" && find . -type f | sort -f | uniq -di)" ] || fail '1a case twins'                # 1a
else
  unzip -Z1 "$bundle" >"$tmp/names" </dev/null || fail '1 zip'
  grep -Evxq "$seg(/$seg)+" "$tmp/names" && fail '1b names'                                          # 1b
  [ "$(cut -d/ -f1 "$tmp/names" | sort -u | wc -l)" -eq 1 ] || fail '1c one top folder'              # 1c
  [ -z "$(sort -f "$tmp/names" | uniq -di)" ] || fail '1d case twins'                                # 1d
  top=$(head -n1 "$tmp/names" | cut -d/ -f1)
  mkdir "$tmp/x" && unzip -qq "$bundle" -d "$tmp/x" </dev/null >/dev/null || fail '1 unzip'
  root=$tmp/x/$top
fi
[ -z "$(find "$root" -mindepth 1 ! -type f ! -type d -print)" ] || fail '1e links or devices'         # 1e
[ -z "$(find "$root" -mindepth 1 -type d -empty -print)" ] || fail '1f empty folders'                 # 1f
(cd "$root" && find . -type f) | sed 's|^\./||' | sort >"$tmp/tree"

# the seal: one, with exactly its files, and its text in its one form
seal=$(grep '^seal/.*\.asice$' "$tmp/tree" | head -n1)
name=${seal#seal/} name=${name%.asice}
unzip -Z1 "$root/$seal" >"$tmp/in" </dev/null || fail '2 seal'
mkdir "$tmp/s" && unzip -qq "$root/$seal" -d "$tmp/s" </dev/null >/dev/null || fail '2 seal'
cd "$tmp/s" || fail '2 seal'
[ -z "$(find . ! -type f ! -type d -print)" ] || fail '2a links'                                      # 2a
keys=$(cut -d: -f1 seal-info.txt | tr '\n' ' ')
[[ $keys =~ ^format\ kind\ reference\ (earlier-seal\ )*(signer-sha256\ )+(certificates-sha256\ )*time-stamp\ tagmanifest-sha256\ merkle-root\ merkle-size\ custody-head\ custody-count\ omission-count\ $ ]] || fail '2b seal-info.txt'  # 2b
grep -Evxq '[a-z0-9-]+: [!-~]+' seal-info.txt && fail '2c seal-info.txt'                              # 2c
value() { sed -n "s/^$1: //p" seal-info.txt; }
[[ $(value format)/$(value kind) =~ ^sealwright/[1-4]/seal$ ]] || fail '2d format'                    # 2d
[ "$(value reference)" = "$name" ] || fail '2e reference'                                             # 2e
[ -z "$top" ] || [ "$(value reference)" = "$top" ] || fail '2f reference'                             # 2f
printf application/vnd.etsi.asic-e+zip | cmp -s - mimetype || fail '2g mimetype'                      # 2g
mapfile -t signers < <(value signer-sha256)
mapfile -t sets < <(value certificates-sha256)
stamp=$(value time-stamp)
[[ $stamp = required || $stamp = none ]] || fail '2h time-stamp'                                        # 2h
files=(mimetype seal-info.txt)
for i in "${!signers[@]}"; do
  n=$(printf %03d $((i + 1)))
  files+=("META-INF/ASiCManifest$n.xml" "META-INF/signature$n.p7s")
done
[ "$stamp" = none ] || files+=(META-INF/ASiCArchiveManifest.xml META-INF/timestamp001.tst)
printf '%s\n' "${files[@]}" | cmp -s - "$tmp/in" || fail '2i files in the seal'                       # 2i

# 2: time, if the seal promises it
attime=() when='no trusted time'
if [ "$stamp" = required ]; then
  [ -n "${tsa-}" ] || fail '2 tsa-ca.pem is needed: the seal promises a time-stamp'
  when=$(openssl ts -reply -token_in -in META-INF/timestamp001.tst -text 2>/dev/null | sed -n 's/^Time stamp: //p')
  attime=(-attime "$(date -u -d "$when" +%s)") || fail '2 time-stamp'
  openssl ts -verify -token_in -in META-INF/timestamp001.tst -data META-INF/ASiCArchiveManifest.xml -CAfile "$tsa" "${attime[@]}" >/dev/null 2>&1 || fail '2j time-stamp'  # 2j
fi

# as many sets of certificates as signers from the fourth format on, none before
[ ${#sets[@]} -eq "$([ "$(value format)" = sealwright/4 ] && echo ${#signers[@]} || echo 0)" ] || fail '2k certificates-sha256'  # 2k

# 3: who signed
der() { while read -r line; do case $line in -----B*) b= ;; -----E*) printf %s "$b" | base64 -d ;; *) b+=$line ;; esac; done; }
for i in "${!signers[@]}"; do
  n=$(printf %03d $((i + 1)))
  openssl cms -verify -cades -binary -inform DER -in "META-INF/signature$n.p7s" -content "META-INF/ASiCManifest$n.xml" -CAfile "$ca" -purpose any "${attime[@]}" -certsout "$tmp/certs$n.pem" -signer "$tmp/signer$n.pem" -out /dev/null 2>/dev/null || fail "3a signature $n"  # 3a
  [ "$(grep -c BEGIN "$tmp/signer$n.pem")" -eq 1 ] || fail "3b one signer $n"                         # 3b
  actual=$(openssl x509 -in "$tmp/signer$n.pem" -outform DER | sha256sum | cut -c1-64)
  [ "$actual" = "${signers[i]}" ] || fail "3c signer-sha256 $n"                                       # 3c
  [ "$i" -gt 0 ] || [ "$actual" = "$fpr" ] || fail '3d not the signer of FPR'                         # 3d
  [ ${#sets[@]} -eq 0 ] || [ "$(der <"$tmp/certs$n.pem" | sha256sum | cut -c1-64)" = "${sets[i]}" ] || fail "3e certificates-sha256 $n"  # 3e
done

# 4: what was signed, made again from the files
asic() {
  printf '<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n<asic:SigReference URI="%s" MimeType="%s"/>\n' "$1" "$2"
  shift 2
  for f; do
    printf '<asic:DataObjectReference URI="%s"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>%s</ds:DigestValue></asic:DataObjectReference>\n' "$f" "$(openssl dgst -sha256 -binary "$f" | base64)"
  done
  printf '</asic:ASiCManifest>\n'
}
before=(seal-info.txt)
for i in "${!signers[@]}"; do
  n=$(printf %03d $((i + 1)))
  asic "META-INF/signature$n.p7s" application/pkcs7-signature "${before[@]}" | cmp -s - "META-INF/ASiCManifest$n.xml" || fail "4a ASiCManifest$n.xml"  # 4a
  before+=("META-INF/ASiCManifest$n.xml" "META-INF/signature$n.p7s")
done
[ "$stamp" = none ] || asic META-INF/timestamp001.tst application/vnd.etsi.timestamp-token "${before[@]}" | cmp -s - META-INF/ASiCArchiveManifest.xml || fail '4b ASiCArchiveManifest.xml'  # 4b
tagged=$(value tagmanifest-sha256) format=$(value format) code=$(sha256sum <seal-info.txt | cut -c1-64)
cd "$root" || fail '4 folder'
[ "$(sha256sum <tagmanifest-sha256.txt | cut -c1-64)" = "$tagged" ] || fail '4c tagmanifest-sha256.txt'  # 4c

# 5: the two manifests, then every digest
for m in manifest-sha256.txt tagmanifest-sha256.txt; do
  grep -Evxq "[0-9a-f]{64}  $seg(/$seg)*" "$m" && fail "5a $m"                                        # 5a
  [ "$(tail -c1 "$m" | od -An -tx1)" = ' 0a' ] || fail "5b $m"                                        # 5b
  cut -c67- "$m" | sort -c -u 2>/dev/null || fail "5c $m"                                             # 5c
done
cut -c67- manifest-sha256.txt >"$tmp/m" && cut -c67- tagmanifest-sha256.txt >"$tmp/t" || fail '5 manifests'
grep -vq '^data/' "$tmp/m" && fail '5d manifest-sha256.txt'                                           # 5d
grep -Eq '^(data/|seal/|tagmanifest-sha256\.txt$)' "$tmp/t" && fail '5e tagmanifest-sha256.txt'       # 5e
needed=(bagit.txt bag-info.txt manifest-sha256.txt metadata/{sources,catalog,omissions,custody,blocks}.jsonl metadata/catalog.csv metadata/{selection,request}.json metadata/case.jsonld)
[ "$format" != sealwright/3 ] || needed+=(metadata/supplement.json)
[ -z "$(printf '%s\n' "${needed[@]}" | sort | comm -23 - "$tmp/t")" ] || fail '5f tagmanifest-sha256.txt'  # 5f
sha256sum --strict --quiet -c tagmanifest-sha256.txt manifest-sha256.txt >&2 || fail '5g digests'     # 5g

# 6: nothing missing, nothing added
{ cat "$tmp/m" "$tmp/t"; printf '%s\n' tagmanifest-sha256.txt "$seal"; } | sort | cmp -s - "$tmp/tree" || fail '6a files missing or added'  # 6a
printf 'PASS %s\ntime: %s\nsigner: %s\nseal code: %s\n' "$name" "$when" "$fpr" "$code"
openssl x509 -in "$tmp/signer001.pem" -noout -subject -nameopt RFC2253,esc_ctrl,esc_msb
# END SEALWRIGHT RECIPE
