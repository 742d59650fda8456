"""When an E01 was acquired: the same instant from whole and cut images, whatever zone this computer is in."""

from __future__ import annotations

import os
import re
import subprocess
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import SourceTruncatedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.ewf.header import facts_of
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.typography.stated_times import stated_time
from tests.judging.judges import require_judge
from tests.world.shared_data import shared

SAMPLES = {
    "testdata/log2timeline_plaso/test_data/image.E01": "2013-12-10T11:28:38Z",
    "testdata/log2timeline_dfvfs/test_data/ext2.split.E01": "2021-07-22T15:33:30Z",
}


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where this computer is."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def ewfinfo(image: Path) -> str:
    """What libewf's own tool says in UTC, in sealed form."""
    said = subprocess.run(
        [require_judge("ewfinfo"), str(image)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
    ).stdout
    found = re.search(r"Acquisition date:\s+(.+)", said)
    assert found
    return (
        datetime.strptime(found[1], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_whole_image_gives_the_instant_in_utc(sample: str, zone: str) -> None:
    image = shared(sample)
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert opened.acquisition.acquired_at == SAMPLES[sample] == ewfinfo(image)
    assert opened.acquisition.system_date == SAMPLES[sample]
    opened.close()


def test_cut_image_gives_the_same(zone: str, tmp_path: Path) -> None:
    whole = shared("testdata/log2timeline_plaso/test_data/image.E01").read_bytes()
    image = tmp_path / "cut.E01"
    image.write_bytes(whole[:-200])
    with pytest.raises(SourceTruncatedError):
        open_source(image, incomplete=Incomplete(accepted=False))
    opened = open_source(image, incomplete=Incomplete(accepted=True))
    assert isinstance(opened, Container)
    assert opened.acquisition.acquired_at == "2013-12-10T11:28:38Z"
    opened.close()


def test_older_headers_have_local_time_and_no_zone() -> None:
    """Year to second, as EnCase 1 to 3 wrote them: nothing says in which zone."""
    lines = "1\nmain\na\tc\tm\nword\tK\t2002 3 4 10 19 59\n\n"
    facts = facts_of(zlib.compress(lines.encode()), "header")
    assert facts is not None
    assert facts.acquired_at == "2002 3 4 10 19 59"
    words = translator_for("en")
    assert stated_time(facts.acquired_at, words) == "2002-03-04 10:19:59 zone unknown"
    assert stated_time("2013-12-10T11:28:38Z", words) == "2013-12-10 11:28:38 UTC (zone stated by the image)"
