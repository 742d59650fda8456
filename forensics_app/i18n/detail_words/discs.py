"""What is wrong on optical discs: ISO 9660, Joliet, Rock Ridge, El Torito and UDF.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

DISCS: dict[str, str] = {
    "sessions behind byte {a} are not looked for": N_("sessions after byte {a} are not searched for"),
    "the checksum of the boot catalogue in block {a} differs": N_(
        "the checksum of the boot catalogue in block {a} does not match"
    ),
    "{a} boot entries are missing": N_("{a} boot entries are missing"),
    "a boot image at block {a}, beyond the end": N_("a boot image at block {a} is beyond the end"),
    "no boot catalogue in block {a}": N_("there is no boot catalogue in block {a}"),
    "no boot entry at byte {a}": N_("there is no boot entry at byte {a}"),
    "Rock Ridge names alone": N_("Rock Ridge names only"),
    "Joliet names alone": N_("Joliet names only"),
    "ISO 9660 names alone": N_("ISO 9660 names only"),
    "UDF names alone": N_("UDF names only"),
    "no volume descriptor": N_("there is no volume descriptor"),
    "the file at byte {a} doesn't begin as zisofs should: listed as stored": N_(
        "the file at byte {a} does not begin as zisofs data should; it is listed as stored"
    ),
    "{a} of {b} bytes of the directory at byte {c}": N_("{a} of {b} bytes of the folder at byte {c}"),
    "{a} of {b} bytes of the directory": N_("{a} of {b} bytes of the folder"),
    "the file at byte {a} goes on, and no record says where": N_(
        "the file at byte {a} continues, but no record states where"
    ),
    "no volume descriptor in sector {a}": N_("there is no volume descriptor in sector {a}"),
    "the record at byte {a} is no directory's": N_("the record at byte {a} is not that of a folder"),
    "the directory at byte {a} is listed elsewhere": N_("the folder at byte {a} is listed elsewhere"),
    "the record at byte {a} is a link without a target": N_(
        "the record at byte {a} is a link without a target"
    ),
    "{a} is in the path table alone": N_("{a} is only in the path table"),
    "directories of more bytes than there are: several share the same names": N_(
        "the folders have more bytes than the medium: several share the same names"
    ),
    "interleaved in more than {a} pieces": N_("interleaved in more than {a} parts"),
    "extended attributes of the file entry at block {a}: no header": N_(
        "the extended attributes of the file entry at block {a} have no header"
    ),
    "extended attributes of the file entry at block {a}: one of {b} bytes at byte {c}": N_(
        "the extended attributes of the file entry at block {a}: one of {b} bytes at byte {c}"
    ),
    "{a} older versions of the file entry at block {b}": N_(
        "the file entry at block {b} has {a} older versions"
    ),
    "more than {a} versions of the file entry at block {b}": N_(
        "the file entry at block {b} has more than {a} versions"
    ),
    "partition {a} of the logical volume is not there": N_("partition {a} of the logical volume is missing"),
    "block {a} of partition {b} is nowhere": N_("block {a} of partition {b} has no location"),
    "none of its {a} bytes names the folder above": N_("its {a} bytes do not name the parent folder"),
    "{a} bytes at the end hold no name": N_("{a} bytes at the end contain no name"),
    "{a} bytes from byte {b} on hold no name": N_("{a} bytes from byte {b} on contain no name"),
    "{a} bytes from byte {b} on are zeros": N_("{a} bytes from byte {b} on are zeros"),
    "{a} bytes from byte {b} on: too much looks like names and is none": N_(
        "{a} bytes from byte {b} on: too much data looks like names without being any"
    ),
    "name of no bytes": N_("a name without any bytes"),
    "name {a}": N_("unreadable name {a}"),
    "a link of {a} bytes that ends at {b}": N_("a link of {a} bytes that ends at {b}"),
    "a link with a component of kind {a}: {b}": N_("a link with a component of kind {a}: {b}"),
    "file entry at block {a}: strategy {b}": N_("the file entry at block {a} uses the unknown strategy {b}"),
    "file entry at block {a}: a content of {b} bytes": N_(
        "the file entry at block {a} states a content of {b} bytes"
    ),
    "file entry at block {a}: {b} and {c} bytes in {d}": N_(
        "the file entry at block {a} states {b} and {c} bytes within {d} bytes"
    ),
    "file entry at block {a}: more than {b} extents": N_(
        "the file entry at block {a} has more than {b} extents"
    ),
    "file entry at block {a}: allocation {b}": N_(
        "the file entry at block {a} uses the unknown allocation type {b}"
    ),
    "allocation descriptors at block {a} lead back to themselves": N_(
        "the allocation descriptors at block {a} lead back to themselves"
    ),
    "more lists of allocation descriptors than there are blocks: files share the same ones": N_(
        "there are more lists of allocation descriptors than blocks: files share the same ones"
    ),
    "allocation descriptors at block {a}: {b} bytes in {c}": N_(
        "the allocation descriptors at block {a} state {b} bytes within {c} bytes"
    ),
    "an extent of {a} bytes that is stored in {b}": N_("an extent of {a} bytes that is stored in {b} bytes"),
    "more pieces than there are blocks: files share the same ones": N_(
        "there are more parts than blocks: files share the same ones"
    ),
    "a second file set of UDF, {a}": N_("a second UDF file set: {a}"),
    "no file set": N_("there is no file set"),
    "no sparing table can be read: what was moved is read from where it was before": N_(
        "no sparing table can be read: relocated data is read from its previous location"
    ),
    "it is on volume {a} of a set": N_("it is on volume {a} of a volume set"),
    "the partition beneath it is not there": N_("the partition below it is missing"),
    "no descriptor of partition {a}": N_("there is no descriptor of partition {a}"),
    "packets of no blocks": N_("its packets have no blocks"),
    "none there": N_("there is none"),
    "neither the metadata file nor its mirror can be read": N_(
        "neither the metadata file nor its mirror can be read"
    ),
    "the file entry at block {a} is of type {b}": N_(
        "the file entry at block {a} is of the unexpected type {b}"
    ),
    "in more than {a} pieces": N_("it is in more than {a} parts"),
    "partition map of kind {a}": N_("a partition map of kind {a}"),
    "partition of kind {a}": N_("a partition of kind {a}"),
    "the checksum of its tag": N_("its descriptor header fails its checksum"),
    "its place, {a}": N_("it states the wrong location {a}"),
    "its CRC": N_("its CRC does not match"),
    "block {a} is in no partition": N_("block {a} is not in any partition"),
    "those in a file of their own, of the file entry at block {a}": N_(
        "those stored in a separate file, of the file entry at block {a}"
    ),
    "its extents have {a} bytes more than the {b} of the directory": N_(
        "its extents have {a} bytes more than the {b} bytes of the folder"
    ),
    "the streams at block {a} are listed elsewhere": N_("the streams at block {a} are listed elsewhere"),
    "the file entry at block {a} lists no streams": N_("the file entry at block {a} lists no streams"),
    "the file entry at block {a} is no directory's": N_(
        "the file entry at block {a} is not that of a folder"
    ),
    "{a} of {b} bytes are in its file entry": N_("{a} of {b} bytes are in its file entry"),
    "more than {a} streams": N_("more than {a} streams"),
    "block {a} can't be read": N_("block {a} can't be read"),
    "{a} bytes near byte {b}, where a table may lie": N_(
        "{a} bytes near byte {b}, where a table may be located"
    ),
    "{a} earlier states in virtual allocation tables": N_("earlier states in virtual allocation tables: {a}"),
    "no virtual allocation table": N_("there is no virtual allocation table"),
    "{a} bytes of a table, or not all of them stored": N_(
        "a table of {a} bytes that is too large or not fully stored"
    ),
    "the file entry at block {a} is of no such table": N_(
        "the file entry at block {a} is not that of such a table"
    ),
    "{a} anchors lead to different volume descriptors": N_(
        "{a} anchors lead to different volume descriptors"
    ),
    "no anchor": N_("there is no anchor"),
    "{a} volume descriptors: sector {b} is not there": N_("volume descriptors ({a}): sector {b} is missing"),
    "{a} volume descriptors: none in sector {b}": N_("volume descriptors ({a}): there is none in sector {b}"),
    "{a} volume descriptors lack kinds {b}": N_("volume descriptors ({a}): these kinds are missing: {b}"),
    "main and reserve volume descriptors differ (kind {a}): the main one is used": N_(
        "main and reserve volume descriptors differ (kind {a}); the main one was used"
    ),
    "no logical volume descriptor": N_("there is no logical volume descriptor"),
    "a second logical volume of UDF, {a}": N_("a second UDF logical volume: {a}"),
    "blocks of {a} bytes in sectors of {b}": N_("blocks of {a} bytes in sectors of {b} bytes"),
    "{a} of {b} partition maps": N_("only {a} of {b} partition maps are there"),
    "UDF in sectors of {a} bytes; an anchor for {b} bytes as well": N_(
        "UDF in sectors of {a} bytes; there is also an anchor for {b} bytes"
    ),
    "no such descriptor (tag {a})": N_("it is not the expected descriptor (type {a})"),
    "file entry at block {a}: {b} bytes": N_("the file entry at block {a} has only {b} bytes"),
    "allocation descriptors at block {a}: {b} bytes": N_(
        "the allocation descriptors at block {a} have only {b} bytes"
    ),
    "file set at block {a}: {b} bytes": N_("the file set at block {a} has only {b} bytes"),
}

DISCS_NESTED: dict[str, str] = {
    "volume descriptor in sector {a}: {b}": N_("volume descriptor in sector {a}: {b}"),
    "the path table: {a}": N_("the path table can't be read: {a}"),
    "extended attributes of the file entry at block {a}: {b}": N_(
        "the extended attributes of the file entry at block {a}: {b}"
    ),
    "file entry at block {a} of the metadata: {b}": N_("file entry in block {a} of the metadata: {b}"),
    "name at byte {a}: {b}": N_("the name at byte {a}: {b}"),
    "file entry at block {a}: {b}": N_("the file entry at block {a}: {b}"),
    "allocation descriptors at block {a}: {b}": N_("the allocation descriptors at block {a}: {b}"),
    "more allocation descriptors: {a}": N_("further allocation descriptors: {a}"),
    "file set at block {a}: {b}": N_("the file set at block {a}: {b}"),
    "metadata file of partition {a}: {b}": N_("the metadata file of partition {a}: {b}"),
    "its mirror of partition {a}: {b}": N_("the mirror of the metadata file of partition {a}: {b}"),
    "partition {a} of UDF: {b}": N_("UDF partition {a}: {b}"),
    "sparing table in sector {a}: {b}": N_("the sparing table in sector {a}: {b}"),
    "an earlier state is shown; what may be a later table can't be read: {a}": N_(
        "an earlier state is shown; what may be a later table can't be read: {a}"
    ),
    "anchor in sector {a}: {b}": N_("the anchor in sector {a}: {b}"),
    "{a} volume descriptors, sector {b}: {c}": N_("volume descriptors ({a}), sector {b}: {c}"),
}
"""The last field of each is a detail itself."""
