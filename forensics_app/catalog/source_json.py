"""What opening a source and its layers told, as JSON text for the catalogue, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import msgspec

from forensics_app.model.case import ExamineRequest
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import Layer, LayerState, OpenedSource


def opened_to_text(opened: OpenedSource) -> str:
    """All but the layers, which have rows of their own. ASCII, so that odd file names survive."""
    return json.dumps(asdict(replace(opened, layers=())))


def opened_from_text(text: str, *, path: str, layers: tuple[Layer, ...]) -> OpenedSource:
    """The inverse; `path` as the user named it."""
    plain = msgspec.convert(json.loads(text), OpenedSource)
    return replace(plain, path=path, layers=layers)


def layer_to_text(layer: Layer) -> str:
    """All facts of one layer; digests and state have columns of their own."""
    return json.dumps(asdict(layer))


def layer_from_text(text: str, *, state: str, digests: Digests) -> Layer:
    """The inverse."""
    return replace(msgspec.convert(json.loads(text), Layer), state=LayerState(state), digests=digests)


def request_to_text(request: ExamineRequest) -> str:
    """What was asked of the contents of a source."""
    return json.dumps(asdict(request))


def request_from_text(text: str) -> ExamineRequest:
    """The inverse."""
    return msgspec.convert(json.loads(text), ExamineRequest)
