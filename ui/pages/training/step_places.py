"""Where in the window a step of the exercise between two laboratories is done."""

from __future__ import annotations

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.translator import N_
from ui.dialogs.bundles.actions import LABELS
from ui.models.case.bundle_steps import BundleAct
from ui.words import places

_PAGES = {place.number: place.label for place in places.PLACES}
_BUNDLES = (_PAGES[places.CASE], N_("Sealed bundles"))

# the names of a page, of a card or list on it, and of a button
_PLACES: dict[str, tuple[str, ...]] = {
    "request": (_PAGES[places.CASE], NC_("heading", "Request")),
    "ingest": (_PAGES[places.EVIDENCE], N_("Add evidence…")),
    "seal": (_PAGES[places.EXPORT],),
    "parcel": (*_BUNDLES, LABELS[BundleAct.PARCEL]),
    "dispatch": (*_BUNDLES, LABELS[BundleAct.DISPATCH]),
    "parcel-opened": (_PAGES[places.VERIFY], N_("Open parcel…")),
    "arrival": (_PAGES[places.VERIFY],),
    "receipt": (_PAGES[places.VERIFY], N_("Sign receipt…")),
    "receipt-back": (*_BUNDLES, LABELS[BundleAct.TAKE_RECEIPT]),
    "supplement": (*_BUNDLES, LABELS[BundleAct.SUPPLEMENT]),
    "supplement-receipt": (_PAGES[places.VERIFY], N_("Sign receipt…")),
    "dispute": (_PAGES[places.VERIFY], N_("Sign receipt…")),
    "answer": (*_BUNDLES, LABELS[BundleAct.TAKE_RECEIPT]),
    "disposal": (_PAGES[places.VERIFY], LABELS[BundleAct.EVENT]),
    "disposal-known": (*_BUNDLES, LABELS[BundleAct.TAKE_RECEIPT]),
}


def step_place(step: str) -> str:
    """`Case › Sealed bundles › Record the dispatch…`."""
    return " › ".join(tr(name) for name in _PLACES[step])
