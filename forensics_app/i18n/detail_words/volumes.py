"""What is wrong with partition tables, volume groups and encrypted volumes.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

VOLUMES: dict[str, str] = {
    "{a}, its data begin at byte {b}, behind the end": N_("{a}: its data begins at byte {b}, beyond the end"),
    "it was being encrypted anew": N_("it was being re-encrypted"),
    "version {a}": N_("version {a}"),
    "{a} with {b} KiB, {c} times": N_("{a} with {b} KiB and {c} passes"),
    "PBKDF2 with {a} iterations": N_("PBKDF2 with {a} iterations"),
    "{a} with these parameters": N_("{a} with these parameters"),
    "{a} needs {b} KiB of memory": N_("{a} needs {b} KiB of memory"),
    "key derivation {a}": N_("key derivation {a}"),
    "not there": N_("it is not there"),
    "size or place does not fit": N_("its size or position does not match"),
    "checksum does not hold": N_("checksum mismatch"),
    "{a} segments": N_("its number of segments is {a}"),
    "segment of type {a}": N_("a segment of type {a}"),
    "integrity protection (dm-integrity)": N_("integrity protection (dm-integrity)"),
    "segment flags {a}": N_("segment flags: {a}"),
    "no keyslot with a passphrase": N_("there is no keyslot with a passphrase"),
    "metadata: keys of several sizes for one segment": N_(
        "its metadata has keys of several sizes for one segment"
    ),
    "metadata: {a} keyslots, {b} digests": N_("its metadata has {a} keyslots and {b} digests"),
    "keyslot of type {a}": N_("a keyslot of type {a}"),
    "digest of type {a}": N_("a digest of type {a}"),
    "checksum algorithm {a}": N_("checksum algorithm {a}"),
    "no LUKS1 header": N_("there is no LUKS1 header"),
    "detached header, its data begin at byte {a} of another place": N_(
        "a detached header; its data begins at byte {a} of another device"
    ),
    "hash {a}": N_("hash function {a}"),
    "a key of {a} bytes": N_("a key of {a} bytes"),
    "key material of {a} times {b} bytes": N_("key material of {a} × {b} bytes"),
    "{a} with a key of {b} bits": N_("{a} with a key of {b} bits"),
    "{a} in sectors of {b} bytes": N_("{a} in sectors of {b} bytes"),
    "{a}: {b} credentials tried, none fits": N_("{a}: {b} credentials were tried; none of them fits"),
    "{a}: 1 credential tried, none fits": N_("{a}: one credential was tried; it does not fit"),
    "libbde refused {a}": N_("refused by libbde: {a}"),
    "libbde refused {a}, not supported: protected by {b} alone": N_(
        "refused by libbde: {a}; not supported: protected only by {b}"
    ),
    "{a}, not supported: protected by {b} alone": N_("{a}, not supported: protected only by {b}"),
    "libfvde refused {a}": N_("refused by libfvde: {a}"),
    "{a}, not supported: it was being encrypted, and nothing tells up to where": N_(
        "{a}, not supported: it was being encrypted, and how far is not recorded"
    ),
    "{a}, not supported: no logical volume": N_("{a}, not supported: it has no logical volume"),
    "{a}, not supported": N_("{a}, not supported"),
    "{a} bytes encrypted, then {b} missing": N_("{a} bytes are encrypted; {b} bytes after them are missing"),
    "startup keys can't be read on this system": N_("startup keys can't be read on this system"),
    "no label": N_("there is no label"),
    "the label's checksum does not hold": N_("the label fails its checksum"),
    "its header does not hold": N_("its header fails its checksum"),
    "its text lies outside": N_("its text is outside the area"),
    "its text's checksum does not hold": N_("its text fails its checksum"),
    "{a} volume groups in one text": N_("its text describes {a} volume groups"),
    "extents without a size": N_("the extents have no size"),
    "{a}: segments are missing": N_("{a}: segments are missing"),
    "{a}: malformed stripes": N_("{a}: its stripes are malformed"),
    "{a}: malformed segment": N_("{a}: a segment is malformed"),
    "{a}: stripes of {b} bytes": N_("{a}: its stripes have {b} bytes"),
    "{a}: its segments leave a hole": N_("{a}: its segments leave a gap"),
    "no number: {a}": N_("not a number: {a}"),
    "no id": N_("it has no identifier"),
    "no section: {a}": N_("a section is missing: {a}"),
    "sections too deep": N_("its sections are nested too deeply"),
    "a section is not closed": N_("a section is not closed"),
    "text at character {a}": N_("unreadable text at character {a}"),
    "behind {a}": N_("unreadable text after {a}"),
    "malformed list": N_("a malformed list"),
    "malformed value": N_("a malformed value"),
    "of type {a}": N_("its type is {a}"),
    "a second volume group, {a}": N_("a second volume group: {a}"),
    "LVM2: a physical volume without a volume group": N_("LVM2: a physical volume without a volume group"),
    "LVM2: the group {a} has no logical volume": N_("LVM2: the volume group {a} has no logical volume"),
    "group {a} does not list its own physical volume": N_(
        "the volume group {a} does not list its own physical volume"
    ),
    "{a} of {b} entries are not there": N_("{a} of {b} entries are missing"),
    "the checksum of the label is wrong": N_("the label fails its checksum"),
    "entry {a} reaches from sector {b} to {c}": N_("entry {a} reaches from sector {b} to {c}"),
    "slot {a} of the boot record at sector 0 begins at sector 0": N_(
        "slot {a} of the boot record at sector 0 begins at sector 0"
    ),
    "slot {a} of the boot record at sector {b} has the flag 0x{c}": N_(
        "slot {a} of the boot record at sector {b} has the flag 0x{c}"
    ),
    "more than {a} extended boot records": N_("more than {a} extended boot records"),
    "the chain of extended boot records loops at sector {a}": N_(
        "the chain of extended boot records loops at sector {a}"
    ),
    "the boot record at sector {a} leads to {b} others": N_(
        "the boot record at sector {a} leads to {b} other boot records"
    ),
    "slot {a} of the boot record at sector {b} has no type and leads to a volume": N_(
        "slot {a} of the boot record at sector {b} has no type and leads to a volume"
    ),
    "the MBR has a partition at byte {a} that the GPT doesn't have, here number {b}": N_(
        "the MBR has a partition at byte {a} that the GPT does not have; it is number {b} here"
    ),
    "{a} partitions beyond the {b} that are read of a medium": N_(
        "{a} partitions beyond the limit of {b} were not read"
    ),
    "and {a} more": N_("and {a} more problems"),
    "a volume at byte {a} begins where no partition is, and reaches beyond that area": N_(
        "a volume at byte {a} begins outside all partitions and extends beyond that area"
    ),
    "it holds no change": N_("it contains no changes"),
    "ISO 9660 in raw sectors": N_("ISO 9660 in raw sectors"),
    "being rebuilt": N_("it was being rebuilt"),
    "Linux RAID (md) {a}: {b} of {c}": N_("Linux RAID (md) {a}: {b}, devices: {c}"),
    "RAID with DDF metadata": N_("RAID with DDF metadata"),
    "Windows dynamic disk (LDM)": N_("Windows dynamic disk (LDM)"),
    "Windows storage space": N_("Windows Storage Spaces"),
    "Linux swap": N_("Linux swap space"),
    "Linux hibernation": N_("Linux hibernation image"),
    "Sun disk label": N_("Sun disk label"),
    "BSD disk label": N_("BSD disk label"),
    "SGI volume header": N_("SGI volume header"),
    "disc in raw sectors of 2352 bytes": N_("a disc in raw sectors of 2,352 bytes"),
    "metadata: segment at {a}, size {b}, IV from {c}": N_(
        "its metadata places a segment at {a} with the size {b} and the IV from {c}"
    ),
    "key material {a} in an area {b}": N_("key material of type {a} in an area of type {b}"),
    "metadata: no number: {a}": N_("its metadata has a value that is not a number: {a}"),
    "metadata: digest of {a} bytes": N_("its metadata has a digest of {a} bytes"),
    "metadata: malformed base64": N_("its metadata has malformed Base64 data"),
    "metadata: {a}": N_("its metadata can't be read: {a}"),
    "UFS2 with its superblock at byte {a}": N_("UFS2 with its superblock at byte {a}"),
    "{a} (sectors of {b} bytes)": N_("{a} (sectors of {b} bytes)"),
    "{a}: {b} files without {c}": N_("{a}: {b} files have no {c}"),
}

VOLUMES_NESTED: dict[str, str] = {
    "LUKS, damaged header: {a}": N_("LUKS, damaged header: {a}"),
    "LUKS, not supported: {a}": N_("LUKS, not supported: {a}"),
    "digest of the key: {a}": N_("the digest of the key: {a}"),
    "keyslot {a}: {b}": N_("keyslot {a}: {b}"),
    "header copy at {a}: {b}": N_("the copy of the header at {a}: {b}"),
    "{a}, damaged: {b}": N_("{a}, damaged: {b}"),
    "metadata area at {a}: {b}": N_("the metadata area at {a}: {b}"),
}
"""The last field of each is a detail itself."""
