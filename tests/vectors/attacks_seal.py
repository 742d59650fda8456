"""Attacks on the seal: its container, its text, its signatures, its time-stamps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.vectors import cms, pki
from tests.vectors.asn1 import NULL
from tests.vectors.attacks_trust import NO_TIME, TIME_TRUST
from tests.vectors.bundle import (
    ARCHIVED_AT,
    SEALED_AT,
    STAMPED_AT,
    Built,
    Files,
    Plan,
    asic_manifest,
    build,
    seal_entries,
)
from tests.vectors.lists import ITEMS
from tests.vectors.pki import SIGNER, WITNESS
from tests.vectors.vector import PINNED, Sent, Vector, as_both, as_seal, as_zip, foldered, zipped
from tests.vectors.zipform import Entry, Layout, write

Container = Callable[[list[Entry]], None]
MANIFEST1, P7S1 = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
ARCHIVE, TOKEN = "META-INF/ASiCArchiveManifest.xml", "META-INF/timestamp001.tst"


def entry(entries: list[Entry], name: str) -> Entry:
    return next(e for e in entries if e.name == name)


def drop(*names: str) -> Container:
    def change(entries: list[Entry]) -> None:
        entries[:] = [e for e in entries if e.name not in names]

    return change


def insert(new: Entry, at: int = 99) -> Container:
    return lambda entries: entries.insert(at, new)


def resign(change: Callable[[bytes], bytes]) -> Container:
    """The sender himself signs another manifest text."""

    def act(entries: list[Entry]) -> None:
        manifest = entry(entries, MANIFEST1)
        manifest.data = change(manifest.data)
        entry(entries, P7S1).data = cms.signature(manifest.data, SIGNER, SEALED_AT)

    return act


def p7s(wish: cms.SignatureWish) -> Callable[[], Sent]:
    return zipped(Plan(wish=wish))


def change_p7s(change: Callable[[bytes], bytes]) -> Callable[[], Sent]:
    def act(entries: list[Entry]) -> None:
        e = entry(entries, P7S1)
        e.data = change(e.data)

    return zipped(Plan(container=act))


def info_line(key: str, value: str) -> Callable[[list[list[str]]], None]:
    def act(lines: list[list[str]]) -> None:
        next(line for line in lines if line[0] == key)[1] = value

    return act


def _swapped_signer(entries: list[Entry]) -> None:
    entry(entries, P7S1).data = cms.signature(entry(entries, MANIFEST1).data, pki.COLLEAGUE, SEALED_AT)


def _comment(text: bytes) -> bytes:
    return text.replace(b"</asic:ASiCManifest>", b"<!-- DigestValue AAAA -->\n</asic:ASiCManifest>")


def _duplicate_uri(text: bytes) -> bytes:
    line = next(x for x in text.split(b"\n") if b"DataObjectReference" in x)
    return text.replace(line, line + b"\n" + line)


def _other_attribute_order(text: bytes) -> bytes:
    a, b = b'URI="META-INF/signature001.p7s"', b'MimeType="application/pkcs7-signature"'
    return text.replace(a + b" " + b, b + b" " + a)


def _other_sigref(text: bytes) -> bytes:
    return text.replace(b"signature001.p7s", b"signature009.p7s")


def _first_wins(entries: list[Entry]) -> None:
    forged = Entry(MANIFEST1, b"<other/>\n")
    entries.insert(2, forged)


def _replayed_archive(entries: list[Entry]) -> None:
    """Archive manifest and token of an older seal: both sound, of something else."""
    older = seal_entries(Plan(name="VEC-2020-0001-B01", time_stamp=True), b"format: older\n")
    for name in (ARCHIVE, TOKEN):
        entry(entries, name).data = entry(older, name).data


def _replayed_signature_token(entries: list[Entry]) -> None:
    text = entry(entries, MANIFEST1).data
    token = cms.token(b"an older signature", pki.TIME, STAMPED_AT)
    entry(entries, P7S1).data = cms.signature(text, SIGNER, SEALED_AT, token=token)
    _renew_archive(entries)


def _renew_archive(entries: list[Entry], who: pki.Identity = pki.TIME) -> None:
    text = asic_manifest(TOKEN, "application/vnd.etsi.timestamp-token", entries[1:-2])
    entry(entries, ARCHIVE).data = text
    entry(entries, TOKEN).data = cms.token(text, who, ARCHIVED_AT, serial=2)


def _without_signature_token(entries: list[Entry]) -> None:
    entry(entries, P7S1).data = cms.signature(entry(entries, MANIFEST1).data, SIGNER, SEALED_AT)
    _renew_archive(entries)


def _stripped(entries: list[Entry]) -> None:
    entry(entries, P7S1).data = cms.signature(entry(entries, MANIFEST1).data, SIGNER, SEALED_AT)
    drop(ARCHIVE, TOKEN)(entries)


def _token_of_non_authority(entries: list[Entry]) -> None:
    _renew_archive(entries, pki.NO_TIME)


def _flipped_token(entries: list[Entry]) -> None:
    e = entry(entries, TOKEN)
    e.data = e.data[:-1] + bytes([e.data[-1] ^ 1])


def _high_s_token(entries: list[Entry]) -> None:
    e = entry(entries, TOKEN)
    e.data = cms.token(entry(entries, ARCHIVE).data, pki.TIME, ARCHIVED_AT, serial=2, low_s=False)


def _future_tokens(entries: list[Entry]) -> None:
    later = timedelta(days=30)
    text = entry(entries, MANIFEST1).data
    token = cms.token(cms.signature_value(text, SIGNER, SEALED_AT), pki.TIME, STAMPED_AT + later)
    entry(entries, P7S1).data = cms.signature(text, SIGNER, SEALED_AT, token=token)
    archive = asic_manifest(TOKEN, "application/vnd.etsi.timestamp-token", entries[1:-2])
    entry(entries, ARCHIVE).data = archive
    entry(entries, TOKEN).data = cms.token(archive, pki.TIME, ARCHIVED_AT + later, serial=2)


def _early_archive(entries: list[Entry]) -> None:
    text = entry(entries, ARCHIVE).data
    entry(entries, TOKEN).data = cms.token(text, pki.TIME, STAMPED_AT - timedelta(minutes=5), serial=2)


def _token_with_none(entries: list[Entry]) -> None:
    text = asic_manifest(TOKEN, "application/vnd.etsi.timestamp-token", entries[1:])
    entries += [Entry(ARCHIVE, text), Entry(TOKEN, cms.token(text, pki.TIME, ARCHIVED_AT))]


def _zipped_seal(change: Callable[[list[Entry], Layout], None]) -> Callable[[], Sent]:
    """A sound bag whose seal's ZIP form is broken."""

    def tree(files: Files) -> None:
        name = next(p for p in files if p.startswith("seal/"))
        entries = seal_entries(Plan(), info_of(files[name]))
        layout = Layout()
        change(entries, layout)
        files[name] = write(entries, layout)

    return zipped(Plan(tree=tree))


