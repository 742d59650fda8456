"""Every attack of the drills, on a bundle that this program sealed and on one that it did not: the verifier
must say what the attack stands for, and each forgery of level 3 must be found by one axis alone.
"""

from __future__ import annotations

import random
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forensics_app.model.findings import Axis, AxisState, Severity, Verdict
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.trust import run_entries
from forensics_app.services.demo import run_demo
from forensics_app.services.training.drill_base import read_base
from forensics_app.training.drills.words import EXPLANATIONS, REASON_WORDS
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.attacks import ATTACKS, attack_of
from forensics_app.training.tampering.held import HeldBundle, entries_of
from forensics_app.training.tampering.identities import make_identities
from forensics_app.training.tampering.tokens import TrainingAuthority
from forensics_app.training.tampering.workshop import NotApplicableError, Workshop
from forensics_app.verify.codes import CODES
from tests.vectors.bundle import CHECKED_AT, Plan, build
from tests.vectors.vector import PINNED
from tests.world.signing import NOW, FixedClock, write_pem
from tests.world.tampered import judged, workshop

LATER = NOW + timedelta(days=1)
IDS = [attack.name for attack in ATTACKS]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[HeldBundle, datetime]:
    """The bundle of the demo: contents of disk images, omissions, a report."""
    folder, clock = tmp_path_factory.mktemp("demo"), FixedClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(folder / "home"))
        made = run_demo(folder / "demo", clock=clock)
    trust = TrustStore(run_entries(made.trust, role=TrustRole.SEAL, now=LATER))
    clock.moment = LATER
    return read_base(made.bundle.path, trust, clock)


def _shop(sealed: tuple[HeldBundle, datetime], chance: int) -> Workshop:
    base, at = sealed
    return Workshop(base, make_identities(sealed_at=at, now=LATER), random.Random(chance), at)


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_the_verifier_says_what_the_attack_stands_for(
    attack: Attack, sealed: tuple[HeldBundle, datetime], tmp_path: Path
) -> None:
    for chance in (1, 2):
        shop = _shop(sealed, chance)
        report = judged(attack.make(shop), shop.who, tmp_path, now=LATER)
        codes = [finding.code for finding in report.findings]
        assert report.verdict is attack.verdict, codes
        assert attack.code is None or attack.code in codes
        if attack.axis is not None and attack.axis is not Axis.CONSISTENCY:
            assert report.axes[attack.axis] in (AxisState.FAIL, AxisState.UNCONFIRMED)
        if attack.verdict is Verdict.VERIFIED:
            assert all(f.severity is Severity.NOTE for f in report.findings)


@pytest.mark.parametrize("attack", ATTACKS, ids=IDS)
def test_it_says_the_same_of_a_bundle_that_was_made_elsewhere(attack: Attack, tmp_path: Path) -> None:
    built = build(Plan())
    path = tmp_path / f"{built.name}.zip"
    path.write_bytes(built.zip)
    shop = workshop(path, now=CHECKED_AT, trusting=PINNED)
    try:
        received = attack.make(shop)
    except NotApplicableError:
        assert attack.name == "report-edited"  # the vectors have none
        return
    report = judged(received, shop.who, tmp_path, now=CHECKED_AT)
    assert report.verdict is attack.verdict, report.findings
    assert attack.code is None or attack.code in {finding.code for finding in report.findings}


@pytest.mark.parametrize("name", [attack.name for attack in ATTACKS if attack.level == 3])
def test_a_forgery_of_level_3_is_found_by_one_axis_alone(
    name: str, sealed: tuple[HeldBundle, datetime], tmp_path: Path
) -> None:
    shop = _shop(sealed, 3)
    report = judged(attack_of(name).make(shop), shop.who, tmp_path, now=LATER)
    assert len({f.axis for f in report.findings if f.severity is not Severity.NOTE}) == 1


def test_tables_know_every_attack() -> None:
    assert len(set(IDS)) == len(ATTACKS) >= 30
    assert EXPLANATIONS.keys() == set(IDS)
    assert REASON_WORDS.keys() == set(Reason) == {attack.reason for attack in ATTACKS}
    for attack in ATTACKS:
        assert attack.code is None or attack.code in CODES
        if attack.code is not None and attack.axis is not None:
            assert CODES[attack.code][0] is attack.axis


def test_sections_are_those_of_the_format_page() -> None:
    page = (Path(__file__).parents[3] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    for attack in ATTACKS:
        assert f"\n## {attack.section}. " in page or f"\n### {attack.section} " in page, attack.name


def test_openssl_takes_the_tokens_of_the_training_authority(
    sealed: tuple[HeldBundle, datetime], tmp_path: Path
) -> None:
    shop = _shop(sealed, 1)
    entries = dict(entries_of(shop.sound().seal))
    data, token, root = (tmp_path / name for name in ("data", "token", "root.pem"))
    data.write_bytes(entries["META-INF/ASiCArchiveManifest.xml"])
    token.write_bytes(entries["META-INF/timestamp001.tst"])
    write_pem(root, shop.who.authority.chain[-1])
    asked = ["openssl", "ts", "-verify", "-token_in", "-in", token, "-data", data, "-CAfile", root]
    answer = subprocess.run([*asked, "-no_check_time"], capture_output=True, text=True, check=False)
    assert "Verification: OK" in answer.stdout, answer.stderr


def test_an_authority_stamps_later_each_time(sealed: tuple[HeldBundle, datetime]) -> None:
    shop = _shop(sealed, 1)
    authority = TrainingAuthority(shop.who.authority, shop.at)
    assert authority.stamp(bytes(32)) != authority.stamp(bytes(32))
