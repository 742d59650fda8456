"""A bundle that may be used: verified or unconfirmed, its report at hand,
its content digested at each reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forensics_app.bundle.reading.opening import Form, UnverifiedBundle, open_bundle
from forensics_app.bundle.reading.tree import READ_BYTES, FileUnreadableError
from forensics_app.errors import NotABundleError, VerificationFailedError
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.policy import Policy
from forensics_app.verify.verifier import verify_with_digests

_USABLE = frozenset({Verdict.VERIFIED, Verdict.UNCONFIRMED})


class CheckedBundle:
    """Made by `check_bundle` alone. What was right when it was checked is checked again when it is read."""

    def __init__(
        self, bundle: UnverifiedBundle, listed: Listed, report: VerificationReport, policy: Policy
    ) -> None:
        self.report = report
        self._bundle = bundle
        self._listed = listed
        self._policy = policy

    def paths(self) -> Iterator[str]:
        """Every sealed file."""
        for position, path in enumerate(self._listed.tree.table):
            if self._listed.digest(position) is not None:
                yield path

    def content(self, path: str) -> Iterator[bytes]:
        """The content of a sealed file, piece by piece.

        Raises VerificationFailedError at the end where it isn't what was sealed (any more), and at once
        where no such file was sealed: whoever keeps what came before must throw it away.
        """
        position = self._listed.tree.table.position(path)
        expected = None if position is None else self._listed.digest(position)
        if position is None or expected is None:
            raise VerificationFailedError(path=path, verdict=Verdict.INCOMPLETE.value)
        running = self._policy.arithmetic.sha256()
        problems = Findings()
        buffer = memoryview(bytearray(READ_BYTES))
        try:
            for chunk in self._listed.tree.chunks(position, buffer, problems.add):
                running.update(chunk)
                yield bytes(chunk)
        except FileUnreadableError as e:
            raise VerificationFailedError(path=path, verdict=Verdict.UNREADABLE.value) from e
        if running.digest() != expected:
            raise VerificationFailedError(path=path, verdict=Verdict.ALTERED.value)

    def close(self) -> None:
        """Release the files."""
        self._bundle.close()

    def __enter__(self) -> CheckedBundle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def check_bundle(
    path: Path, policy: Policy, *, report: Report = silent, cancelled: IsCancelled = never_cancelled
) -> CheckedBundle:
    """Verify a bundle and hand it out for use, if its verdict allows that.

    Raises VerificationFailedError, NotABundleError (a seal alone holds nothing to use), BundleNotFoundError
    and CancelledError.
    """
    findings = Findings()
    bundle = open_bundle(path, findings.add, digesting=policy.openssl_too)
    usable = False
    try:
        result, listed = verify_with_digests(bundle, policy, findings, report=report, cancelled=cancelled)
        if result.verdict not in _USABLE:
            raise VerificationFailedError(path=str(path), verdict=result.verdict.value)
        if listed is None or bundle.form is Form.SEAL:
            raise NotABundleError(path=str(path), detail=bundle.form.value)
        usable = True
        return CheckedBundle(bundle, listed, result, policy)
    finally:
        if not usable:
            bundle.close()
