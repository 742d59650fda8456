"""`sealwright probe`: what a source is, before anything of it is read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import option, pass_session
from forensics_app.cli.options.reading import accept_truncated_option, as_file_option, compressed_image_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode, UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.labels import label, layer_description
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat, Layer, OpenedSource
from forensics_app.model.names import visible
from forensics_app.services.browsing.listing import omission_text
from forensics_app.services.sources.probe import Probe, probe


@new_command("probe", help=N_("Preview sources: their format and contents, before anything is read in full."))
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--strict",
    is_flag=True,
    help=N_(
        "Refuse incomplete images. By default, the available data is read and the missing part is recorded."
    ),
)
@accept_truncated_option
@as_file_option
@compressed_image_option
@pass_session
def command(
    session: Session,
    sources: tuple[Path, ...],
    strict: bool,
    accept_truncated: bool,
    as_file: bool,
    as_image: bool,
) -> int:
    if strict and accept_truncated:
        raise UsageError(name="--strict", value="--accept-truncated")
    with job(session) as running:
        found = [
            probe(
                path,
                accept_truncated=not strict,
                archives=ArchiveOptions(as_file=as_file, as_image=as_image),
                report=running.report,
                cancelled=running.cancelled,
            )
            for path in sources
        ]
    for one in found:
        _say(session, one)
    session.event("result", sources=[_fields(one) for one in found])
    return ExitCode.UNUSABLE if any(one.error is not None for one in found) else ExitCode.OK


def _say(session: Session, one: Probe) -> None:
    if one.error is not None:
        session.warn(error_sentence(one.error))
        return
    opened = one.opened
    if opened is None:
        return
    words = current()
    parts = [visible(one.path)]
    if opened.format is not None:
        parts.append(label(opened.format))
    if opened.format is not ContainerFormat.FOLDER:  # which has no bytes of its own
        parts.append(words.size(opened.size_bytes))
    if len(opened.segments) > 1:
        parts.append(trn("{count} segment", "{count} segments", len(opened.segments)))
    if opened.layers[0].file_system:  # one without a partition table
        parts.append(visible(opened.layers[0].file_system))
    session.say("\t".join(parts))
    for layer in opened.layers[1:]:
        session.say("\t".join(_layer_words(layer)))
    for omission in one.omissions:
        session.say(f"  {omission_text(omission, before_reading=True)}")
    for volume in one.locked:
        name = visible(volume.name)
        session.say(tr("{volume} ({name}) is encrypted; a key is needed.", volume=volume.layer_id, name=name))


def _layer_words(layer: Layer) -> list[str]:
    what = layer.file_system or layer_description(layer.description or "")
    size = current().size(layer.length_bytes)
    return [f"  {layer.layer_id}", label(layer.kind), size, visible(what), visible(layer.label or "")]


def _fields(one: Probe) -> dict[str, Any]:
    error = one.error
    return {
        "path": one.path,
        "fingerprint": one.fingerprint,
        "opened": None if one.opened is None else _opened(one.opened),
        "locked": [{"volume": v.layer_id, "name": v.name} for v in one.locked],
        "omissions": [{"code": o.code, "locator": o.locator, "detail": o.detail} for o in one.omissions],
        "error": None if error is None else {"code": error.code, "sentence": error_sentence(error)},
    }


def _opened(opened: OpenedSource) -> dict[str, Any]:
    return {
        "format": None if opened.format is None else opened.format.value,
        "size_bytes": opened.size_bytes,
        "sector_size_bytes": opened.sector_size_bytes,
        "segments": len(opened.segments),
        "notes": list(opened.notes),
        "stored_digests": asdict(opened.stored_digests),
        "acquisition": asdict(opened.acquisition),
        "layers": [
            {
                "id": x.layer_id,
                "parent": x.parent_id,
                "kind": x.kind.value,
                "offset_bytes": x.offset_bytes,
                "length_bytes": x.length_bytes,
                "label": x.label,
                "file_system": x.file_system,
                "description": x.description,
                "state": x.state.value,
            }
            for x in opened.layers
        ],
    }