def info_of(seal: bytes) -> bytes:
    start = seal.index(b"format: ")
    return seal[start : seal.index(b"PK\x03\x04", start)]


def _outer_differs() -> Sent:
    other = build(Plan(signers=(pki.COLLEAGUE,)))
    return as_both(build(Plan()), other.seal)


def _flipped_signature() -> Built:
    """One bit of the signature's own value; all that a head names stays as it is."""

    def flip(entries: list[Entry]) -> None:
        e = entry(entries, P7S1)
        e.data = e.data[:-5] + bytes([e.data[-5] ^ 1]) + e.data[-4:]

    return build(Plan(container=flip))


def _alone(who: pki.Identity) -> pki.Identity:
    return pki.Identity(who.key, who.certificate)


def _renamed(sent: Sent, name: str) -> Sent:
    """With the seal beside the bundle under another name."""
    files = {name if path.endswith(".asice") else path: data for path, data in sent.files.items()}
    return Sent(sent.main, files)


def _renamed_bundle(sent: Sent) -> Sent:
    """With the ZIP under another name."""
    files = {"received.zip" if path == sent.main else path: data for path, data in sent.files.items()}
    return Sent("received.zip", files)


def _outer_folder() -> Sent:
    sent = as_zip(build(Plan()))
    name = sent.main.removesuffix(".zip") + ".asice"
    return Sent(sent.main, sent.files, lambda folder: (folder / name).mkdir())


