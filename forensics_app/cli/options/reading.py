"""The options that say how a source is read: of `ingest`, and of the profiles that keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from forensics_app.cli.commands import option
from forensics_app.errors import UsageError
from forensics_app.i18n import N_, tr
from forensics_app.model.choices.cluster import ClusterAddress
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import ArchiveOptions
from forensics_app.services.ingest.profiles import find_profile

_F = TypeVar("_F", bound=Callable[..., Any])


class DigestList(click.ParamType[tuple[DigestAlgorithm, ...]]):
    """`sha256,sha1,md5`; SHA-256 is always computed."""

    name = "digests"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[DigestAlgorithm, ...]:
        asked = {part.strip().lower() for part in str(value).split(",")}
        known = {a.value for a in DigestAlgorithm}
        if not asked <= known:
            self.fail(
                tr(
                    "“{value}” is not one of {known}.",
                    value=", ".join(sorted(asked - known)),
                    known=", ".join(sorted(known)),
                ),
                param,
                ctx,
            )
        return tuple(a for a in DigestAlgorithm if a.value in asked or a is DigestAlgorithm.SHA256)


as_file_option = option(
    "--as-file",
    is_flag=True,
    help=N_("Treat an archive given as SOURCE as one file; otherwise it is read like a folder."),
)
compressed_image_option = option(
    "--compressed-image",
    "as_image",
    is_flag=True,
    help=N_(
        "Open a raw disk image compressed with gzip, xz, zstd or bzip2, or the only one in a ZIP; otherwise "
        "it is hashed as one file."
    ),
)
accept_truncated_option = option(
    "--accept-truncated",
    is_flag=True,
    hidden=True,
    help=N_("The default; has no effect. Kept for existing scripts."),
)
workers_option = option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    metavar="N",
    help=N_("Number of reading processes. Default: one per processor."),
)
cluster_option = option(
    "--cluster",
    metavar="ADDRESS",
    help=N_(
        "Use the workers of a Dask cluster, at tls://HOST:PORT; they must see the same files under the same "
        "paths."
    ),
)
cluster_tls_option = option(
    "--cluster-tls",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=N_("The folder with ca.pem, cert.pem and key.pem for --cluster."),
)
_OPTIONS = (
    option(
        "--profile",
        metavar="NAME",
        help=N_(
            "Use this reading profile (quick-look, full, or one of your own); other options "
            "take precedence over it."
        ),
    ),
    option(
        "--digests",
        type=DigestList(),
        default="sha256",
        show_default=True,
        metavar="LIST",
        help=N_("Digests of files: sha256, sha1, md5, separated by commas."),
    ),
    option("--no-types", is_flag=True, help=N_("Do not detect file types by signature.")),
    option(
        "--strict",
        is_flag=True,
        help=N_(
            "Refuse incomplete images. By default, the available data is read and the "
            "missing part is recorded."
        ),
    ),
    option(
        "--shadow-copies",
        is_flag=True,
        help=N_("Also read the volume shadow copies of NTFS, each as a separate volume."),
    ),
    option(
        "--hashset",
        "hash_sets",
        multiple=True,
        metavar="NAME",
        help=N_(
            "Compare the files with this hash set afterwards; repeatable. Digests that it requires are added."
        ),
    ),
    option(
        "--archives",
        is_flag=True,
        help=N_(
            "Open the archives found in files too (zip, tar, gz, 7z, rar and others); list their contents."
        ),
    ),
    option(
        "--archive-depth",
        type=click.IntRange(1, 8),
        default=ArchiveOptions().depth,
        show_default=True,
        metavar="N",
        help=N_("Maximum nesting depth of --archives; 1 opens no archive inside an archive."),
    ),
    option(
        "--archive-limit",
        "archive_limit_gib",
        type=click.IntRange(1, 1 << 20),
        default=ArchiveOptions().limit_bytes >> 30,
        show_default=True,
        metavar="GIB",
        help=N_(
            "The maximum size, in GiB, that one archive may unpack to; beyond that, it is read "
            "only up to 250 times its packed size."
        ),
    ),
    option(
        "--double-read",
        is_flag=True,
        help=N_(
            "Read each file through its file system and from its location on the medium, and report "
            "differences."
        ),
    ),
    option(
        "--unallocated",
        is_flag=True,
        help=N_("Include unallocated space: hash it, and list it as artifacts that can be sealed."),
    ),
    option(
        "--slack",
        is_flag=True,
        help=N_("Include file slack: hash the slack of each file system as one artifact."),
    ),
    option(
        "--yara",
        "rules",
        type=click.Path(path_type=Path),
        default=None,
        metavar="RULES",
        help=N_(
            "Compare contents with these YARA rules (a file, or a folder with *.yar), or "
            "with the words in a *.txt, one per line. Requires the library yara-x."
        ),
    ),
    as_file_option,
    compressed_image_option,
)
_NAMES = frozenset(f.name for f in fields(ReadingProfile)) - {"media_types"} | {"no_types"}


def reading_options(function: _F) -> _F:
    """Give the command all of them; it takes them as keywords, for `chosen_reading`."""
    for one in reversed(_OPTIONS):
        function = one(function)
    return function


def chosen_cluster(address: str | None, tls: Path | None) -> ClusterAddress | None:
    """Of `--cluster` and `--cluster-tls`. Raises UsageError for keys without an address."""
    if address is None:
        if tls is not None:
            raise UsageError(name="--cluster-tls", value=str(tls))
        return None
    return ClusterAddress(address, None if tls is None else str(tls.absolute()))


def chosen_reading(given: dict[str, Any]) -> ReadingProfile:
    """What the options ask for: those of the profile, and before it those that were given by themselves.

    Raises ProfileNotFoundError.
    """
    context = click.get_current_context()
    name = given["profile"]
    if name is None:
        base, asked = ReadingProfile(), _NAMES
    else:
        base = find_profile(name)
        asked = frozenset(n for n in _NAMES if context.get_parameter_source(n) is not ParameterSource.DEFAULT)
    values = {n: given[n] for n in asked if n != "no_types"}
    if "no_types" in asked:
        values["media_types"] = not given["no_types"]
    if "digests" in values:
        values["digests"] = tuple(a for a in values["digests"] if a is not DigestAlgorithm.SHA256)
    if "rules" in values:
        values["rules"] = "" if values["rules"] is None else str(values["rules"])
    return replace(base, **values)
