"""What a bundle is to be, while somebody decides it: kept by the workbench, so that no page loses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

from forensics_app.errors import UsageError
from forensics_app.i18n.place_names import language_of_country, own_language
from forensics_app.model.bundle import SEALED_SUFFIX, ZIP_SUFFIX, bundle_stem
from forensics_app.model.request import AuthorityRole, RequestRecord
from forensics_app.model.selection import ArtifactFilter, takes_everything
from forensics_app.services.sealing.amount import Amount
from forensics_app.services.selection.filter_text import filter_text, read_filter
from ui.words.file_names import FileWord, file_word

_ASKING = (AuthorityRole.REQUESTING, AuthorityRole.ISSUING)


class ExportStep(IntEnum):
    """In this order; DONE once a bundle was sealed."""

    CHOOSE = 1
    CHECK = 2
    RECIPIENTS = 3
    SEAL = 4
    DONE = 5


class Role(Enum):
    """Whoever signs besides the first."""

    COSIGNER = "cosigner"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class RecipientDraft:
    """`country` ISO 3166-1 alpha-2 or empty; `language` BCP 47 or empty; `fingerprint` of a certificate that
    this user trusts, or empty."""

    name: str
    country: str = ""
    language: str = ""
    fingerprint: str = ""

    @property
    def text(self) -> str:
        """As the command line takes it: a semicolon would begin the next field."""
        name = self.name.replace(";", ",")
        return f"{name}; {self.country}" if self.country else name


@dataclass(frozen=True, slots=True)
class SealedFor:
    """Whom a parcel is encrypted for. `value` as `seal --recipient` takes it: a file's path, or the
    fingerprint of a certificate trusted for encryption; `fingerprint` 64 hex."""

    name: str
    value: str
    fingerprint: str


def asking(record: RequestRecord) -> tuple[RecipientDraft, ...]:
    """Who asked for the evidence, as the request names them: they are who mostly receive it. Where it doesn't
    say in what language, that of the country, if it has one."""
    asked_in = next(iter(record.languages), "")
    asked_in = own_language(asked_in) or asked_in
    found = (a for a in record.authorities if a.role in _ASKING and a.name.strip())
    return tuple(
        dict.fromkeys(
            RecipientDraft(a.name.strip(), a.country or "", asked_in or language_of_country(a.country))
            for a in found
        )
    )


@dataclass(slots=True)
class ExportDraft:
    """`chosen` are filters of which one is enough. `preview`, `sealed`, `cover` and `parcel` are results of
    the child processes as their JSON has them. `report`: an evidence report goes into the bundle.
    `authorities` are None until somebody chose, or chose none. `started`: the sealing that runs is this
    draft's. `supplements`: the seal code of an earlier bundle, with its name where that is known.
    `recipients_offered`: those of the request were filled in once. `ending`: of the bundle's file.
    `by_passphrase`: the parcel opens with one, which the draft never holds; `shares` are how many of how
    many holders open it together, and `share_holders` those whose certificates each is encrypted to.
    `basis`: what of the case the preview rests on; `recounted`: it is made again, since that changed."""

    step: ExportStep = ExportStep.CHOOSE
    chosen: tuple[ArtifactFilter, ...] = ()
    media: bool = False
    tags_and_notes: bool = False
    without: frozenset[str] = frozenset()
    note: str = ""
    note_language: str = ""
    languages: tuple[str, ...] = ()
    report: bool = True
    recipients: tuple[RecipientDraft, ...] = ()
    recipients_offered: bool = False
    sealed_for: tuple[SealedFor, ...] = ()
    by_passphrase: bool = False
    shares: tuple[int, int] | None = None
    shares_folder: Path | None = None
    share_holders: tuple[SealedFor, ...] = ()
    volume_size: str = ""
    cover_languages: tuple[str, ...] = ()
    identity: str = ""
    others: tuple[tuple[Role, str], ...] = ()
    authorities: tuple[str, ...] | None = None
    handling: tuple[tuple[str, str], ...] = ()
    folder: Path | None = None
    name: str = ""
    ending: str = SEALED_SUFFIX
    preview: dict[str, Any] | None = None
    basis: tuple[object, ...] | None = None
    recounted: bool = False
    sealed: dict[str, Any] | None = None
    cover: dict[str, Any] | None = None
    parcel: dict[str, Any] | None = None
    started: bool = False
    touched: bool = False
    problems: list[str] = field(default_factory=list)
    supplements: str = ""
    supplements_name: str = ""
    supplement_kind: str = "adds"
    supplement_reason: str = ""
    replaces: tuple[str, ...] = ()

    @property
    def encrypts(self) -> bool:
        """Whether a parcel is made."""
        return bool(self.sealed_for or self.by_passphrase or self.shares)

    def out(self, case: Path) -> Path:
        """The bundle's path: beside the case's folder where no other was chosen."""
        folder = self.folder or case.parent
        return folder / self.file_name if self.name else folder

    @property
    def file_name(self) -> str:
        """What the bundle's file is called."""
        return f"{self.name}{self.ending}"

    def take_name(self, typed: str) -> None:
        """The bundle's name as somebody typed it; an ending that was typed with it stays."""
        self.name, self.ending = typed, SEALED_SUFFIX
        if typed.lower().endswith(ZIP_SUFFIX):
            self.name = bundle_stem(typed)
            self.ending = typed[len(self.name) :]

    @property
    def typed_name(self) -> str:
        """What `take_name` takes for this name and ending."""
        return self.name if self.ending == SEALED_SUFFIX else self.file_name

    def taken(self, amount: Amount | None) -> Amount | None:
        """Of an amount that was counted what would be sealed."""
        return amount.with_media() if amount is not None and self.media else amount

    def choice_arguments(self) -> list[str]:
        """Options of `seal` that say what goes in."""
        if takes_everything(self.chosen):
            found = ["--all"]
        else:
            found = [f"--filter={filter_text(one)}" for one in self.chosen]
        if self.media:
            found.append("--media")
        if self.tags_and_notes:
            found.append("--with-tags-and-notes")
        found += [f"--without-evidence={source}" for source in sorted(self.without)]
        return found + [f"--handling={scheme}:{value}" for scheme, value in self.handling]

    def preview_arguments(self, case: Path) -> list[str]:
        """The whole verb that only looks."""
        return ["seal", str(case), str(self.out(case)), "--preview", *self.choice_arguments()]

    def seal_arguments(self, case: Path, *, picture: Path | None) -> list[str]:
        """The whole verb that seals, and makes the cover sheet beside the bundle unless that is taken."""
        out = self.out(case)
        found = ["seal", str(case), str(out), *self.choice_arguments(), f"--identity={self.identity}"]
        found += [f"--{role.value}={identity}" for role, identity in self.others]
        found += [f"--tsa={url}" for url in self.authorities or ()]
        found += [f"--lang={language}" for language in self.languages]
        found += [f"--report-lang={one}" for one in self.cover_languages] if self.report else ["--no-report"]
        if self.note:
            found += [f"--note={self.note}", f"--note-lang={self.note_language}"]
        if self.supplements:
            found += [f"--supplements={self.supplements}", f"--supplement-kind={self.supplement_kind}"]
            found.append(f"--supplement-reason={self.supplement_reason.strip()}")
            found += [f"--replaces={pair}" for pair in self.replaces]
        sheet = cover_path(out)
        found += [f"--cover-sheet={sheet}", f"--cover-lang={','.join(self.cover_languages)}"]
        if picture is not None:
            found.append(f"--cover-picture={picture}")
        found += self._parcel_arguments()
        return found + [f"--to={one.text}" for one in self.recipients]

    def _parcel_arguments(self) -> list[str]:
        if not self.encrypts:
            return []
        found = [f"--recipient={one.value}" for one in self.sealed_for]
        if self.by_passphrase:
            found.append("--recipient-passphrase")
        if self.shares is not None and self.shares_folder is not None:
            found += [f"--shares={self.shares[0]}/{self.shares[1]}", f"--shares-to={self.shares_folder}"]
            found += [f"--share-holder={one.value}" for one in self.share_holders]
        if self.volume_size:
            found.append(f"--volume-size={self.volume_size}")
        return found

    def go_on(self, out: str, asked: dict[str, Any]) -> bool:
        """Take over what a sealing that was broken off was asked for; False where that can't be read."""
        try:
            self.chosen = tuple(map(read_filter, asked.get("chosen", ())))
        except UsageError:
            return False
        path = Path(out)
        self.folder = path.parent
        self.take_name(path.name)
        self.media, self.without = bool(asked.get("media")), frozenset(asked.get("without", ()))
        self.tags_and_notes = bool(asked.get("tags_and_notes"))
        self.languages = tuple(asked.get("languages", ()))
        self.report = bool(asked.get("reports", ()))
        self.authorities = tuple(asked.get("authorities", ()))
        self.handling = tuple((h["scheme"], h["value"]) for h in asked.get("handling", ()))
        supplement = asked.get("supplement") or {}
        self.supplements = str(supplement.get("bundle", ""))
        self.supplement_kind = str(supplement.get("kind", "adds"))
        self.supplement_reason = str(supplement.get("reason", ""))
        self.replaces = tuple(f"{old}={new}" for old, new in supplement.get("replaces", ()))
        notes = asked.get("notes", ())
        self.note = notes[0]["text"] if notes else ""
        self.note_language = notes[0]["lang"] if notes else ""
        self.step, self.preview = ExportStep.CHECK, None
        return True


def cover_path(bundle: Path) -> Path:
    """A name for the cover sheet that is free beside the bundle."""
    name = f"{bundle_stem(bundle.name)}-{file_word(FileWord.COVER_SHEET)}"
    path, number = bundle.with_name(f"{name}.pdf"), 1
    while path.exists():
        number += 1
        path = bundle.with_name(f"{name}-{number}.pdf")
    return path


def needs_reason(preview: dict[str, Any]) -> list[dict[str, Any]]:
    """What is left out that nobody but the examiner can give a reason for, and has not yet."""
    return [left for left in preview["left_out"] if left["code"] in UNDECIDED and not left["stated"]]


def missing_sources(preview: dict[str, Any], without: Iterable[str]) -> list[dict[str, Any]]:
    """Sources whose evidence is not where it was, and of which nothing was decided."""
    decided = set(without)
    return [s for s in preview["sources"] if s["there"] == "missing" and s["source_id"] not in decided]


UNDECIDED = frozenset({"encrypted-volume", "evidence-not-at-hand"})
