#!/bin/sh
# Makes lvm-striped.raw (a group over two partitions) and lvm-linear.raw (one physical volume on the medium) with the
# tools of lvm2. Needs root and loop devices, no device mapper. File systems are placed by the extents that lvs prints.
set -e
export LVM_SUPPRESS_FD_WARNINGS=1 DM_DISABLE_UDEV=1 LVM_SYSTEM_DIR="$PWD/etc-lvm"
export SOURCE_DATE_EPOCH=1790000000 E2FSPROGS_FAKE_TIME=1790000000
tree() { rm -rf tree; mkdir tree; seq -f "line %.0f of $1" 1 "$2" > tree/lines.txt; echo "$1" > tree/name.txt; touch -d 2026-09-21T14:13:20Z tree tree/*; }
ext4() { mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -b 4096 -N 32 -U 11111111-2222-3333-4444-555555555555 -E "hash_seed=11111111-2222-3333-4444-555555555555,root_owner=0:0" -d tree "$1" "$2"; }
conf() { mkdir -p etc-lvm; cat > etc-lvm/lvm.conf <<X
devices { scan=["/dev"] filter=["a|^$1\$|","a|^$2\$|","r|.*|"] obtain_device_list_from_udev=0 use_devicesfile=0 external_device_info_source="none" }
global { activation=0 }
backup { backup=0 archive=0 }
X
}
lv() { lvm lvcreate -q -an -Zn -Wn -y "$@"; }
tree root 40000; rm -f root.ext4 striped.ext4; ext4 root.ext4 1536K; tree striped 25000; ext4 striped.ext4 1M

IMG=lvm-striped.raw; rm -f $IMG; truncate -s 12M $IMG
printf 'label: dos\nlabel-id: 0x5ea1\nstart=2048, size=12288, type=8e\nstart=14336, size=10240, type=8e\n' | sfdisk -q $IMG
A=$(losetup -f --show -o 1048576 --sizelimit 6291456 $IMG); B=$(losetup -f --show -o 7340032 --sizelimit 5242880 $IMG)
trap 'losetup -d $A; losetup -d $B' EXIT
conf "$A" "$B"
lvm pvcreate -q --metadatasize 64k --dataalignment 64k "$A" "$B"; lvm vgcreate -q -s 64k evidence "$A" "$B"
lv -l 16 -n root evidence "$A"; lv -l 4 -n gap evidence "$A"; lv -l 16 -n striped -i 2 -I 16k evidence; lvm lvextend -q -y -l +8 evidence/root "$A"
lvm lvs -a --segments -o lv_name,segtype,stripes,stripe_size,seg_start_pe,seg_pe_ranges --units b; lvm pvs -o pv_name,pe_start --units b
sync; losetup -d "$A"; losetup -d "$B"; trap - EXIT
pe() { echo $(($1 + 131072 + 65536 * $2)); }   # begin of the partition, extent
dd() { command dd bs=16k conv=notrunc status=none "$@"; }
P1=1048576; P2=7340032
dd if=root.ext4 of=$IMG count=64 seek=$(($(pe $P1 0) / 16384)); dd if=root.ext4 of=$IMG skip=64 seek=$(($(pe $P1 28) / 16384))
for chunk in $(seq 0 63); do
    if [ $((chunk % 2)) = 0 ]; then to=$(pe $P1 20); else to=$(pe $P2 0); fi
    dd if=striped.ext4 of=$IMG count=1 skip="$chunk" seek=$((to / 16384 + chunk / 2))
done

IMG=lvm-linear.raw; rm -f $IMG; truncate -s 4M $IMG; A=$(losetup -f --show $IMG); trap 'losetup -d $A' EXIT; conf "$A" "$A"
lvm pvcreate -q --metadatasize 64k --dataalignment 64k "$A"; lvm vgcreate -q -s 64k lines "$A"
lv -l 16 -n root lines; lv -l 4 -n gap lines; lvm lvextend -q -y -l +8 lines/root
lvm lvs -a --segments -o lv_name,segtype,seg_start_pe,seg_pe_ranges --units b; sync; losetup -d "$A"; trap - EXIT
dd if=root.ext4 of=$IMG count=64 seek=$(($(pe 0 0) / 16384)); dd if=root.ext4 of=$IMG skip=64 seek=$(($(pe 0 20) / 16384))
sha256sum root.ext4 striped.ext4
