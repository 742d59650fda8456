"""What is wrong on XFS, and in its journal.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

XFS: dict[str, str] = {
    "no superblock": N_("there is no superblock"),
    "features {a}": N_("unknown features {a}"),
    "directories of version 1": N_("folders of version 1"),
    "sizes in the superblock don't belong together": N_("sizes in the superblock contradict each other"),
    "block {a} is outside the file system": N_("block {a} is outside the file system"),
    "inode {a} has no magic number": N_("inode {a} has no magic number"),
    "inode {a} has version {b}": N_("inode {a} has the unknown version {b}"),
    "inode {a} is not in use or of no known type: mode {b}": N_(
        "inode {a} is not in use or of an unknown type (mode {b})"
    ),
    "inode {a} has size {b}": N_("inode {a} has the invalid size {b}"),
    "inode {a} has its attribute fork outside itself": N_(
        "the attribute fork of inode {a} is outside its bounds"
    ),
    "inode {a} says that it is another one": N_("inode {a} states the number of another one"),
    "the checksum of inode {a} differs": N_("the checksum of inode {a} does not match"),
    "it is on another device": N_("it is on another device"),
    "it has {a} bytes": N_("it has {a} bytes"),
    "the file system is marked as needing repair": N_("the file system is marked as needing repair"),
    "a root of {a} entries in the log": N_("a root of {a} entries in the journal"),
    "an inode's item in the log is cut": N_("an inode item in the journal is truncated"),
    "inode {a} in the log has no magic number": N_("inode {a} in the journal has no magic number"),
    "inode {a} in the log has version {b}": N_("inode {a} in the journal has the unknown version {b}"),
    "inode {a} in the log has a fork beyond its end": N_(
        "a fork of inode {a} in the journal is beyond its end"
    ),
    "inode {a} in the log is cut": N_("inode {a} in the journal is truncated"),
    "inode {a} in the log has a fork of {b} bytes": N_("inode {a} in the journal has a fork of {b} bytes"),
    "the record in block {a} of the log has a wrong checksum": N_(
        "the record in block {a} of the journal fails its checksum"
    ),
    "the record in block {a} of the log was not written whole": N_(
        "the record in block {a} of the journal was not fully written"
    ),
    "the log is on another device": N_("the journal is on another device"),
    "the log has {a} bytes": N_("the journal has {a} bytes"),
    "block {a} of the log holds no record of turn {b}": N_(
        "block {a} of the journal contains no record of cycle {b}"
    ),
    "an operation of {a} bytes in block {b} of the log": N_(
        "an operation of {a} bytes in block {b} of the journal"
    ),
    "a map of {a} words in the log": N_("a map of {a} words in the journal"),
    "{a} announced changes of {b} are not carried out": N_("{a} announced changes of {b} were not applied"),
    "{a} changes in the log belong outside of the volume": N_(
        "{a} changes in the journal belong outside the volume"
    ),
    "{a} new inodes of {b} bytes in the log": N_("{a} new inodes of {b} bytes in the journal"),
    "the log changes more than {a} sectors": N_("the journal changes more than {a} sectors"),
    "an item of {a} of {b} regions in the log": N_("an item with {a} of {b} regions in the journal"),
    "a buffer in the log lacks what its map names": N_(
        "a buffer in the journal lacks data that its map lists"
    ),
    "a piece of {a} bytes of a buffer in the log": N_("a part of {a} bytes of a buffer in the journal"),
    "a change behind the end of a buffer of {a} bytes in the log": N_(
        "a change beyond the end of a buffer of {a} bytes in the journal"
    ),
    "an item of unknown kind {a} in the log": N_("an item of the unknown kind {a} in the journal"),
    "a transaction without a header in the log": N_("a transaction without a header in the journal"),
    "a transaction's header of {a} bytes in the log": N_("a transaction header of {a} bytes in the journal"),
    "the log's record in block {a} is of a system that is not known": N_(
        "the journal record in block {a} was written by an unknown system"
    ),
    "an item of {a} regions in the log": N_("an item of {a} regions in the journal"),
    "nothing goes on in the log": N_("an operation in the journal is not continued"),
    "a transaction of more than {a} bytes in the log": N_(
        "a transaction of more than {a} bytes in the journal"
    ),
    "an operation with flags {a} in the log": N_("an operation with the flags {a} in the journal"),
    "inode {a} is a link of {b} bytes and has {c}": N_("inode {a} is a link of {b} bytes but has {c}"),
    "inode {a} is a link of {b} bytes": N_("inode {a} is a link of {b} bytes"),
    "its bytes are on a realtime device": N_("its bytes are on a real-time device"),
    "inode {a}: the index of attributes is too deep": N_(
        "inode {a}: the attribute index is nested too deeply"
    ),
    "inode {a}: attribute block {b} has no place": N_("inode {a}: attribute block {b} has no location"),
    "inode {a}: the checksum of an attribute block differs": N_(
        "inode {a}: the checksum of an attribute block does not match"
    ),
    "inode {a}: extended attributes end early": N_("inode {a}: the extended attributes end too early"),
    "inode {a}: {b} attributes in one block": N_("inode {a}: {b} attributes in one block"),
    "it leaves its block": N_("it exceeds its block"),
    "inode {a}: an attribute block says that it is another's": N_(
        "inode {a}: an attribute block states that it belongs to another inode"
    ),
    "inode {a}: attribute leaves go in a circle": N_("inode {a}: the attribute leaves form a loop"),
    "inode {a}: attribute block {b} is no leaf": N_("inode {a}: attribute block {b} is not a leaf"),
    "the value was never written whole": N_("the value was never fully written"),
    "directory {a} has {b} bytes": N_("folder {a} has {b} bytes"),
    "directory {a}: {b} names, {c} in its index": N_("folder {a}: {b} names, {c} in its index"),
    "directory {a} ends within its names": N_("folder {a} ends within its names"),
    "directory {a}: the block at {b} has a hole": N_("folder {a}: the block at {b} has a gap"),
    "directory {a}: the block at {b} has an index of {c}": N_(
        "folder {a}: the block at {b} has an index of {c} entries"
    ),
    "directory {a}: a block says that it is another's": N_(
        "folder {a}: a block states that it belongs to another folder"
    ),
    "directory {a}: the checksum of a block differs": N_(
        "folder {a}: the checksum of a block does not match"
    ),
    "directory {a} has block {b} twice": N_("folder {a} has block {b} twice"),
    "directory {a}: the block at {b} holds no names": N_("folder {a}: the block at {b} contains no names"),
    "directory {a}: a damaged name at {b}": N_("folder {a}: a damaged name at {b}"),
    "directory {a}: free space of {b} at {c}": N_("folder {a}: {b} bytes of free space at {c}"),
    "inode {a} counts {b} extents and has {c}": N_("inode {a} states {b} extents and has {c}"),
    "inode {a} has a B+tree of {b} levels and {c} keys": N_(
        "inode {a} has a B+ tree of {b} levels and {c} keys"
    ),
    "inode {a}: block {b} is no level {c} of its B+tree": N_(
        "inode {a}: block {b} is not level {c} of its B+ tree"
    ),
    "inode {a}: block {b} counts {c} records": N_("inode {a}: block {b} states {c} records"),
    "inode {a} has {b} extents in {c} bytes": N_("inode {a} has {b} extents in {c} bytes"),
    "inode {a} has no extents but format {b}": N_("inode {a} has no extents but the format {b}"),
    "inode {a} has extents out of order": N_("the extents of inode {a} are out of order"),
    "inode {a}: block {b} says that it is another's": N_(
        "inode {a}: block {b} states that it belongs to another inode"
    ),
    "inode {a}: the checksum of block {b} differs": N_("inode {a}: the checksum of block {b} does not match"),
    "an extent at block {a} leaves its allocation group": N_(
        "an extent at block {a} exceeds its allocation group"
    ),
    "inode {a} has a B+tree that meets block {b} twice": N_(
        "the B+ tree of inode {a} contains block {b} twice"
    ),
}

XFS_NESTED: dict[str, str] = {
    "inode {a}: attribute {b}: {c}": N_("inode {a}: attribute {b}: {c}"),
}
"""The last field of each is a detail itself."""
