"""Making a folder of drills from a sealed bundle."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from forensics_app.errors import CancelledError, DrillBundleError, OutputExistsError, UsageError
from forensics_app.i18n import tr
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustEntry, TrustRole, TrustStore
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.home import home_folder
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.training.class_files import OpenedSet, write_class_set
from forensics_app.services.training.drill_base import read_base
from forensics_app.services.verifying.verify import verify
from forensics_app.training.drills.folder_names import DRILL_SET, DRILL_TRUST, drill_folder
from forensics_app.training.drills.making import Drill, TooFewError, make_drills
from forensics_app.training.drills.questions import exercise_of
from forensics_app.training.drills.words import TITLE
from forensics_app.training.identity_files import TrainerIdentity, trainer_identity
from forensics_app.training.scenario import EvidenceFile, Exercise
from forensics_app.training.sets.answer_key import AnswerKey
from forensics_app.training.sets.class_set import ClassSet, Task, public
from forensics_app.training.tampering.attacks import LEVELS
from forensics_app.training.tampering.identities import TrainingIdentities, make_identities
from forensics_app.training.tampering.workshop import Received

MOST_DRILLS = 99
SEALERS, AUTHORITIES = "sealers.pem", "time.pem"
SET_FILE = DRILL_SET


@dataclass(frozen=True, slots=True)
class DrillsMade:
    """`opened` is what trainees answer to; `bundles` what they verify; `trust` files whom they trust."""

    folder: Path
    opened: OpenedSet
    bundles: tuple[Path, ...]
    trust: Path
    trust_time: Path


def make_drill_folder(
    bundle: Path,
    folder: Path,
    *,
    count: int,
    seed: str,
    level: int,
    trust: TrustStore,
    trainer: str,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> DrillsMade:
    """Drills on `bundle`, in a folder that is new or empty.

    Raises UsageError, OutputExistsError, OutputNotWritableError, DiskFullError, DrillBundleError,
    BundleNotFoundError, VerificationFailedError (an altered bundle is no beginning), CancelledError.
    """
    if not 1 <= count <= MOST_DRILLS:
        raise UsageError(name="--count", value=str(count))
    if level not in LEVELS:
        raise UsageError(name="--level", value=str(level))
    base, at = read_base(bundle, trust, clock)
    with disk_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputExistsError(path=str(folder))
    identity = trainer_identity(home_folder(), trainer, now=clock.now())
    who = make_identities(sealed_at=at, now=clock.now())

    def made(number: int) -> None:
        if cancelled():
            raise CancelledError
        report(Progress("train-drill", items=number, total_items=count))

    with tempfile.TemporaryDirectory(prefix="sealwright-") as place:
        asking = _Asking(Path(place), _trust_of(who, clock), clock)
        try:
            drills = make_drills(base, who, asking.ask, seed=seed, count=count, level=level, at=at, made=made)
        except TooFewError as e:
            raise DrillBundleError(path=str(bundle), detail="too-few") from e
    return _write(folder, drills, who, identity, seed=seed, level=level, trainer=trainer, clock=clock)


@dataclass(frozen=True, slots=True)
class _Asking:
    """The verifier, asked as a trainee would ask it: by a file, with the training identities trusted."""

    place: Path
    trust: TrustStore
    clock: Clock

    def ask(self, received: Received) -> VerificationReport:
        folder = Path(tempfile.mkdtemp(dir=self.place))
        main = write_received(folder, received)
        found = verify(main, trust=self.trust, clock=self.clock)
        main.unlink()
        return found


def write_received(folder: Path, received: Received) -> Path:
    """Put the files into a folder; the path of the one to verify."""
    for name, data in received.files.items():
        (folder / name).write_bytes(data)
    return folder / received.main


def _trust_of(who: TrainingIdentities, clock: Clock) -> TrustStore:
    entries = [_entry(one, TrustRole.SEAL, clock) for one in who.trusted]
    entries.append(_entry(who.authority.certificate, TrustRole.TIME, clock))
    return TrustStore(tuple(entries))


def _entry(certificate: bytes, role: TrustRole, clock: Clock) -> TrustEntry:
    return TrustEntry(role, certificate, fingerprint(certificate), "", utc_text(clock.now()))


def _write(
    folder: Path,
    drills: Sequence[Drill],
    who: TrainingIdentities,
    identity: TrainerIdentity,
    *,
    seed: str,
    level: int,
    trainer: str,
    clock: Clock,
) -> DrillsMade:
    exercises: dict[str, Exercise] = {}
    tasks, bundles = [], []
    with disk_errors(folder):
        for drill in drills:
            place = folder / drill_folder(drill.number)
            place.mkdir(parents=True)
            bundles.append(write_received(place, drill.received))
            evidence = tuple(_evidence(name, data) for name, data in drill.received.files.items())
            exercise = exercise_of(drill, evidence, seed=seed, level=level)
            task_id = f"drill-{drill.number:02}"
            exercises[task_id] = exercise
            tasks.append(Task(task_id, public(exercise), folder=place.name))
        trust, trust_time = folder / DRILL_TRUST / SEALERS, folder / DRILL_TRUST / AUTHORITIES
        trust.parent.mkdir()
        trust.write_bytes(_pem(who.trusted))
        trust_time.write_bytes(_pem([who.authority.certificate]))
    value = ClassSet(
        set_id=secrets.token_hex(16),
        title="".join(c for c in tr(TITLE, level=level) if c.isprintable()),
        trainer=trainer,
        certificate=b"",
        made_at=utc_text(clock.now()),
        tasks=tuple(tasks),
        answers_sha256="",
        sealers=who.trusted,
        authorities=(who.authority.certificate,),
    )
    key = AnswerKey(value.set_id, seed, exercises)
    opened = write_class_set(folder / SET_FILE, value, key, identity, at=clock.now())
    return DrillsMade(folder, opened, tuple(bundles), trust, trust_time)


def _evidence(name: str, data: bytes) -> EvidenceFile:
    return EvidenceFile(name, len(data), hashlib.sha256(data).hexdigest())


def _pem(certificates: Iterable[bytes]) -> bytes:
    loaded = [x509.load_der_x509_certificate(one) for one in certificates]
    return b"".join(one.public_bytes(Encoding.PEM) for one in loaded)
