"""From a bag's totals to its seal: the text that promises, and the container that keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.bundle.layout import format_word
from forensics_app.model.bundle import BundlePlan
from forensics_app.model.sealed_time import SealedTime
from forensics_app.model.times import Clock
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.seal_info import SealInfo, render, set_digest
from forensics_app.seal.forms.asic_manifest import SEAL_INFO
from forensics_app.seal.making.container import Stamper, StatusSource, make_container
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.sealing.lists import Totals
from forensics_app.services.sealing.time import SealingTime


def make_seal(
    plan: BundlePlan, totals: Totals, signers: Sequence[SigningKey], time: SealingTime, clock: Clock
) -> tuple[bytes, bytes, SealedTime]:
    """seal-info.txt, the container that holds it, and what it has of trusted time.

    Raises SealFailedError, SigningKeyError, CancelledError.
    """

    def promise(*, stamped: bool) -> bytes:
        return render(
            SealInfo(
                format=format_word(plan.version),
                reference=plan.name,
                earlier_seals=plan.earlier_seals,
                signer_sha256=tuple(fingerprint(s.certificate) for s in signers),
                certificates_sha256=tuple(set_digest(s.chain) for s in signers) if plan.version > 3 else (),
                time_stamp_required=stamped,
                tagmanifest_sha256=totals.tagmanifest_sha256,
                merkle_root=totals.merkle_root,
                merkle_size=totals.merkle_size,
                custody_head=totals.custody_head,
                custody_count=totals.custody_count,
                omission_count=totals.omission_count,
            )
        )

    def make(authority: Stamper | None, status: StatusSource | None) -> bytes:
        files = [(SEAL_INFO, promise(stamped=authority is not None))]
        return make_container(files, signers, at=clock.now(), authority=authority, status=status)

    made, stamp = time.seal(make)
    return promise(stamped=stamp.time is not None), made, stamp
