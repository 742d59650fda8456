"""Words for the technical part of an error, of an omission and of a container's notes: for an error its
fields `detail`, `reason`, `format`, `field` and `name`.

They carry codes and short technical texts, no prose. What this program says itself has its words here; what a
library says beyond that is shown as it came, and so are texts of readers that have none yet.
"""

from __future__ import annotations

import errno
import os
import re

from forensics_app.i18n.detail_words.archives import ARCHIVES, ARCHIVES_NESTED
from forensics_app.i18n.detail_words.containers import CONTAINERS, CONTAINERS_NESTED
from forensics_app.i18n.detail_words.discs import DISCS, DISCS_NESTED
from forensics_app.i18n.detail_words.file_systems import FILE_SYSTEMS, FILE_SYSTEMS_NESTED
from forensics_app.i18n.detail_words.pictures import PICTURES
from forensics_app.i18n.detail_words.volumes import VOLUMES, VOLUMES_NESTED
from forensics_app.i18n.detail_words.xfs import XFS, XFS_NESTED
from forensics_app.i18n.labels import FORMAT_LABELS
from forensics_app.i18n.request_words import FIELD_LABELS as REQUEST_FIELD_LABELS
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.i18n.verdicts import VERDICT_WORDS
from forensics_app.model.names import visible

