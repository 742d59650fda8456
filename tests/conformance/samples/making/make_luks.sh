#!/bin/sh
# Makes encrypted-twin-ext4.raw and the LUKS volumes that hold it, with qemu-img and cryptsetup; no root needed.
# Salts and keys are drawn anew, so the bytes differ on a rebuild. Password: luks-SELF.
set -e
export SOURCE_DATE_EPOCH=1790000000 E2FSPROGS_FAKE_TIME=1790000000
TWIN=encrypted-twin-ext4.raw
rm -rf tree $TWIN; mkdir -p tree/dir
printf 'Plain text in an encrypted volume.\n' > tree/readme.txt
python3 -c 'import random, sys; random.seed(7); sys.stdout.buffer.write(random.randbytes(20000))' > tree/dir/random.bin
python3 -c 'import sys; sys.stdout.buffer.write(bytes(9000) + b"end")' > tree/dir/zeros.bin
touch -d 2026-09-21T14:13:20Z tree/dir/* tree/dir tree/readme.txt tree
UUID=11111111-2222-3333-4444-555555555555
mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -b 4096 -N 32 -U $UUID -E hash_seed=$UUID,root_owner=0:0 -d tree $TWIN 256K
qemu-img convert -q -f raw -O luks --object secret,id=s0,data=luks-SELF \
    -o key-secret=s0,iter-time=50,cipher-alg=aes-128,cipher-mode=xts $TWIN luks1-xts.raw
printf %s luks-SELF > pw
# name, length of its key material, options: the rest of the key area is emptied, since it only holds left-overs
luks2() {
    name=$1 material=$2; shift 2
    cp $TWIN "$name"; truncate -s 1310720 "$name"
    cryptsetup --disable-locks -q reencrypt --encrypt --type luks2 --reduce-device-size 1M --luks2-metadata-size 16k \
        --luks2-keyslots-size 256k --key-file pw "$@" "$name"
    truncate -s 786432 "$name"
    from=$((32768 + material))
    dd if=/dev/zero of="$name" bs=512 seek=$((from / 512)) count=$(((524288 - from) / 512)) conv=notrunc status=none
    cryptsetup open --test-passphrase --key-file pw "$name"
}
luks2 luks2-argon2id-4096.raw 131072 --sector-size 4096 --cipher aes-xts-plain64 --key-size 256 \
    --pbkdf argon2id --pbkdf-force-iterations 4 --pbkdf-memory 32768 --pbkdf-parallel 1
luks2 luks2-pbkdf2-cbc.raw 65536 --cipher aes-cbc-essiv:sha256 --key-size 128 --pbkdf pbkdf2 --pbkdf-force-iterations 1000
