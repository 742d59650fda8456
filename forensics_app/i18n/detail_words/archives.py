"""What is wrong with archives and compressed contents, and why they are not read.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

ARCHIVES: dict[str, str] = {
    "{a} bytes packed so that they can only be read in one go": N_(
        "{a} bytes packed so that they can only be read from beginning to end"
    ),
    "the last of {a} parts of a ZIP": N_("the last of {a} parts of a ZIP file"),
    "member {a} is not there any more": N_("member {a} is no longer there"),
    "one of {a} names of a file: its bytes, if any, come with another one": N_(
        "one of {a} names of a file; its bytes, if any, are stored with another name"
    ),
    "nothing in it": N_("there is nothing in it"),
    "{a} bytes follow the content that is declared": N_("bytes after the stated content: {a}"),
    "a gzip header that does not end": N_("a gzip header without an end"),
    "{a} bytes beyond the archive's end": N_("{a} bytes beyond the end of the archive"),
    "GNU tar's list of the names in that folder is not read, {a} bytes": N_(
        "the list of names that GNU tar stores for this folder is not read ({a} bytes)"
    ),
    "a sparse file: its map lacks {a} bytes": N_("a sparse file: {a} bytes are missing from its map"),
    "a sparse file: its map has more than {a} bytes": N_(
        "a sparse file: its map covers more than the {a} bytes stored"
    ),
    "its size is no number": N_("its size is not a number"),
    "goes on from another volume": N_("continued from another part of the archive"),
    "goes on from another volume, from byte {a}": N_(
        "continued from another part of the archive, from byte {a} on"
    ),
    "not looked at behind byte {a}, where its end mark goes on": N_(
        "not examined after byte {a}, where its end mark continues"
    ),
    "a link that has {a} bytes of its own": N_("a link with {a} bytes of its own"),
    "an extended header without its member at {a}": N_("an extended header at {a} without a member"),
    "more than {a} extended headers of one member": N_("more than {a} extended headers for one member"),
    "an extended header that is cut off": N_("a truncated extended header"),
    "an extended header that is malformed": N_("a malformed extended header"),
    "a global header with a name or size": N_("a global header with a name or size"),
    "an extended header of {a} bytes": N_("an extended header of {a} bytes"),
    "its map holds half a pair": N_("its map ends in the middle of a pair"),
    "its map holds no numbers": N_("its map does not contain numbers"),
    "its map does not end": N_("its map has no end"),
    "its map contradicts itself": N_("its map contradicts itself"),
    "{a} packed bytes can't hold the {b} declared": N_("{a} packed bytes can't hold the {b} bytes stated"),
    "at byte {a} of the archive": N_("at byte {a} of the archive"),
    "malformed LZMA properties": N_("malformed LZMA properties"),
    "LZMA properties beyond what is read": N_("LZMA parameters beyond the supported limits"),
    "its mode is no file's, but it has {a} bytes": N_("its mode is not that of a file, but it has {a} bytes"),
    "the local header names it {a}": N_("the local header gives the name {a}"),
    "the local header has method {a}, the directory {b}": N_(
        "method in the local header: {a}, in the directory: {b}"
    ),
    "the local header has CRC-32 {a}, the directory {b}": N_(
        "CRC-32 in the local header: {a}, in the directory: {b}"
    ),
    "the local header has packed size {a}, the directory {b}": N_(
        "packed size in the local header: {a}, in the directory: {b}"
    ),
    "the local header has size {a}, the directory {b}": N_(
        "size in the local header: {a}, in the directory: {b}"
    ),
    "no directory record at byte {a}": N_("there is no directory record at byte {a}"),
    "compressed block: {a}": N_("a compressed block: {a}"),
    "copy is cut off": N_("the compressed data ends within a copy instruction"),
    "copy from before the beginning": N_("the compressed data refers to bytes before its beginning"),
    "literal run is cut off": N_("the compressed data ends within stored bytes"),
    "Encryption is not supported": N_("encryption is not supported"),
    "libarchive is not installed": N_("libarchive is not installed"),
    "libarchive has no memory": N_("libarchive is out of memory"),
    "this libarchive lacks {a}": N_("the installed libarchive has no {a}"),
    "LZFSE: a block of more than {a} bytes": N_("LZFSE: a block of more than {a} bytes"),
    "LZFSE: damaged": N_("damaged LZFSE data"),
    "more than {a} blocks": N_("more than {a} blocks"),
    "a chunk that ends early": N_("a chunk of the compressed data ends too early"),
    "{a}: {b} bytes instead of {c}": N_("{a}: {b} bytes instead of {c}"),
    "{a} bytes for {b} chunks": N_("its table has {a} bytes for {b} chunks"),
    "a read beyond the content": N_("a read beyond the end of the content"),
    "its reparse point is cut short": N_("its reparse point is truncated"),
    "its content lies in a WIM file": N_("its content is in a WIM file"),
    "packed in a way that is not read: version {a}, algorithm {b}": N_(
        "compressed in a way that is not supported: version {a}, algorithm {b}"
    ),
    "version {a}, provider {b}": N_("its version is {a}, its provider {b}"),
    "no frame of Zstandard": N_("there is no Zstandard frame"),
    "a frame of Zstandard that is cut off or damaged": N_("a truncated or damaged Zstandard frame"),
    "{a}, packed with {b}": N_("{a}, compressed with {b}"),
    "{a}, in an archive ({b}): add it with --compressed-image, or unpack it first": N_(
        "{a}, in an archive ({b}): add it with --compressed-image, or unpack it first"
    ),
    "{a}, packed with {b}: add it with --compressed-image, or unpack it first": N_(
        "{a}, compressed with {b}: add it with --compressed-image, or unpack it first"
    ),
    "{a}: {b} bytes, {c} stated": N_("{a}: {b} bytes, {c} stated"),
    "{a}: the checksum of the image differs": N_("the checksum of the image in {a} does not match"),
    "zisofs: {a} bytes instead of {b}": N_("zisofs: {a} bytes instead of {b}"),
    "zisofs: a content that ends early": N_("zisofs: the content ends too early"),
    "not installed": N_("the library is not installed"),
    "the packed data end too early": N_("the packed data ends too early"),
    "Android backup": N_("an Android backup"),
    "blocks without bytes and without an end": N_("it has blocks without bytes and no end"),
    "a block without symbols": N_("a block of the compressed data has no symbols"),
    "a block of {a} bytes at {b} of {c}": N_("a block of {a} bytes at byte {b} of {c}"),
    "a block of type {a}": N_("a block of the unknown type {a}"),
    "a code that is not complete": N_("a code table of the compressed data is incomplete"),
    "a symbol of a code without any": N_("the compressed data uses a code table that has no symbols"),
    "a run of lengths beyond the last": N_("the code lengths in the compressed data exceed their table"),
    "a run of no length": N_("the code lengths in the compressed data repeat a missing one"),
    "{a} bytes from {b} before {c}": N_(
        "the compressed data copies {a} bytes from {b} bytes before byte {c}"
    ),
    "{a} bytes in a chunk": N_("{a} bytes in one chunk"),
    "chunk {a} from {b} to {c}": N_("chunk {a} extends from {b} to {c}"),
    "zisofs: block {a} from {b} to {c}": N_("zisofs: block {a} extends from {b} to {c}"),
    "after {a} bytes unpacked": N_("after {a} bytes were unpacked"),
}

ARCHIVES_NESTED: dict[str, str] = {
    "a sparse file: {a}": N_("a sparse file: {a}"),
    "{a}: damaged behind {b} bytes: {c}": N_("{a}: damaged after {b} bytes: {c}"),
}
"""The last field of each is a detail itself."""
