"""What is wrong within FAT, NTFS, ext, HFS+ and APFS, and in trees of any kind.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

FILE_SYSTEMS: dict[str, str] = {
    "the node at {a} stands twice in its tree": N_("the node at {a} occurs twice in its tree"),
    "an index without a child": N_("an index entry without a child node"),
    "the node at {a} has level {b}": N_("the node at {a} has the unexpected level {b}"),
    "the checksum of the node at {a} differs": N_("the checksum of the node at {a} does not match"),
    "the node at {a} has flags {b} and level {c}": N_("the node at {a} has the flags {b} and the level {c}"),
    "the node at {a} counts {b} records": N_("the node at {a} states {b} records"),
    "the node at {a} is out of order": N_("the node at {a} is out of order"),
    "the node at {a} has a record outside itself": N_("the node at {a} has a record outside its bounds"),
    "block {a} is no object map": N_("block {a} is not an object map"),
    "the checksum of the object map at block {a} differs": N_(
        "the checksum of the object map at block {a} does not match"
    ),
    "object {a} is not in the object map": N_("object {a} is not in the object map"),
    "object {a} is deleted": N_("object {a} is deleted"),
    "object {a} is encrypted": N_("object {a} is encrypted"),
    "no container superblock": N_("there is no container superblock"),
    "blocks of {a} bytes": N_("its blocks have {a} bytes"),
    "a Fusion container, which lies on two disks": N_("a Fusion container, which is on two disks"),
    "no volume {a}": N_("there is no volume {a}"),
    "no volume superblock at {a}": N_("there is no volume superblock at {a}"),
    "the checksum of the volume superblock at {a} differs": N_(
        "the checksum of the volume superblock at {a} does not match"
    ),
    "a checkpoint area of {a} blocks was not looked at": N_(
        "a checkpoint area of {a} blocks was not examined"
    ),
    "no superblock has a checksum that agrees": N_("all superblocks fail their checksums"),
    "inode {a} has {b} bytes": N_("inode {a} has {b} bytes"),
    "inode {a} is of no known type: mode {b}": N_("inode {a} is of an unknown type (mode {b})"),
    "a damaged name": N_("a damaged name"),
    "a damaged attribute": N_("a damaged attribute"),
    "an attribute without its value": N_("an attribute without a value"),
    "a size of {a} bytes": N_("its size is {a} bytes"),
    "inode {a} has a data stream of {b} bytes": N_("inode {a} has a data stream of {b} bytes"),
    "an attribute without its stream": N_("an attribute without its data stream"),
    "extended fields end early": N_("its extended fields end too early"),
    "inode {a} is a link without a target": N_("inode {a} is a link without a target"),
    "directory {a}: {b} names, {c} counted in its inode": N_(
        "folder {a}: {b} names, {c} according to its inode"
    ),
    "the volume is encrypted": N_("the volume is encrypted"),
    "inode {a} is no directory": N_("inode {a} is not a folder"),
    "an attribute of {a} bytes": N_("an attribute of {a} bytes"),
    "inode {a} is not in the tree": N_("inode {a} is not in the tree"),
    "a block without their magic number": N_("an attribute block without its magic number"),
    "an entry that leaves its place": N_("an entry that exceeds its bounds"),
    "{a} leaves its place": N_("{a} exceeds its bounds"),
    "a value of {a} bytes": N_("a value of {a} bytes"),
    "the superblock's checksum differs": N_("the checksum of the superblock does not match"),
    "checksums of group descriptors": N_("the checksums of group descriptors do not match"),
    "directory {a}: nothing says where its names are": N_(
        "folder {a}: the location of its names is not recorded"
    ),
    "inode {a} doesn't hold the value that it should": N_("inode {a} does not contain the expected value"),
    "more than {a} inodes share block {b}": N_("more than {a} inodes share block {b}"),
    "directory {a}: {b} damaged blocks: {c}": N_("folder {a}: {b} blocks are damaged: {c}"),
    "a damaged entry at byte {a}": N_("a damaged entry at byte {a}"),
    "no node of an extent tree": N_("it is not a node of an extent tree"),
    "an extent tree without end": N_("an extent tree without an end"),
    "an extent tree with level {a} at {b}": N_("an extent tree with the level {a} at {b}"),
    "no super block, or an impossible one": N_("the superblock is missing or invalid"),
    "meta_bg or bigalloc": N_("the features meta_bg or bigalloc"),
    "the journal has no superblock": N_("the journal has no superblock"),
    "the journal has blocks of {a} bytes, the file system of {b}": N_(
        "the journal has blocks of {a} bytes, the file system blocks of {b} bytes"
    ),
    "the journal has unknown features {a}": N_("the journal has unknown features: {a}"),
    "the journal has two kinds of checksums": N_("the journal has two kinds of checksums"),
    "the journal counts {a} blocks and has {b}": N_("the journal states {a} blocks and has {b}"),
    "the journal runs from block {a} to {b} and begins with {c}": N_(
        "the journal extends from block {a} to {b} but begins at {c}"
    ),
    "a revocation of {a} bytes": N_("a revocation block of {a} bytes"),
    "the checksum of the journal's superblock is wrong": N_(
        "the checksum of the journal superblock does not match"
    ),
    "the copy of the journal's extents is damaged": N_("the copy of the journal's extents is damaged"),
    "checksums of inodes: {a}": N_("the checksums of inodes do not match: {a}"),
    "checksums of blocks of directories: {a}": N_("the checksums of folder blocks do not match: {a}"),
    "extents out of order in inodes: {a}": N_("extents are out of order in these inodes: {a}"),
    "fast commits of transaction {a} are not replayed": N_(
        "the fast commits of transaction {a} are not applied"
    ),
    "the superblock names no journal": N_("the superblock names no journal"),
    "the journal has no blocks": N_("the journal has no blocks"),
    "the journal is on another device, {a}": N_("the journal is on another device: {a}"),
    "{a} of its blocks can't be read or have a wrong checksum": N_(
        "{a} of its blocks can't be read or fail their checksum"
    ),
    "{a} of its blocks belong outside of the volume": N_("{a} of its blocks belong outside the volume"),
    "transaction {a} is longer than the journal": N_("transaction {a} is longer than the journal"),
    "the journal names more than {a} blocks": N_("the journal names more than {a} blocks"),
    "its fast commits can't be read": N_("its fast commits can't be read"),
    "transaction {a}: its checksum is wrong": N_("the checksum of transaction {a} does not match"),
    "marked as needing recovery": N_("it is marked as needing recovery"),
    "marked as having errors": N_("it is marked as having errors"),
    "not marked as unmounted": N_("it is not marked as unmounted"),
    "its journal is not empty": N_("its journal is not empty"),
    "journal of an ext file system elsewhere": N_("the journal of an ext file system on another device"),
    "ext4 with meta_bg": N_("ext4 with meta_bg"),
    "ext4 with bigalloc": N_("ext4 with bigalloc"),
    "its chain of clusters breaks off: behind cluster {a} comes {b}": N_(
        "its cluster chain ends early: cluster {a} is followed by {b}"
    ),
    "no cluster {a}": N_("there is no cluster {a}"),
    "its chain of clusters was followed too often": N_("its cluster chain was followed too often"),
    "the end of its long name is lost": N_("the end of its long name is lost"),
    "long name {a} isn't this entry's": N_("the long name {a} does not belong to this entry"),
    "no allocation bitmap": N_("there is no allocation bitmap"),
    "impossible boot sector": N_("the boot sector is invalid"),
    "allocation bitmap too short": N_("the allocation bitmap is too short"),
    "a chain leaves the volume": N_("a cluster chain leads out of the volume"),
    "{a} entries are none that a system writes": N_(
        "{a} entries are not of a kind that an operating system writes"
    ),
    "no bitmap of the whole volume": N_("there is no bitmap of the whole volume"),
    "a B-tree of {a} bytes": N_("a B-tree of {a} bytes"),
    "a B-tree without a header node": N_("a B-tree without a header node"),
    "a B-tree with nodes of {a} bytes, {b} levels deep": N_(
        "a B-tree with nodes of {a} bytes, {b} levels deep"
    ),
    "node {a} stands twice in its tree": N_("node {a} occurs twice in its tree"),
    "node {a} has height {b} instead of {c}": N_("node {a} has the height {b} instead of {c}"),
    "node {a} of {b}": N_("node {a} does not exist; there are {b} nodes"),
    "node {a} is of kind {b}": N_("node {a} is of the unexpected kind {b}"),
    "node {a} counts {b} records": N_("node {a} states {b} records"),
    "node {a} has a key of {b} bytes": N_("node {a} has a key of {b} bytes"),
    "node {a} has a record outside itself": N_("node {a} has a record outside its bounds"),
    "journaled, and not marked as unmounted": N_("it has a journal and is not marked as unmounted"),
    "volume header: the copy at byte {a}": N_("volume header: the copy at byte {a} was used"),
    "superblock: the copy at byte {a}": N_("superblock: the copy at byte {a} was used"),
    "superblock and group descriptors: the copy at byte {a}": N_(
        "superblock and group descriptors: the copy at byte {a} was used"
    ),
    "entries of clusters, the first of cluster {a}": N_(
        "the first entry that differs is that of cluster {a}"
    ),
    "an attribute of kind {a}": N_("an attribute of kind {a}"),
    "no volume header": N_("there is no volume header"),
    "a key without a name": N_("a key without a name"),
    "a name that ends early": N_("a name ends too early"),
    "a catalogue record of type {a} in {b} bytes": N_("a catalogue record of type {a} in {b} bytes"),
    "an attribute that ends early": N_("an attribute ends too early"),
    "{a} is no folder": N_("{a} is not a folder"),
    "{a} is a hard link to {b}, which isn't there": N_("{a} is a hard link to {b}, which is missing"),
    "a link of {a} bytes": N_("a link of {a} bytes"),
    "the catalogue has no thread of {a}": N_("the catalogue has no thread record for {a}"),
    "the catalogue has no record of {a}": N_("the catalogue has no record for {a}"),
    "a key of the catalogue that ends early": N_("a key of the catalogue ends too early"),
    "extents without their fork": N_("extents without the file they belong to"),
    "reparse point outside of its record": N_("a reparse point outside its record"),
    "record {a}: the first piece of a stream is in no record of its attribute list": N_(
        "record {a}: the first part of a stream is in none of the records of its attribute list"
    ),
    "{a} attribute lists instead of one": N_("{a} attribute lists instead of one"),
    "record {a}: its attributes don't end where they should": N_(
        "record {a}: its attributes do not end where they should"
    ),
    "{a} of {b} bytes of its attribute list are usable": N_(
        "{a} of {b} bytes of its attribute list are usable"
    ),
    "{a} of {b} records that extend it are not there": N_("{a} of {b} extension records are missing"),
    "deduplicated, its pieces lie in the chunk store": N_("deduplicated; its parts are in the chunk store"),
    "single instance storage": N_("single instance storage"),
    "hierarchical storage": N_("hierarchical storage"),
    "projected file system": N_("projected file system"),
    "{a}, without its stream WofCompressedData": N_("{a}, the stream WofCompressedData is missing"),
    "cloud storage": N_("cloud storage"),
    "of a kind that is not read": N_("of a kind that is not supported"),
    "$LogFile was not closed": N_("the $LogFile was not closed"),
    "marked as dirty": N_("it is marked as dirty"),
    "the journal of {a} is not replayed": N_("the journal of {a} is not supported"),
    "a compressed file without a header that says how": N_(
        "a compressed file without the header that states how"
    ),
    "chunks out of order": N_("its chunks are out of order"),
    "{a} chunks for {b} bytes": N_("{a} chunks for {b} bytes"),
    "a resource fork that ends early": N_("its resource fork ends too early"),
    "a chunk of {a} bytes": N_("a chunk of {a} bytes"),
    "compressed in a way that is not read: decmpfs type {a}": N_(
        "compressed in a way that is not supported: decmpfs type {a}"
    ),
    "a compressed file without its resource fork": N_("a compressed file without its resource fork"),
    "no extent covers these bytes": N_("no extent contains these bytes"),
    "inode {a} has no attribute {b}-{c}": N_("inode {a} has no attribute {b}-{c}"),
    "runs overlap at byte {a}": N_("parts of it overlap at byte {a}"),
    "a run at byte {a} of the file system": N_("a part of it at byte {a} of the file system"),
    "inode {a} is listed elsewhere": N_("inode {a} is listed elsewhere"),
    "too deep": N_("nested too deeply"),
    "nothing says where the content is": N_("the location of the content is not recorded"),
    "nothing says where it leads": N_("the target is not recorded"),
    "nothing says where these bytes are": N_("the location of these bytes is not recorded"),
    "unexpected file system type {a}": N_("unexpected type of file system: {a}"),
    "no metadata": N_("there is no metadata"),
    "another deleted file lies in its space as well": N_("another deleted file uses the same space"),
    "only the first {a} ranges were compared": N_("only the first {a} ranges were compared"),
    "{a} bytes that say where it lies are in use": N_(
        "{a} bytes that recorded its location are in use again"
    ),
    "clusters in use lie between those that are supposed": N_(
        "clusters in use lie between those assumed to be its own"
    ),
    "record {a} has sequence number {b}, the name {c}": N_(
        "record {a} has the sequence number {b}, the name refers to {c}"
    ),
    "inode {a} is not in use": N_("inode {a} is not in use"),
    "no such attribute": N_("there is no such attribute"),
    "no attribute of that number": N_("there is no attribute with this number"),
    "no cluster of this volume holds it": N_("it is in none of the clusters of this volume"),
    "damaged entries of a directory at byte {a} of it": N_("a folder has damaged entries at its byte {a}"),
}

FILE_SYSTEMS_NESTED: dict[str, str] = {
    "inode {a}: {b}": N_("inode {a}: {b}"),
    "directory {a}: {b}": N_("folder {a}: {b}"),
    "folder {a}: {b}": N_("folder {a}: {b}"),
    "record {a}: {b}": N_("record {a}: {b}"),
    "entry {a}: {b}": N_("entry {a}: {b}"),
    "block {a}: {b}": N_("block {a}: {b}"),
    "stream {a}: {b}": N_("stream {a}: {b}"),
    "transaction {a}: {b}": N_("transaction {a}: {b}"),
    "a node of the tree: {a}": N_("a node of the tree: {a}"),
    "the attributes file: {a}": N_("the attributes file can't be read: {a}"),
    "an attribute of {a}: {b}": N_("an attribute of {a}: {b}"),
    "attributes of {a}: {b}": N_("the attributes of {a}: {b}"),
    "record {a}: {b} streams can't be opened: {c}": N_("record {a}: {b} streams can't be opened: {c}"),
    "reparse point {a}: {b}": N_("reparse point {a}: {b}"),
    "compressed by Windows (WOF): {a}": N_("compressed by Windows (WOF): {a}"),
}
"""The last field of each is a detail itself."""
