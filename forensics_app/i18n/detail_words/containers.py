"""What is wrong with disk images and their containers.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

CONTAINERS: dict[str, str] = {
    "the library gave {a} bytes": N_("the library returned {a} bytes"),
    "the library gave nothing": N_("the library returned nothing"),
    "{a} workers of the cluster ended while they read it": N_(
        "{a} workers of the cluster crashed while reading it"
    ),
    "sectors {a} and {b} more ranges": N_(
        "sectors {a} and {b} more ranges; the error table of the image has them all"
    ),
    "sectors {a} of {b}": N_("sectors {a} of {b}"),
    "sectors {a} and {b} more ranges of {c}": N_("sectors {a} and {b} more ranges of {c}"),
    "{a} bytes missing": N_("{a} bytes are missing"),
    "no sector is missing": N_("no sectors are missing"),
    "no property list": N_("there is no property list"),
    "stored blocks overlap": N_("stored blocks overlap"),
    "blocks of zeros that have stored bytes": N_("blocks of zeros have stored bytes"),
    "a table of blocks without its signature": N_("a block table lacks its signature"),
    "a table of blocks that is cut off": N_("a block table is truncated"),
    "a table of blocks that is no data": N_("a block table is not stored as data"),
    "property list: {a}: {b}": N_("the property list can't be read: {a}: {b}"),
    "too many blocks": N_("there are too many blocks"),
    "the blocks have a gap or overlap at {a}": N_("the blocks have a gap or overlap at {a}"),
    "no block describes the medium from {a} on, up to {b}": N_(
        "no block describes the medium from {a} to {b}"
    ),
    "a packed block of {a} sectors": N_("a compressed block of {a} sectors"),
    "no LZFSE stream": N_("there is no LZFSE stream"),
    "compression {a} is not known": N_("unknown compression {a}"),
    "{a} bytes instead of {b}": N_("{a} bytes instead of {b}"),
    "the tables don't lead to all chunks": N_("the tables do not cover all chunks"),
    "stored in {a} bytes": N_("stored in {a} bytes"),
    "the compressed stream doesn't end": N_("the compressed stream has no end"),
    "wrong checksum": N_("checksum mismatch"),
    "compressed in an image without compression": N_("compressed, in an image without compression"),
    "{a} is missing: the file there belongs elsewhere": N_(
        "{a} is missing: the file found there belongs to another image"
    ),
    "{a}: the section that ends at {b} is damaged": N_("{a}: the section that ends at {b} is damaged"),
    "the last section doesn't end the segment": N_("the last section does not mark the end of the segment"),
    "no sections": N_("there are no sections"),
    "no section ends at {a}: the file was cut off or overwritten": N_(
        "no section ends at {a}: the file is truncated or was overwritten"
    ),
    "the section at {a} is larger than what is before it": N_(
        "the section at {a} is larger than the data before it"
    ),
    "the section at {a} has a wrong MD5": N_("the section at {a} fails its MD5"),
    "the section at {a} has {b} lines": N_("the section at {a} has {b} lines"),
    "short sector table": N_("a sector table is too short"),
    "a sector table has a wrong checksum": N_("a sector table fails its checksum"),
    "a sector table of {a} entries": N_("a sector table of {a} entries"),
    "the entries of a sector table have a wrong checksum": N_(
        "the entries of a sector table fail their checksum"
    ),
    "short error table": N_("an error table is too short"),
    "an error table of {a} entries": N_("an error table of {a} entries"),
    "the entries of an error table have a wrong checksum": N_(
        "the entries of an error table fail their checksum"
    ),
    "segment {a} of its set where {b} of this one should be": N_(
        "segment {a} of another set was found where {b} of this one was expected"
    ),
    "version {a}, compression method {b}": N_("its version is {a}, its compression method {b}"),
    "the offsets in a table of chunks don't rise": N_(
        "the offsets in a chunk table are not in ascending order"
    ),
    "{a} is segment {b} by its header": N_("according to its header, {a} is segment {b}"),
    "{a} says that it is segment {b}": N_("according to its header, {a} is segment {b}"),
    "chunk {a}: libewf reads other bytes": N_("libewf reads different bytes in chunk {a}"),
    "chunks are damaged, and so are their tables": N_("chunks are damaged, and so are their tables"),
    "{a}: the volume section is damaged, a copy of it is used": N_(
        "{a}: the volume section is damaged; a copy of it was used"
    ),
    "{a}: the volume section has a wrong checksum, and no copy": N_(
        "{a}: the volume section fails its checksum, and there is no copy"
    ),
    "{a} chunks behind the first gap have no certain place": N_(
        "after the first gap, {a} chunks have no certain position"
    ),
    "the segments hold more chunks than the medium has": N_(
        "the segments contain more chunks than the medium has"
    ),
    "{a}: a table is damaged, and no section holds its chunks": N_(
        "{a}: a table is damaged, and no section contains its chunks"
    ),
    "{a}: a table and its copy are damaged, chunks are found by their own checksums": N_(
        "{a}: a table and its copy are damaged; chunks were found by their own checksums"
    ),
    "{a}: a table is damaged or missing, and so are chunks of it": N_(
        "{a}: a table is damaged or missing, and so are some of its chunks"
    ),
    "{a}: chunks before {b} are not found": N_("{a}: the chunks before {b} were not found"),
    "{a}: the list of sectors that could not be read at acquisition is damaged": N_(
        "{a}: the list of sectors that could not be read during acquisition is damaged"
    ),
    "the list of sectors that could not be read at acquisition is damaged": N_(
        "the list of sectors that could not be read during acquisition is damaged"
    ),
    "{a} was marked as corrupt by the program that wrote it": N_(
        "the program that wrote {a} marked it as corrupt"
    ),
    "{a} ends before its parent: what lies behind was not read": N_(
        "{a} ends before its parent image; the rest of the parent was not read"
    ),
    "{a} says in which format its parent is, and names none": N_(
        "{a} states the format of a parent image but names none"
    ),
    "zstd compression": N_("Zstandard compression"),
    "compression type {a}": N_("compression type {a}"),
    "{a}: its tables lead to clusters behind the end that it states": N_(
        "{a}: its tables lead to clusters beyond its stated end"
    ),
    "{a}: its tables lead to no cluster, and it has some": N_(
        "{a}: its tables lead to no clusters, although it contains some"
    ),
    "{a} is no entry of the first table": N_("{a} is not a valid entry of the first table"),
    "{a} is no entry of a table": N_("{a} is not a valid table entry"),
    "the footer and its copy in front differ, the footer is used": N_(
        "the footer and its copy at the beginning differ; the footer was used"
    ),
    "{a} names a parent, and says that it has none": N_(
        "{a} names a parent image, but its type is that of a disk without one"
    ),
    "{a}: its table leads to no block, and it has some": N_(
        "{a}: its table leads to no blocks, although it contains some"
    ),
    "{a}: the checksum of the {b} is wrong": N_("{a}: the checksum of the {b} is wrong"),
    "{a} says where its parent is, and that it has none": N_(
        "{a} states where its parent image is, but also that it has none"
    ),
    "{a}: no header has a right checksum": N_("{a}: all headers fail their checksums"),
    "{a}: no region table has a right checksum": N_("{a}: all region tables fail their checksums"),
    "the two copies of the grain tables differ, the first is used": N_(
        "the two copies of the grain tables differ; the first was used"
    ),
    "the grain tables lead to no grain, and the file has some": N_(
        "the grain tables lead to no grains, although the file contains some"
    ),
    "a copy of the grain tables can't be read": N_("a copy of the grain tables can't be read"),
    "first at byte {a}": N_("first difference at byte {a}"),
    "0 of {a} bytes stored": N_("none of {a} bytes stored"),
    "killed by {a}": N_("terminated by {a}"),
    "no room for another process": N_("no resources for another process"),
    "no extended attributes here": N_("extended attributes are not available here"),
    "more than {a} runs of such bytes": N_("more than {a} separate areas"),
    "{a} bytes in a volume of {b}": N_("{a} bytes in a volume of {b} bytes"),
    "encrypted DMG": N_("an encrypted DMG image"),
    "Parallels disk": N_("a Parallels disk image"),
    "Apple sparse image": N_("an Apple sparse image"),
    "Android sparse image": N_("an Android sparse image"),
    "partclone image": N_("a partclone image"),
    "L01 (EnCase logical evidence)": N_("L01 (EnCase logical evidence file)"),
    "Lx01 (EnCase logical evidence)": N_("Lx01 (EnCase logical evidence file)"),
    "AD1 (AccessData logical image)": N_("AD1 (AccessData logical image)"),
    "VDI (VirtualBox disk)": N_("VDI (VirtualBox disk image)"),
    "more descriptors than an entry has room for": N_(
        "a log entry has more descriptors than it has room for"
    ),
    "a descriptor of another entry": N_("a descriptor belongs to another log entry"),
    "a page of another entry": N_("a page belongs to another log entry"),
    "zeros of no whole pages": N_("a range of zeros does not consist of whole pages"),
    "beyond the slot": N_("a read beyond the shared memory"),
    "{a} bytes at {b}": N_("{a} bytes at byte {b}"),
    "{a} bytes at {b} and {c} more": N_("{a} bytes at byte {b} and {c} more gaps"),
    "sha256 {a}, now {b} of {c} bytes": N_("SHA-256 {a} was catalogued; it is now {b}, of {c} bytes"),
}

CONTAINERS_NESTED: dict[str, str] = {
    "Ex01 chunk {a}: {b}": N_("Ex01 chunk {a}: {b}"),
    "E01 chunk {a}: {b}": N_("E01 chunk {a}: {b}"),
    "the section at {a}: {b}": N_("the section at {a}: {b}"),
    "not by the extents: {a}": N_("not from its location on the medium: {a}"),
    "{a} bytes not read: {b}": N_("{a} bytes not read: {b}"),
    "{a} bytes at {b}: {c}": N_("{a} bytes at byte {b}: {c}"),
    "{a} bytes at {b} of {c}: {d}": N_("{a} bytes at byte {b} of {c}: {d}"),
}
"""The last field of each is a detail itself."""
