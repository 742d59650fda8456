"""Words for the record of a transmission: its means, reasons, fields, and what is doubtful about it."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, NC_
from forensics_app.model.answering.transmission import Means, OtherMeansReason, TransmissionDoubt

TITLES: dict[Means, str] = {
    Means.EU_SYSTEM: N_("Record of a transmission"),
    Means.OTHER: N_("Manifest of a transmission by other means"),
}
MEANS_LABELS: dict[Means, str] = {
    Means.EU_SYSTEM: N_("Decentralised IT system (Regulation (EU) 2023/1543)"),
    Means.OTHER: N_("Other means (Regulation (EU) 2023/1543, Article 19(5))"),
}
REASON_LABELS: dict[OtherMeansReason, str] = {
    OtherMeansReason.DISRUPTION: N_("The decentralised IT system is disrupted"),
    OtherMeansReason.NATURE: N_("Nature of the material"),
    OtherMeansReason.SIZE: N_("Technical limits, such as the size of the data"),
    OtherMeansReason.ADMISSIBILITY: N_("Rules on admissibility in court"),
    OtherMeansReason.FORENSIC: N_("Forensic requirements"),
    OtherMeansReason.EXCEPTIONAL: N_("Exceptional circumstances"),
    OtherMeansReason.NO_ACCESS: N_("No such system for this instrument or state"),
}
DOUBT_SENTENCES: dict[TransmissionDoubt, str] = {
    TransmissionDoubt.TOO_LARGE: N_(
        "The files are larger than 25,600 kB, which the decentralised IT system does not accept."
    ),
    TransmissionDoubt.SHORT: N_("The files are available for less than 10 days."),
    TransmissionDoubt.LONG: N_("The files are available for more than 45 days."),
    TransmissionDoubt.AVAILABILITY: N_("It is not stated from when to when the files are available."),
    TransmissionDoubt.PROOF: N_("Neither a tracking number nor a proof of delivery is stated."),
    TransmissionDoubt.ORDER: N_("The reference of the order that is answered is not stated."),
    TransmissionDoubt.RECORDED: N_(
        "The reference under which it was recorded in the decentralised IT system is not stated. Add it "
        "later with a correction of the dispatch."
    ),
}
SOURCES_NOTE = N_(
    "This record lists what Implementing Regulation (EU) 2025/1550 asks for according to secondary sources. "
    "The signed dispatch names this file with its digest."
)
REASON = NC_("field of a transmission", "Reason")
MEANS = NC_("field of a transmission", "Means")
CHANNEL = NC_("field of a transmission", "Channel")
LINK = NC_("field of a transmission", "Link")
TRACKING = N_("Tracking number")
PROOF = N_("Proof of delivery")
SENDER = NC_("field of a transmission", "Sender")
RECIPIENT = NC_("field of a transmission", "Recipient")
SENT_AT = NC_("field of a transmission", "Sent")
AVAILABLE = NC_("field of a transmission", "Available")
AVAILABLE_WORDS = N_("{first} to {last}")
RECORDED = N_("Recorded in the decentralised IT system")
JSON_DIGEST = N_("Digest of the record as JSON (SHA-256)")
BUNDLE = NC_("field of a transmission", "Bundle")
FILES = NC_("heading", "Files")