def _no_seal(files: Files) -> None:
    files.pop(next(p for p in files if p.startswith("seal/")))


def _only_outer() -> Sent:
    return as_both(build(Plan(tree=_no_seal)))


def _garbage_seal(files: Files) -> None:
    files[next(p for p in files if p.startswith("seal/"))] = b"this is no container"


def _two_seals(files: Files) -> None:
    files["seal/other.asice"] = next(d for p, d in files.items() if p.startswith("seal/"))


def _other_bundle() -> Sent:
    """The seal of another bundle of the same sender in this one's place."""
    other = build(Plan(name="VEC-2026-0001-B02"))

    def tree(files: Files) -> None:
        files[next(p for p in files if p.startswith("seal/"))] = other.seal

    return as_zip(build(Plan(tree=tree)))


def _null_parameters(data: bytes) -> bytes:
    """SHA-256 with NULL parameters in the digest algorithm: another encoding of the same signature."""
    return data.replace(cms.SHA256, cms.SHA256[:1] + bytes([len(cms.SHA256)]) + cms.SHA256[2:] + NULL, 1)


def _cosigned_seal() -> Sent:
    return as_seal(build(Plan(signers=(SIGNER, WITNESS))))


TIMED = Plan(time_stamp=True)


def timed(container: Container) -> Callable[[], Sent]:
    return zipped(Plan(time_stamp=True, container=container))


