"""What is asked of sources when they are read, and how the command line says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from forensics_app.i18n import current, tr
from forensics_app.model.case import SourceRecord
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.services.ingest.exhibit_numbers import assigned_number
from forensics_app.services.ingest.profiles import BUILT_IN, own_profiles
from forensics_app.services.ingest.reading_words import profile_label, reading_words

AUTOMATIC = "-"  # as an exhibit's number on the command line


@dataclass(frozen=True, slots=True)
class ReadingOptions(ReadingProfile):
    """`exhibit` is the number of the next source, `exhibits` those of several in their order; empty where the
    program assigns it. `same_exhibit`: whoever typed them said that sources of one number are one exhibit.
    """

    exhibit: str = ""
    exhibits: tuple[str, ...] = ()
    same_exhibit: bool = False

    def arguments(self) -> list[str]:
        """Options of `sealwright ingest`."""
        made = [
            word
            for word, asked in (
                ("--no-types", not self.media_types),
                ("--shadow-copies", self.shadow_copies),
                ("--archives", self.archives),
                ("--as-file", self.as_file),
                ("--compressed-image", self.as_image),
                ("--double-read", self.double_read),
                ("--unallocated", self.unallocated),
                ("--slack", self.slack),
                ("--strict", self.strict),
                ("--same-exhibit", self.same_exhibit),
            )
            if asked
        ]
        if len(self.exhibits) > 1:
            made += [f"--exhibit={number or AUTOMATIC}" for number in self.exhibits]
        elif self.exhibit:
            made.append(f"--exhibit={self.exhibit}")
        if self.digests:
            names = [DigestAlgorithm.SHA256.value, *(d.value for d in self.digests)]
            made.append(f"--digests={','.join(dict.fromkeys(names))}")
        if self.rules:
            made.append(f"--yara={self.rules}")
        if self.archives:
            made += [f"--archive-depth={self.archive_depth}", f"--archive-limit={self.archive_limit_gib}"]
        return made + [f"--hashset={name}" for name in self.hash_sets]

    @property
    def profile(self) -> ReadingProfile:
        """The same without what belongs to single sources: what is kept for the next time."""
        return ReadingProfile(**{f.name: getattr(self, f.name) for f in fields(ReadingProfile)})


AS_USUAL = ReadingOptions()


def reading_as(profile: ReadingProfile, exhibit: str = "") -> ReadingOptions:
    """What a profile asks for."""
    values = {f.name: getattr(profile, f.name) for f in fields(ReadingProfile)}
    return ReadingOptions(**values, exhibit=exhibit)


def profiles() -> dict[str, ReadingProfile]:
    """Those of the program, then the user's own, by name."""
    return {**BUILT_IN, **own_profiles()}


def profile_name(options: ReadingOptions, known: Iterable[tuple[str, ReadingProfile]]) -> str | None:
    """The profile that asks for exactly this; None where none does."""
    return next((name for name, one in known if one == options.profile), None)


def options_words(options: ReadingOptions) -> str:
    """`Profile “Full”. Hashes computed for each file: …`"""
    said = [reading_words(options.profile)]
    if options.exhibit:
        said.insert(0, tr("Exhibit {exhibit}.", exhibit=options.exhibit))
    name = profile_name(options, profiles().items())
    if name is not None:
        said.insert(0, tr("Profile “{profile}”.", profile=current().isolate(profile_label(name))))
    return " ".join(said)


def next_number(number: str) -> str:
    """The exhibit number that follows: `K-08` after `K-07`; empty where it ends in no digit."""
    stem = number.rstrip("0123456789")
    digits = number[len(stem) :]
    return f"{stem}{int(digits) + 1:0{len(digits)}d}" if digits and len(digits) < 10 else ""


def numbers_to_come(
    typed: Sequence[str], known: Sequence[str | None], sources: Sequence[SourceRecord]
) -> list[str]:
    """The number that each source gets that is going to be read after `sources`, in their order: what was
    `typed` for it, or the one that the program assigns then. `known`: the number of those that have one.
    """
    following = max((source.number for source in sources), default=0) + 1
    taken = {source.exhibit for source in sources} | {number for number in typed if number}
    found = []
    for number, kept in zip(typed, known, strict=True):
        if kept is not None:
            found.append(kept)
            continue
        found.append(number or assigned_number(following, taken))
        taken.add(found[-1])
        following += 1
    return found


def without_exhibits(options: ReadingOptions) -> ReadingOptions:
    """The same for other sources, which are other exhibits."""
    return replace(options, exhibit="", exhibits=(), same_exhibit=False)