SYSTEM_ERRORS: dict[int, str] = {
    errno.EACCES: N_("permission denied"),
    errno.EPERM: N_("not permitted"),
    errno.ENOENT: N_("no such file or folder"),
    errno.ENOTDIR: N_("not a folder"),
    errno.EISDIR: N_("is a folder"),
    errno.EEXIST: N_("already exists"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.ENOSPC: N_("no space left on the disk"),
    errno.EDQUOT: N_("the disk quota is used up"),
    errno.EFBIG: N_("the file is too large for this disk"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EIO: N_("input/output error of the disk"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("too many links"),
    errno.EXDEV: N_("on another disk"),
    errno.EBUSY: N_("in use"),
    errno.EMFILE: N_("too many open files"),
    errno.ENFILE: N_("too many open files on this computer"),
    errno.ENOMEM: N_("out of memory"),
    errno.ENODEV: N_("no such device"),
    errno.ENXIO: N_("the device is gone"),
    errno.ESTALE: N_("the network share has changed"),
    errno.ETIMEDOUT: N_("timed out"),
    errno.EINVAL: N_("not possible for this file"),
}

CODES: dict[str, str] = {
    # deadlines of requests
    "received": N_("the arrival must be given like 2026-11-27 or 2026-11-27T14:20+01:00"),
    "received-time": N_("a time of arrival needs its UTC offset, as in 2026-11-27T14:20+01:00"),
    "state": N_("a country code has two letters, such as DE"),
    "holiday": N_("a public holiday must be a date such as 2026-12-25"),
    "count": N_("no more deadlines can be recorded in this case"),
    # scenarios of training
    "the draw {a} can't be made": N_("the random choice {a} can't be made"),
    "nothing has the name {a}": N_("there is nothing named {a}"),
    "the messages of question {a} are not complete": N_("the messages of question {a} are not complete"),
    "addendum-other-bundle": N_("it belongs to a bundle that is not of this case"),
    "no-plain-file": N_("not a plain file"),
    "not-a-file": N_("not a plain file"),
    "case-file-link": N_("it is a symbolic link"),
    "case-file-kind": N_("it is not a regular file or folder"),
    "case-file-owner": N_("it belongs to another user"),
    "case-file-names": N_("it has a second name (a hard link)"),
    "case-journal-linked": N_("it is a database journal that names another file"),
    "foreign-schema": N_("the catalogue has tables, triggers or views that Sealwright does not make"),
    # parcels
    "parcel-list-missing": N_("its signed list is missing"),
    "parcel-lists-many": N_("several parcels are in this folder"),
    "parcel-needs-zip": N_("a parcel is made of a bundle in a ZIP file"),
    "parcel-file-missing": N_("it is missing"),
    "parcel-file-size": N_("its size differs from the list"),
    "parcel-file-differs": N_("it is not the file that was listed"),
    "parcel-form": N_("the list is not in canonical form"),
    "parcel-info-differs": N_("it is not the list that was signed"),
    "parcel-envelope-form": N_("it does not have the form of a parcel"),
    "parcel-recipients-differ": N_("its recipients differ from those in the list"),
    "parcel-seal-differs": N_("it is not the bundle that the list names"),
    "not-a-parcel": N_("it is not the list of a parcel"),
    "volume-form": N_("it does not have the form of a volume"),
    "volume-size": N_("its size is not that of a volume"),
    "volume-key": N_("it was encrypted with another key"),
    "volume-tag": N_("its authentication tag does not match: it is damaged or was altered"),
    "volume-header": N_("its first line is not that of a volume"),
    "volume-padding": N_("there is something other than padding after its content"),
    "volume-other-parcel": N_("it belongs to another parcel"),
    "volume-place": N_("it is in the place of another volume"),
    "volume-payload": N_("the file changed while it was being read"),
    "list-signer-unconfirmed": N_("its list is signed by someone you do not trust"),
    "envelope-not-a-recipient": N_("it was not encrypted for this key"),
    "envelope-passphrase": N_("this passphrase does not open it"),
    "envelope-no-shares": N_("its key was not split into shares"),
    "envelope-key": N_("this key does not open it"),
    "envelope-tag": N_("the authentication tag of its envelope does not match"),
    "envelope-form": N_("its envelope does not have the form of a parcel's envelope"),
    "envelope-other-parcel": N_("its envelope belongs to another parcel"),
    "share-other-parcel": N_("it belongs to another parcel"),
    "share-twice": N_("it was specified twice"),
    "share-differs": N_("it is not the one that was handed out"),
    "share-form": N_("it does not have the form of a share"),
    "share-length": N_("characters are missing, or there are too many"),
    "share-characters": N_("it contains characters that never occur in a share"),
    "share-check": N_("its check characters do not match: a character was mistyped"),
    "recipient-usage": N_("its certificate is not for encryption"),
    "recipient-authority": N_("its certificate is that of an authority"),
    "recipient-key": N_("its key is of a kind that is not accepted"),
    "verdict-altered": N_("the bundle was altered"),
    "verdict-incomplete": N_("the bundle is incomplete"),
    "verdict-unreadable": N_("it is not a readable bundle"),
    "no-encryption-key": N_(
        "the identity has no key for encryption yet; create one with “sealwright identity encryption”"
    ),
    "card-no-decryption": N_("it holds no key that decrypts"),
    "card-encryption": N_("its key for encryption must be created on the card itself"),
    # key and certificate files
    "too-large": N_("too large for such a file"),
    "too-many-iterations": N_("it requires more passphrase iterations than any program in use"),
    "not-pkcs12": N_("not a PKCS#12 file"),
    "bundle-too-large": N_("it is larger than 64 MB"),
    "too-few": N_("too few of the attacks can be carried out on it"),
    "not-a-zip": N_("it is not a whole bundle"),
    "not-a-class-set": N_("it is not a class set, or it is damaged"),
    "class-set-signature": N_("it was changed after the trainer signed it"),
    "class-set-form": N_("its contents do not have the form of a class set"),
    "class-set-evidence": N_("its evidence is damaged"),
    "not-a-submission": N_("it is not a submission, or it is damaged"),
    "submission-form": N_("its contents do not have the form of a submission"),
    "no-key-or-certificate": N_("it lacks the key or the certificate"),
    "key-type": N_("a kind of key that is not accepted"),
    "key-mismatch": N_("key and certificate do not belong together"),
    "key-usage": N_("the certificate is not for signing documents"),
    "algorithm": N_("an encryption that is not known"),
    "not-a-root": N_("it does not hold the key of a lab root"),
    "list-changed": N_("it is not what was imported: import the list again"),
    "not-a-card": N_("it is not a laboratory card"),
    "card-signer": N_("it is not signed by the certificate that it introduces, and by that alone"),
    "card-signature": N_("its signature is invalid"),
    "card-certificates": N_("its certificates are not those of its signature, or can't be used"),
    "mechanism": N_("it can't make this kind of signature"),
    "card-no-key": N_("the key is no longer on it"),
    "card-no-such-label": N_("no key with a certificate has this label"),
    "card-key-without-certificate": N_("it holds a key without a certificate"),
    "card-certificate-without-key": N_("it holds a certificate without a key"),
    "card-keeps-key": N_("its key never leaves the card"),
    "card-empty": N_("it holds neither key nor certificate"),
    "no such file": N_("no such file or folder"),
    "not-a-request": N_("not a request for a certificate in PEM or DER form"),
    "request-signature": N_("its key did not sign it"),
    "request-name": N_("it does not contain a name"),
    "card-no-public-key": N_("it does not show the public part of its key"),
    "not-a-certificate": N_("not a certificate in PEM or DER form"),
    "not a list of trust": N_("not a list of trusted certificates"),
    # bundles
    "empty": N_("there is no bundle in it"),
    "zip": N_("a ZIP file"),
    "folder": NC_("form of a bundle", "a folder"),
    "seal": N_("a seal without its bundle"),
    "none": N_("neither a ZIP file, nor a folder, nor a seal"),
    "length": N_("too long"),
    "read-only": N_("opened for reading only"),
    # sealing
    "signed attributes are not in the one form": N_("the signature's attributes are not in canonical form"),
    "the signature does not verify": N_("the finished signature does not verify"),
    "seal-info.txt promises what this seal does not hold": N_(
        "the seal would promise something it does not contain"
    ),
    # time-stamps
    "unknown host": N_("no host with this name was found"),
    "closed too early": N_("the connection was closed too early"),
    "timeout": N_("timed out"),
    "no-location": N_("the certificate contains no address for revocation information"),
    "not-good": N_("its issuer does not report it as good"),
    "issuer-missing": N_("its issuer's certificate is not in the chain"),
    "bad-algorithm": N_("the authority does not know the digest"),
    "bad-request": N_("the authority does not allow this request"),
    "bad-data-format": N_("the authority could not read the request"),
    "time-not-available": N_("its clock is not available"),
    "unaccepted-policy": N_("it does not stamp under this policy"),
    "unaccepted-extension": N_("it does not know an extension"),
    "additional-information-not-available": N_("the additional information requested is not available"),
    "system-failure": N_("system failure"),
    "certificates": N_("the certificate that signed is not in it"),
    "signed-attributes": N_("its signed attributes are not in order"),
    "signing-certificate": N_("it does not name its own certificate"),
    "signers": N_("more than one signer"),
    "too-short": N_("it ends too early"),
    "unexpected-type": N_("its structure is not the required one"),
    "trailing-bytes": N_("there is data after its end"),
    # the case
    "case.sqlite is not a catalogue": N_("case.sqlite is not a catalogue"),
    "no case facts": N_("case.sqlite does not say which case it is"),
    # hash sets
    "not a list of contents": N_("not a known type of file list"),
    "no hashes in it": N_("there are no hashes in it"),
    "the file changed while it was read": N_("it changed while it was read"),
    "the JSON ends early": N_("the JSON ends before it is complete"),
    "not JSON at character {a}": N_("not JSON at character {a}"),
    "SQL statements": N_(
        "SQL statements, such as a delta of NSRL: run them on the database that they change, and add that"
    ),
    "a database, but no NSRL RDS": N_("a database, but not an NSRL RDS"),
    "changes to it lie in a file beside it": N_(
        "it has pending changes in a separate file (-wal or -journal): open and close it once with sqlite3"
    ),
    "the stored copy is damaged": N_("the stored copy is damaged: remove the set and add it again"),
    # credentials
    "credentials-too-large": N_("too large for such a file"),
    "credentials-none": N_("there are no credentials in it"),
    "credentials-not-json": N_("not a JSON object"),
    "credentials-volume": N_("volume is not the id of a layer, such as s1.p2"),
    "credentials-keys": N_("not exactly one of password, recovery_key, key_file, startup_key"),
    "credentials-key-file": N_("the key file can't be read, is empty or too large"),
    "encrypted bytes: {a}": N_("encrypted bytes: {a}"),
    "it was being encrypted": N_("it was being encrypted"),
    "the copy's data lie on another volume": N_("the copy's data is on another volume"),
    "the shadow copy does not keep what was unused": N_("the shadow copy does not preserve unused space"),
    "the catalogue of the shadow copies is damaged at byte {a}": N_(
        "the catalogue of the shadow copies is damaged at byte {a}"
    ),
    "no such logical volume": N_("there is no such logical volume"),
    # evidence
    "special file": N_("special file"),
    "split raw": N_("raw image in parts"),
    "beyond the end": N_("beyond the end"),
    "the file ended": N_("the file ended"),
    "not opened": N_("not opened"),
    "a logical source has no medium": N_("a folder or file has no medium"),
    "no such layer": N_("there is no such layer"),
    "no address: {a}": N_("this is not a member of an archive: {a}"),
    "no archive any more": N_("it is no longer an archive"),
    "the data end": N_("the packed data end too early"),
    "pyewf gave nothing": N_("the library returned no data"),
    "the medium has no size": N_("the medium has no size"),
    "no volume section": N_("no volume section"),
    "the volume section has a wrong checksum": N_("the volume section fails its checksum"),
    "this segment belongs to another image": N_("this segment belongs to another image"),
    "not in the image": N_("not in the image"),
    "short volume section": N_("the volume section is too short"),
    "segment {a} where {b} should be": N_("segment {a} was found where {b} was expected"),
    "sections loop at {a}": N_("the sections form a loop at {a}"),
    "the section at {a} has a wrong checksum": N_("the section at {a} fails its checksum"),
    "the section at {a} leads to {b}": N_("the section at {a} leads to {b}"),
    "chunks of {a} sectors of {b} bytes": N_("chunks of {a} sectors of {b} bytes"),
    "the sections say {a} bytes, pyewf {b}": N_("the sections say {a} bytes, the library {b}"),
    "unit {a} ends early": N_("block {a} of the image ends before it is complete"),
    "E01 chunk {a}: wrong checksum": N_("E01 chunk {a}: checksum mismatch"),
    "E01 chunk {a}: {b} bytes instead of {c}": N_("E01 chunk {a}: {b} bytes instead of {c}"),
    "{a} of {b} bytes stored": N_("{a} of {b} bytes stored"),
    "{a} bytes in a partition of {b}": N_("{a} bytes in a partition of {b} bytes"),
    "QCOW version {a}": N_("QCOW version {a}"),
    "QCOW2 parent {a} in format {b}": N_("QCOW2 with the parent {a} in the format {b}"),
    "QCOW2 with unknown features {a}": N_("QCOW2 with unknown features {a}"),
    "QCOW2 with {a}": N_("QCOW2 with {a}"),
    "encrypted QCOW2": N_("encrypted QCOW2"),
    "VHD differencing disk{a}": N_("VHD differencing disk{a}"),
    "VHDX with a log that was not played back": N_("VHDX with a log that was not replayed"),
    "VMDK differencing disk of {a}": N_("VMDK differencing disk of {a}"),
    "VMDK extent without its descriptor": N_("VMDK extent without its descriptor file"),
    "DMG in {a} segments": N_("DMG in {a} segments"),
    "QCOW2 with an external data file without a name": N_("QCOW2 whose external data file has no name"),
    "QCOW2 with zstd compression": N_("QCOW2 with zstd compression"),
    "VHD of type {a}": N_("VHD of type {a}"),
    "VMDK differencing disk with extents that are not sparse files": N_(
        "VMDK differencing disk with extents that are not sparse files"
    ),
    "VMDK differencing disk with {a} extents": N_("VMDK differencing disk with {a} extents"),
    "VMDK whose descriptor is ambiguous": N_("VMDK whose descriptor is ambiguous"),
    "disk image of more than {a} bytes in {b}": N_("disk image of more than {a} bytes in {b}"),
    "a medium of {a} bytes": N_("a medium of {a} bytes"),
    "compressed VMDK differencing disk": N_("compressed VMDK differencing disk"),
    "encrypted Ex01": N_("encrypted Ex01"),
    "impossible allocation table": N_("its allocation table is invalid"),
    "impossible metadata": N_("its metadata is invalid"),
    "impossible sizes": N_("its sizes are invalid"),
    "metadata are missing": N_("metadata is missing"),
    "cut off before its tables": N_("it is truncated before its tables"),
    "its blocks end at {a}, the file at {b}": N_("its blocks end at {a}, the file at {b}"),
    "the footer says {a} bytes, the file holds {b}": N_("the footer states {a} bytes, the file has {b}"),
    "the other segments are missing": N_("the other segments are missing"),
    "no block is there": N_("it contains no blocks"),
    "no dynamic header": N_("the dynamic header is missing"),
    "no trailer": N_("the trailer is missing"),
    "no footer": N_("the footer is missing"),
    "no metadata table": N_("the metadata table is missing"),
    "no sector bitmap {a}": N_("sector bitmap {a} is missing"),
    "no size: {a}": N_("it states no size: {a}"),
    "the allocation table was searched too often": N_("the allocation table was searched too often"),
    "the chain of parents doesn't end: {a}": N_("the chain of parents doesn't end: {a}"),
    "the descriptor names no extents": N_("the descriptor names no extents"),
    "the extent is smaller than its descriptor says": N_("the extent is smaller than its descriptor says"),
    "{a} differencing disk that names no parent": N_("{a} differencing disk that names no parent"),
    "{a} is not the parent it was made on": N_("{a} is not its parent image"),
    "VMDK with extents that are no files": N_("VMDK with extents that are not files"),
    "{a} differencing disk of {b}": N_("{a} differencing disk of {b}"),
    "{a} is a link: {b}": N_("{a} is a link: {b}"),
    "{a} outside the image's folder: {b}": N_("{a} outside the image's folder: {b}"),
    "too many parents": N_("too many parent images"),
    "compressed cluster: {a}": N_("a compressed cluster: {a}"),
    "short compressed cluster": N_("a compressed cluster is too short"),
    "impossible header": N_("the header is invalid"),
    "no header": N_("there is no header"),
    "no region table": N_("there is no region table"),
    # the reading process
    "no digest came": N_("no digest was received"),
    "no bytes came": N_("no bytes were received"),
    "no shared memory": N_("out of memory while passing on contents"),
    "the pipe closed": N_("the pipe closed"),
    "exit code {a}": N_("exit code {a}"),
    "{a} workers of the cluster ended while they made it": N_(
        "{a} workers of the cluster ended while they made it"
    ),
    "killed by signal {a}": N_("killed by signal {a}"),
    "silent for {a} s": N_("no response for {a} s"),
    "reading without progress for {a} s": N_("reading without progress for {a} s"),
    "no display": N_("there is no display"),
    "no *.yar": N_("no file *.yar or *.yara"),
    "not UTF-8": N_("the text is not UTF-8"),
    "too many rules": N_("too many rules"),
    "too many words": N_("too many words"),
    "no words": N_("there are no words"),
    "the word is too short": N_("the word is too short"),
    "the word is too long": N_("the word is too long"),
    # notes of containers: what a reader did or used that was not asked for
    "raw: no container recognised": N_("read as raw data: no image format was recognised"),
    "E01 not whole: read by its own tables and checksums, without pyewf": N_(
        "incomplete E01: read by its own tables and checksums, without libewf"
    ),
    "DMG with a resource fork read by libmodi": N_("DMG with a resource fork, read by libmodi"),
    "opened for it: {a}": N_("also opened: {a}"),
    "parent: {a}": N_("parent image: {a}"),
    "log of {a} played back in memory: {b} entries": N_("log of {a} replayed in memory (entries: {b})"),
    "compressed file {a} ({b}), {c} bytes, SHA-256 {d}": N_(
        "compressed file {a} ({b}), {c} bytes, SHA-256 {d}"
    ),
    # what images lack
    "{a} is missing: {b}": N_("{a} is missing: {b}"),
    "{a} is missing": N_("{a} is missing"),
    "the file there belongs to another image": N_("the file found there belongs to another image"),
    "the file there is another segment": N_("the file found there is another segment"),
    "{a} is cut off at {b} bytes, or its end is damaged": N_(
        "{a} is truncated at {b} bytes, or its end is damaged"
    ),
    "{a} is cut off at {b} bytes": N_("{a} is truncated at {b} bytes"),
    "{a} ends at {b} of at least {c} bytes": N_("{a} ends at {b} of at least {c} bytes"),
    "{a} segments before {b} are missing": N_("segments missing before {b}: {a}"),
    "{a} is longer than the others, and cut to their size": N_(
        "{a} is longer than the other segments; the excess was not read"
    ),
    "the tables lead to {a} of {b} chunks": N_("the tables lead to {a} of {b} chunks"),
    "segment {a}: a table is damaged, its copy is used": N_(
        "segment {a}: a table is damaged; its copy was used"
    ),
    "{a}: a table is damaged, its copy is used": N_("{a}: a table is damaged; its copy was used"),
    "{a}: the stored digest is damaged": N_("{a}: the stored digest is damaged"),
    "{a}: the checksum of the footer is wrong": N_("{a}: the checksum of the footer is wrong"),
    "the trailer is missing, the property list before it was used": N_(
        "the trailer is missing; the property list before it was used"
    ),
    "internal snapshots of {a}": N_("internal snapshots of {a}"),
    "{a} bytes, next to none stored": N_("{a} bytes, almost none of them stored"),
    "sectors {a}": N_("sectors {a}"),
    # partition tables and volumes
    "the primary table is damaged, the backup is used": N_(
        "the primary table is damaged; the backup was used"
    ),
    "the backup table is damaged or missing": N_("the backup table is damaged or missing"),
    "primary and backup table differ, the primary is used": N_(
        "primary and backup table differ; the primary was used"
    ),
    "neither copy of the table has right checksums, one is used as it stands": N_(
        "both copies of the table fail their checksums; one was used as it is"
    ),
    "both copies of the GPT": N_("both copies of the GPT"),
    "no partitions": N_("there are no partitions"),
    "partitions {a} and {b} overlap at byte {c}": N_("partitions {a} and {b} overlap at byte {c}"),
    "the MBR can't be read": N_("the MBR can't be read"),
    "the MBR doesn't announce it: it may be left over from before": N_(
        "the MBR does not refer to it: it may be left over from earlier use"
    ),
    "a GPT is announced and neither copy of it is readable": N_(
        "the MBR refers to a GPT, and neither copy of it can be read"
    ),
    "no boot record at sector {a}": N_("there is no boot record at sector {a}"),
    "the boot record at sector {a} can't be read": N_("the boot record at sector {a} can't be read"),
    "what stands at sector {a} is no boot record": N_("the data at sector {a} is not a boot record"),
    "slot {a} is a hidden extended partition (0x{b})": N_("slot {a} is a hidden extended partition (0x{b})"),
    "begins beyond the end of the image": N_("it begins beyond the end of the image"),
    "one of several file systems that fit this area": N_("one of several file systems found in this area"),
    "volume shadow copies: libvshadow opens {a} of {b}": N_(
        "volume shadow copies: the library opens {a} of {b}"
    ),
    "volume shadow copies: {a}": N_("volume shadow copies: {a}"),
    "too many volumes inside volumes": N_("too many volumes inside volumes"),
    "physical volume not in this source: {a}": N_("the physical volume is not in this source: {a}"),
    "a physical volume without a volume group": N_("a physical volume without a volume group"),
    # file systems
    "its copy in sector {a}": N_("the copy in sector {a} was used"),
    "its copy in the last sector": N_("the copy in the last sector was used"),
    "group descriptors": N_("group descriptors"),
    "table {a} is used": N_("table {a} was used"),
    "damaged records: {a}": N_("damaged records: {a}"),
    "where this link leads is encrypted": N_("the target of this link is encrypted"),
    "the names in this folder are encrypted": N_("the names in this folder are encrypted"),
    "{a} bytes of its space are in use": N_("{a} bytes of its space are in use again"),
    "{a} of {b} bytes lie behind the end of the medium": N_(
        "{a} of {b} bytes are beyond the end of the medium"
    ),
    "not by the file system: {a}": N_("not through the file system: {a}"),
    "the volume does not open after replay: {a}": N_("the volume does not open after the replay: {a}"),
    "its last record is no unmount record": N_("its last record is not an unmount record"),
    "a folder inside itself": N_("a folder that contains itself"),
    # archives
    "encrypted in the ZIP": N_("encrypted in the ZIP file"),
    "encrypted in the {a}": N_("encrypted in the {a} archive"),
    "compression method {a}": N_("compression method {a}"),
    "no local header where the directory says": N_("there is no local header where the directory says"),
    "{a} members are not in the directory": N_("members that the directory lacks: {a}"),
    "{a} members counted, {b} in the directory": N_("members stated: {a}; in the directory: {b}"),
    "its directory is missing": N_("its directory is missing"),
    "its end record is missing": N_("its end record is missing"),
    "one part of a split ZIP": N_("one part of a split ZIP file"),
    "{a} bytes, {b} left of the limit": N_("{a} bytes; {b} remained of the limit"),
    "more than the {a} bytes declared": N_("more than the {a} bytes stated"),
    "more than {a} members": N_("more members than the limit of {a}"),
    "more than {a} bytes": N_("more than {a} bytes"),
    "CRC-32 {a} stored, {b} computed": N_("CRC-32 stored: {a}, computed: {b}"),
    "size {a} stored, {b} computed": N_("size stored: {a}, computed: {b}"),
    "its size is not known": N_("its size is not known"),
    "ends after {a} of {b} bytes": N_("it ends after {a} of {b} bytes"),
    "cut off at byte {a}": N_("truncated at byte {a}"),
    "no end mark at byte {a}": N_("the end mark at byte {a} is missing"),
    "more follows its end mark, at byte {a}": N_("there is data after its end mark, at byte {a}"),
    "no header at byte {a}": N_("there is no header at byte {a}"),
    "{a} bytes follow its end": N_("bytes after its end: {a}"),
    "disk image ({a})": N_("disk image ({a})"),
    "{a} of {b} bytes": N_("{a} of {b} bytes"),
    "not known how many of {a} bytes": N_("how many of {a} bytes is not known"),
    # what a field of an error is called
    "reference": NC_("field of a case", "reference"),
    "title": NC_("field of a case", "title"),
    "examiner": NC_("field of a case", "examiner"),
    "agency": NC_("field of a case", "agency"),
    "country": NC_("field of a case", "country"),
    "time_utc": NC_("field of a custody event", "time"),
    "local_offset": NC_("field of a custody event", "local offset"),
    "place": NC_("field of a custody event", "place"),
    "persons": NC_("field of a custody event", "persons"),
    "witness": NC_("field of a custody event", "witness"),
    "exhibits": NC_("field of a custody event", "exhibits"),
    "artifacts": NC_("field of a custody event", "artifacts"),
    "reason": NC_("field of a custody event", "reason"),
    "authority_reference": NC_("field of a custody event", "authority reference"),
    "physical_seal_before": NC_("field of a custody event", "physical seal found"),
    "physical_seal_after": NC_("field of a custody event", "physical seal applied"),
    "refers_to": NC_("field of a custody event", "event it refers to"),
    "notes": NC_("field of a custody event", "notes"),
    "text": NC_("field of a custody event", "text"),
}
"""Technical text, with what varies in it as {a}, {b}, ..: its words."""

# shapes whose last field is a detail itself; others are names, numbers or what a library says
_NESTED: dict[str, str] = {
    **{
        shape: CODES[shape]
        for shape in (
            "{a} is missing: {b}",
            "volume shadow copies: {a}",
            "not by the file system: {a}",
            "the volume does not open after replay: {a}",
        )
    },
    **ARCHIVES_NESTED,
    **CONTAINERS_NESTED,
    **VOLUMES_NESTED,
    **FILE_SYSTEMS_NESTED,
    **DISCS_NESTED,
    **XFS_NESTED,
}
_ALL: dict[str, str] = {
    **CODES,
    **ARCHIVES,
    **CONTAINERS,
    **VOLUMES,
    **FILE_SYSTEMS,
    **DISCS,
    **XFS,
    **PICTURES,
    **_NESTED,
}

_BY_TEXT: dict[str, str] = {
    **_ALL,
    **{os.strerror(number): words for number, words in SYSTEM_ERRORS.items()},
    **{kind.value: words for kind, words in FORMAT_LABELS.items() if kind.value not in CODES},
    **{verdict.value: words for verdict, words in VERDICT_WORDS.items()},
    **{field.value: words for field, words in REQUEST_FIELD_LABELS.items()},
}
_AMOUNT = re.compile(r"\{([a-h])\}(?=(?: of (?:at least )?\{[a-h]\})? bytes\b)")  # fields that count bytes
_COUNT = re.compile(r"[0-9]{5,15}")  # of fewer digits each is seen at once
_OS_ERROR = re.compile(r"\[Errno (\d+)\] ")


class _Shape:
    """A text with fields, matched by what stands between them. A field ends where that is found first."""

    def __init__(self, shape: str, words: str) -> None:
        pieces = re.split(r"\{([a-h])\}", shape)
        self.words = words
        self.nested = shape in _NESTED
        self.amounts = frozenset(_AMOUNT.findall(shape))
        self.fixed = sum(map(len, pieces[0::2]))
        self.begin, self._between, self._names = pieces[0], pieces[2::2], pieces[1::2]

    def fields(self, value: str) -> dict[str, str] | None:
        """What stands in the fields; None where the text is of another shape."""
        last = self._between[-1]
        if len(value) < self.fixed or not value.startswith(self.begin) or not value.endswith(last):
            return None
        at, end = len(self.begin), len(value) - len(last)
        found = []
        for piece in self._between[:-1]:
            stop = value.find(piece, at, end)
            if stop < 0:
                return None
            found.append(value[at:stop])
            at = stop + len(piece)
        return dict(zip(self._names, [*found, value[at:end]], strict=True)) if at <= end else None


# those that begin with a word of their own first, and the more of a shape is fixed, the better it fits
_SHAPES = sorted(
    (_Shape(shape, words) for shape, words in _ALL.items() if "{" in shape),
    key=lambda shape: (not shape.begin, -shape.fixed, shape.nested),
)
_HEAD = 3  # characters by which shapes are looked up: a list of omissions has many details
_OF_ANY_HEAD = [shape for shape in _SHAPES if len(shape.begin) < _HEAD]
_BY_HEAD = {
    head: [shape for shape in _SHAPES if shape.begin[:_HEAD] == head or len(shape.begin) < _HEAD]
    for head in {shape.begin[:_HEAD] for shape in _SHAPES if len(shape.begin) >= _HEAD}
}
_LONGEST, _LONGEST_PART = 4000, 500  # characters; a bundle of somebody else may have details of any length
_FIELD = re.compile(r"(?:^| )([a-z_]{1,20})=(.*?)(?= [a-z_]{1,20}=|$)", re.DOTALL)  # of an error's fields
_BETWEEN = {
    "fr": {"; ": "\N{NARROW NO-BREAK SPACE}; "},
    "ar": {"; ": "\N{ARABIC SEMICOLON} ", ", ": "\N{ARABIC COMMA} "},
    "zh-Hans": {"; ": "\N{FULLWIDTH SEMICOLON}", ", ": "\N{FULLWIDTH COMMA}"},
}
"""What stands between the parts of a list in languages that have marks of their own for it."""
_WITH_NAME = N_("{name}: {detail}")
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}")


def detail_text(value: str, words: Translator) -> str:
    """`value` in the language of `words`; what has no words here stays, hostile characters spelled out.

    Details of several things are joined by semicolons or commas, and may begin with the name of what
    they are about. What is longer than any of ours stays as it came.
    """
    if len(value) > _LONGEST:
        return visible(value)
    known = _list_or_one(value, words)
    if known is not None:
        return known
    name, _, rest = value.partition(": ")  # of a format, a volume or a file
    detail = _list_or_one(rest, words) if rest else None
    if detail is not None:
        return words.text(_WITH_NAME, name=name, detail=detail)
    fields = _FIELD.findall(value) if _FIELD.match(value) else ()
    if fields:
        return " ".join(f"{name}={_known(said, words) or visible(said)}" for name, said in fields)
    return visible(value)


def omission_detail(value: str, words: Translator) -> str:
    """The same for an omission: what has no words here, and is a sentence, is quoted as what the reader said
    (libraries that read evidence speak English)."""
    said = detail_text(value, words)
    if said != visible(value) or value in _BY_TEXT or not _SENTENCE.search(value):
        return said
    return words.text(N_("the reader's message: “{message}”"), message=said)


def _list_or_one(value: str, words: Translator) -> str | None:
    return _parts(value, "; ", words) or _parts(value, ", ", words) or _known(value, words)


def _parts(value: str, separator: str, words: Translator) -> str | None:
    """All parts of a list in words; None where it is no list, or one part has none."""
    if separator not in value:
        return None
    said = []
    for part in value.split(separator):
        known = _known(part, words)
        if known is None:
            return None
        said.append(known)
    return _BETWEEN.get(words.language, {}).get(separator, separator).join(said)


def _known(value: str, words: Translator) -> str | None:
    if len(value) > _LONGEST_PART:
        return None
    known = _BY_TEXT.get(value)
    if known is not None:
        return words.text(known)
    from_system = _OS_ERROR.match(value)
    if from_system is not None and int(from_system[1]) in SYSTEM_ERRORS:
        return words.text(SYSTEM_ERRORS[int(from_system[1])])
    for shape in _BY_HEAD.get(value[:_HEAD], _OF_ANY_HEAD):
        fields = shape.fields(value)
        if fields is None:
            continue
        for name in shape.amounts:
            if _COUNT.fullmatch(fields[name]):
                fields[name] = words.number(int(fields[name]))
        if shape.nested:
            last = max(fields)
            fields[last] = detail_text(fields[last], words)
        return words.text(shape.words, **fields)
    return None
