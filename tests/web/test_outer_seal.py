"""The program and the page say alike whether a seal that was sent ahead is the one inside the bundle."""

from __future__ import annotations

import json
from pathlib import Path

from forensics_app.i18n.translator import translator_for
from forensics_app.services.verifying.verify import report_fields
from tests.vectors.attacks_seal import _only_outer, _renamed_bundle
from tests.vectors.bundle import Plan, build
from tests.vectors.make_vectors import ALL
from tests.vectors.vector import Sent, as_both
from tests.web.runner import run, task
from tests.world.cases import sealwright
from tests.world.receiving import policy, verify_path

BY_NAME = {v.name: v for v in ALL}
SAID = "The seal file next to the bundle is the seal inside it, byte for byte."


def _under_any_name(sent: Sent) -> Sent:
    return Sent(sent.main, {("ahead.asice" if p.endswith(".asice") else p): d for p, d in sent.files.items()})


def _more(sent: Sent, other: Sent) -> Sent:
    """With a second seal of another signer, under a name of its own."""
    [seal] = [data for path, data in other.files.items() if path.endswith(".asice")]
    return Sent(sent.main, {**sent.files, "elsewhere.asice": seal})


def test_a_seal_next_to_the_bundle_is_said_to_be_the_one_inside_only_where_it_is(
    node: str, tmp_path: Path
) -> None:
    both = as_both(build(Plan()))
    sound, differs = BY_NAME["sound"], BY_NAME["outer-seal-differs"]
    expected: dict[str, tuple[Sent, bool | None]] = {
        "none": (sound.make(), None),
        "same": (both, True),
        "same-renamed-bundle": (_renamed_bundle(both), True),
        "same-renamed-seal": (_under_any_name(both), True),
        "other": (differs.make(), False),
        "same-and-other": (_more(both, differs.make()), False),
        "other-encoding": (BY_NAME["outer-seal-encoded-anew"].make(), False),
        "of-a-bundle-without-one": (_only_outer(), None),
    }
    paths = {}
    for name, (sent, _) in expected.items():
        (tmp_path / name).mkdir()
        paths[name] = sent.write(tmp_path / name)
    told = run([task(path, sound.trust, tmp_path) for path in paths.values()], tmp_path)
    for (name, path), page in zip(paths.items(), told, strict=True):
        report = verify_path(path, policy(sound.trust))
        program = json.loads(json.dumps(report_fields(report, translator_for("en"))))
        answer = expected[name][1]
        assert (program["seal"]["outer_identical"], page["seal"]["outer_identical"]) == (answer, answer), name
        assert (SAID in sealwright("verify", str(path), check=False).stdout) is (answer is True), name