VECTORS = [
    Vector("seal-swapped-signer", "H2", "another signer's signature in place of the declared one",
           zipped(Plan(container=_swapped_signer)), "altered", "ppf-p", ("signer-not-declared", "signer-unknown")),
    Vector("cosigner-stripped", "H2", "the witness's two files removed",
           zipped(Plan(signers=(SIGNER, WITNESS), container=drop("META-INF/ASiCManifest002.xml",
                                                                "META-INF/signature002.p7s"))),
           "incomplete", "pfp-p", ("signature-missing",)),
    Vector("cosigner-not-declared", "H2", "a second signature that the text does not name",
           zipped(Plan(signers=(SIGNER, WITNESS), info=lambda lines: lines.pop(4))), "altered", "ppf-p",
           ("signer-not-declared",), trust=("seal signer", "seal witness")),
    Vector("timestamp-stripped", "H2", "both time-stamps removed, a clean container is left", timed(_stripped),
           "altered", "pppfp", ("timestamp-missing",), trust=TIME_TRUST),
    Vector("timestamp-attribute-stripped", "H13", "only the one inside the signature removed",
           timed(_without_signature_token), "altered", "pppfp", ("timestamp-missing",), trust=TIME_TRUST),
    Vector("timestamp-replayed", "H3", "archive manifest and token of an older bundle", timed(_replayed_archive),
           "altered", "pppfp", ("timestamp-manifest",), trust=TIME_TRUST),
    Vector("signature-timestamp-replayed", "H3", "a token over another signature", timed(_replayed_signature_token),
           "altered", "pppfp", ("timestamp-imprint",), trust=TIME_TRUST),
    Vector("timestamp-unknown-authority", "-", "nobody trusts the authority: the signature stays good",
           zipped(TIMED), "unconfirmed", "pppup", ("authority-unknown",)),
    Vector("timestamp-authority-by-root", "-", "only the root above it is trusted", zipped(TIMED), "unconfirmed",
           "pppup", ("authority-by-root",), trust=("seal signer", "time-ca time_root")),
    Vector("timestamp-wrong-usage", "-", "made with a certificate that is not for time-stamps",
           timed(_token_of_non_authority), "altered", "pppfp", ("authority-unknown", "timestamp-usage"),
           trust=TIME_TRUST),
    Vector("timestamp-flipped", "-", "one bit of the token's signature", timed(_flipped_token), "altered", "pppfp",
           ("timestamp-invalid",), trust=TIME_TRUST),
    Vector("timestamp-trailing-byte", "-", "a byte behind the token",
           timed(lambda e: setattr(e[-1], "data", e[-1].data + b"\0")), "altered", "pppfp", ("timestamp-not-canonical",),
           trust=TIME_TRUST),
    Vector("timestamp-malleated", "H13", "s replaced by n-s in the archive's token", timed(_high_s_token), "altered",
           "pppfp", ("timestamp-not-canonical",), trust=TIME_TRUST),
    Vector("timestamp-weak-key", "-", "an authority with an RSA key of 1024 bits",
           lambda: as_zip(build(Plan(time_stamp=True, authority=pki.weak_time()))), "altered", "pppfp",
           ("timestamp-weak-algorithm",), trust=("seal signer", "time weak_time")),
    Vector("timestamp-ended-authority", "-", "the authority's certificate had ended",
           zipped(Plan(time_stamp=True, authority=pki.ENDED_TIME)), "unconfirmed", "pppup",
           ("authority-not-valid-then",), trust=("seal signer", "time ended_time")),
    Vector("timestamp-revoked-authority", "-", "the authority's certificate is revoked since before",
           zipped(TIMED), "altered", "pppfp", ("authority-revoked",),
           trust=(*TIME_TRUST, "revoked time 2026-11-01T00:00:00Z")),
    Vector("timestamp-future", "H18", "tokens of a month ahead", timed(_future_tokens), "unconfirmed", "pppup",
           ("signing-time-far", "timestamp-future"), trust=TIME_TRUST),
    Vector("timestamp-order", "-", "the archive's token is older than the one inside", timed(_early_archive),
           "unconfirmed", "pppup", ("timestamp-order",), trust=TIME_TRUST),
    Vector("timestamp-not-promised", "H2", "a token added to a seal that promises none",
           zipped(Plan(container=_token_with_none)), "altered", "pppfp", ("timestamp-not-promised",),
           notes=NO_TIME),
    Vector("signing-time-far", "H15", "the signer's clock is two days behind the token",
           zipped(Plan(time_stamp=True, sealed_at=SEALED_AT - timedelta(days=2))), "unconfirmed", "pppup",
           ("signing-time-far",), trust=TIME_TRUST),
    Vector("cosigner-time-far", "H15", "the second signer's clock is two days ahead of the token",
           zipped(Plan(time_stamp=True, signers=(SIGNER, pki.WITNESS), stated=(SEALED_AT, SEALED_AT + timedelta(days=2)))),
           "unconfirmed", "pppup", ("signing-time-far",), trust=("seal signer", "seal witness", *TIME_TRUST)),
    Vector("addendum-as-seal", "H2", "a container of another kind in the seal's place",
           zipped(Plan(info=info_line("kind", "addendum"))), "altered", "ffp--", ("seal-kind", "seal-missing-file")),
    Vector("format-unknown", "-", "a later format", zipped(Plan(info=info_line("format", "sealwright/9"))),
           "unreadable", "f----", ("format-unknown",)),
    Vector("seal-info-unknown-key", "-", "a key that no seal has",
           zipped(Plan(info=lambda lines: lines.insert(3, ["note", "x"]))), "altered", "f-p--", ("seal-info-form",)),
    Vector("seal-info-repeated-key", "-", "a key twice", zipped(Plan(info=lambda lines: lines.insert(3, lines[2]))),
           "altered", "f-p--", ("seal-info-form",)),
    Vector("seal-info-reordered", "-", "two keys exchanged", zipped(Plan(info=lambda lines: lines.insert(0, lines.pop(1)))),
           "altered", "f-p--", ("seal-info-form",)),
    Vector("seal-reference-differs", "-", "a seal for another name",
           zipped(Plan(info=info_line("reference", "VEC-2026-0001-B09"))), "altered", "ffp-p",
           ("bag-info-differs", "seal-reference"), trust=("seal signer",)),
    Vector("seal-of-other-bundle", "H13", "the sound seal of another bundle of the same sender", _other_bundle,
           "altered", "ffp-p", ("bag-info-differs", "seal-reference", "tagmanifest-differs")),
    Vector("manifest-comment-equivocation", "H6", "the sender signs a second digest in a comment",
           zipped(Plan(container=resign(_comment))), "altered", "fpp-p", ("seal-manifest",)),
    Vector("manifest-duplicate-uri", "H6", "one file referenced twice", zipped(Plan(container=resign(_duplicate_uri))),
           "altered", "fpp-p", ("seal-manifest",)),
    Vector("manifest-not-canonical", "H6", "attributes in another order",
           zipped(Plan(container=resign(_other_attribute_order))), "altered", "fpp-p", ("seal-manifest",)),
    Vector("asice-sigref-mismatch", "H37", "the manifest names another signature file",
           zipped(Plan(container=resign(_other_sigref))), "altered", "fpp-p", ("seal-manifest",)),
    Vector("asice-manifest-first-wins", "H37", "two manifests of one name", zipped(Plan(container=_first_wins)),
           "altered", "fff-p", ("seal-manifest", "signature-invalid", "zip-duplicate")),
    Vector("asice-extra-metainf", "H37", "a note in META-INF", zipped(Plan(container=insert(Entry("META-INF/note.txt", b"x")))),
           "altered", "pfp-p", ("seal-extra-file",)),
    Vector("asice-extra-content", "H37", "a file beside seal-info.txt", zipped(Plan(container=insert(Entry("event.json", b"{}"), 2))),
           "altered", "pfp-p", ("seal-extra-file",)),
    Vector("asice-order", "-", "seal-info.txt at the end", zipped(Plan(container=lambda e: e.append(e.pop(1)))), "altered",
           "fpp-p", ("seal-order",)),
    Vector("asice-mimetype", "-", "another mimetype",
           zipped(Plan(container=lambda e: setattr(e[0], "data", b"application/zip"))), "altered", "fpp-p",
           ("seal-mimetype",)),
    Vector("asice-no-signature", "-", "the signature file removed", zipped(Plan(container=drop(P7S1))), "incomplete",
           "pf--p", ("seal-missing-file", "signature-missing")),
    Vector("asice-first-manifest-gone", "H2", "the first of two manifests removed, its signature and the witness's left",
           zipped(Plan(signers=(SIGNER, WITNESS), container=drop(MANIFEST1))), "incomplete", "pf--p",
           ("seal-missing-file", "signature-missing")),
    Vector("asice-zip-comment", "-", "a comment behind the seal's container",
           _zipped_seal(lambda _, layout: setattr(layout, "comment", b"hello")), "altered", "ffp-p",
           ("zip-field", "zip-trailing-bytes")),
    Vector("asice-flags", "-", "a flag in the seal's container",
           _zipped_seal(lambda e, _: e[0].central.update(flags=8)), "altered", "fpp-p", ("zip-field",)),
    Vector("seal-malleated", "H13", "s replaced by n-s: the same signature, other bytes", p7s(cms.SignatureWish(low_s=False)),
           "altered", "pp f-p".replace(" ", ""), ("signature-not-canonical",)),
    Vector("countersignature-injected", "H13", "an unsigned attribute that anybody can add",
           p7s(cms.SignatureWish(countersignature=NULL)), "altered", "ppf-p", ("signature-not-canonical",)),
    Vector("p7s-two-signers", "H38", "two SignerInfos", p7s(cms.SignatureWish(signer_infos=2)), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("p7s-embedded-content", "H38", "content inside the signature file", p7s(cms.SignatureWish(embedded=b"x")),
           "altered", "ppf-p", ("signature-not-canonical",)),
    Vector("p7s-extra-certificate", "-", "a certificate that nothing needs",
           p7s(cms.SignatureWish(extra_certificate=pki.TIME_ROOT.certificate)), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("p7s-false-chain", "H7", "a root of the same name that did not issue the signer's certificate",
           zipped(Plan(signers=(pki.Identity(SIGNER.key, SIGNER.certificate, pki.FALSE_ROOT.chain),))), "altered",
           "ppf-p", ("certificate-invalid",)),
    Vector("p7s-names-other-certificate", "-", "the signed attribute names another certificate",
           p7s(cms.SignatureWish(names_certificate=pki.COLLEAGUE.certificate)), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("p7s-wrong-digest", "-", "the signature is over another text", p7s(cms.SignatureWish(signed_digest=bytes(32))),
           "altered", "ppf-p", ("signature-invalid",)),
    Vector("p7s-trailing-byte", "-", "a byte behind the signature", change_p7s(lambda d: d + b"\0"), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("p7s-null-parameters", "-", "the digest algorithm with NULL parameters", change_p7s(_null_parameters), "altered",
           "ppf-p", ("signature-not-canonical",)),
    Vector("p7s-empty", "-", "an empty signature file", change_p7s(lambda _: b""), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("p7s-deep-nesting", "-", "ten thousand nested sequences", change_p7s(lambda _: b"\x30\x80" * 10_000), "altered",
           "ppf-p", ("signature-not-canonical",)),
    Vector("outer-seal-differs", "H35", "the seal beside the bundle is another signer's, whom the receiver trusts too",
           _outer_differs, "altered", "ppf-p", ("outer-seal-differs",), trust=(*PINNED, "seal colleague")),
    Vector("outer-seal-by-stranger", "H35", "the seal beside the bundle is a stranger's: it changes nothing", _outer_differs,
           "verified", "ppp-p", notes=("outer-seal-not-counted",)),
    Vector("outer-seal-of-other-bundle", "H35", "a carrier put the sound seal of another bundle there, under this one's name",
           lambda: as_both(build(Plan()), build(Plan(name="VEC-2026-0002-B07")).seal), "verified", "ppp-p",
           notes=("outer-seal-not-counted",)),
    Vector("outer-seal-renamed", "H35", "the same under another name, by a signer whom the receiver trusts",
           lambda: _renamed(_outer_differs(), "elsewhere.asice"), "unconfirmed", "ppu-p", ("reference-clash",),
           trust=(*PINNED, "seal colleague")),
    Vector("outer-seal-of-renamed-bundle", "H35", "the bundle was renamed, and the seal beside it is another's",
           lambda: _renamed_bundle(_outer_differs()), "altered", "ppf-p", ("outer-seal-differs",),
           trust=(*PINNED, "seal colleague")),
    Vector("outer-seal-same-signer", "H35", "the same signer sealed two bundles under one name; the other's seal lies beside it",
           lambda: _renamed(as_both(build(Plan()), build(Plan(items=ITEMS[1:])).seal), "later.asice"), "unconfirmed", "ppu-p",
           ("reference-clash",)),
    Vector("outer-seal-encoded-anew", "H35", "the seal beside the bundle lacks the certificates above the signer",
           lambda: as_both(build(Plan()), build(Plan(signers=(_alone(pki.SIGNER),))).seal), "verified", "ppp-p",
           notes=("outer-seal-other-encoding",)),
    Vector("outer-seal-signature-flipped", "H35", "one bit of the signature in the seal beside the bundle: no other encoding",
           lambda: as_both(build(Plan()), _flipped_signature().seal), "verified", "ppp-p",
           notes=("outer-seal-not-counted",)),
    Vector("outer-seal-unreadable", "H35", "what lies beside it under the seal's name is a folder", _outer_folder,
           "verified", "ppp-p", notes=("outer-seal-unreadable",)),
    Vector("seal-missing", "-", "no seal in the bag", zipped(Plan(tree=_no_seal)), "incomplete", "-f---", ("seal-missing",)),
    Vector("seal-only-beside", "-", "no seal in the bag, one beside it", _only_outer, "incomplete", "pfp-p",
           ("seal-missing",)),
    Vector("seal-garbage", "-", "the seal is no container", zipped(Plan(tree=_garbage_seal)), "unreadable", "f-f--",
           ("seal-unreadable", "seal-zip")),
    Vector("folder-two-seals", "H34", "a second container in seal/", foldered(plan=Plan(tree=_two_seals)), "altered",
           "pfp-p", ("file-unlisted",)),
    Vector("seal-alone-signature-flipped", "-", "a seal whose signature is invalid came alone: no file was checked",
           lambda: as_seal(_flipped_signature()), "altered", "-uf--", ("seal-alone", "signature-invalid")),
    Vector("cosigned-seal-alone", "-", "a seal of two signers came alone", _cosigned_seal, "unconfirmed", "-uu--",
           ("seal-alone", "signer-unknown")),
]  # fmt: skip
