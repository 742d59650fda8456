"""Which source an image is, where its layers are counted, and what a hostile catalogue can claim."""

from __future__ import annotations

import random

import msgspec
import pytest

from forensics_app.errors import ImageNotInBundleError, NoMediumInBundleError, UsageError
from forensics_app.model.artifact import Extent
from forensics_app.model.digests import NO_DIGESTS, DigestAlgorithm, Digests
from forensics_app.model.evidence import AcquisitionFacts, ContainerFormat, OpenedSource
from forensics_app.model.rederivation import Identification, IdentifiedImage, MediumMatch
from forensics_app.services.rederiving.image import Layers, identify
from forensics_app.services.rederiving.lines import SealedLine
from forensics_app.services.rederiving.plan import DerivePlan
from forensics_app.verify.files import records

A, B = "a" * 64, "b" * 64


def source(
    source_id: str,
    *,
    parent: str | None = None,
    kind: str = "medium",
    container: str | None = "raw",
    offset: int = 0,
    length: int = 1000,
    sha256: str | None = A,
    stored_md5: str | None = None,
) -> records.Source:
    return records.Source(
        acquisition=None, atime_kept=True, description=None,
        digests=records.Digests(None, None, sha256), exhibit="EX-001", file_system=None,
        format=container, hashes="none-stored", id=source_id, kind=kind, label=None, length=str(length),
        name=None, notes=[], offset=str(offset), parent=parent, sector_size=None, segments=[],
        state="area", stored_digests=records.Digests(stored_md5, None, None), type="sealwright/source/1",
    )  # fmt: skip


def image(size: int = 1000, stored: Digests = NO_DIGESTS) -> OpenedSource:
    return OpenedSource(
        "s1", "", "/x.raw", ContainerFormat.RAW, size, 512, (), stored, AcquisitionFacts(), ()
    )


def known(
    sources: list[records.Source],
    opened: OpenedSource,
    *,
    asked: str | None = None,
    with_digest: bool = False,
    really: str = A,
) -> tuple[IdentifiedImage, int]:
    """What it is taken for, and how often the whole image was read for that."""
    read: list[tuple[DigestAlgorithm, ...]] = []

    def digest_medium(algorithms: tuple[DigestAlgorithm, ...]) -> Digests:
        read.append(algorithms)
        return Digests(sha256=really)

    found = identify(
        sources, opened, bundle="b.zip", asked=asked, with_digest=with_digest, digest_medium=digest_medium
    )
    return found, len(read)


def test_one_source_of_that_size() -> None:
    found, read = known([source("s1"), source("s2", length=2000)], image(2000))
    assert (found.sources, found.by, found.medium) == (
        ("s2",),
        Identification.SIZE,
        MediumMatch.NOT_COMPUTED,
    )
    assert read == 0


def test_several_sources_of_that_size_are_told_apart_by_the_digest() -> None:
    found, read = known([source("s1", sha256=B), source("s2"), source("s3")], image())
    assert (found.sources, found.by, found.medium) == (
        ("s2", "s3"),
        Identification.MEDIUM_DIGEST,
        MediumMatch.AGREES,
    )
    assert read == 1
    with pytest.raises(ImageNotInBundleError):
        known([source("s1"), source("s2")], image(), really=B)


def test_a_digest_stored_in_the_image_speaks_for_or_against_a_source() -> None:
    stored = Digests(md5="1" * 32)
    here = source("s1", stored_md5="1" * 32)
    assert known([here, source("s2")], image(stored=stored))[0].by is Identification.STORED_DIGEST
    assert known([here, source("s2")], image(stored=stored))[0].sources == ("s1",)
    with pytest.raises(ImageNotInBundleError):
        known([source("s1", stored_md5="2" * 32)], image(stored=stored))
    assert known([source("s1", stored_md5="2" * 32)], image(stored=stored), asked="s1")[0].sources == ("s1",)


def test_the_only_source_of_that_size_may_be_changed() -> None:
    found, _ = known([source("s1")], image(), with_digest=True, really=B)
    assert (found.sources, found.medium) == (("s1",), MediumMatch.DIFFERS)
    unhashed, _ = known([source("s1", sha256=None)], image(), with_digest=True)
    assert unhashed.medium is MediumMatch.NONE_SEALED


def test_what_is_asked_for_must_be_a_medium() -> None:
    folder = source("s2", kind="folder", container="folder")
    assert known([source("s1"), folder], image(7), asked="s1")[0].by is Identification.ASKED
    for asked in ("s2", "s1.p1", "x"):
        with pytest.raises(UsageError):
            known([source("s1"), folder], image(), asked=asked)
    with pytest.raises(NoMediumInBundleError):
        known([folder, source("s3", container=None, length=0)], image())


def test_windows_are_counted_in_what_holds_them() -> None:
    sealed = [
        source("s2"),
        source("s2.p1", parent="s2", kind="partition", container=None, offset=100),
        source("s2.p1.bde", parent="s2.p1", kind="decrypted", container=None),
        source("s2.p1.bde.p3", parent="s2.p1.bde", kind="partition", container=None, offset=7),
    ]
    layers = Layers({s.id: s for s in sealed}, ("s1", "s2"))
    assert layers.place("s2", 5) == ("s1", 5)
    assert layers.place("s2.p1", 5) == ("s1", 105)
    assert layers.place("s2.p1.bde", 5) == ("s1.p1.bde", 5)
    assert layers.place("s2.p1.bde.p3", 5) == ("s1.p1.bde", 12)
    assert layers.place("s9.p1", 5) == ("s9.p1", 5)


def test_claimed_places_of_any_size_are_only_claims() -> None:
    most = "9999999999999999999"
    claimed = claim([("s1", most, most), ("s1.p1", most, most), (None, None, most)], [(most, most)])
    partition = source("s1.p1", parent="s1", kind="partition", container=None, offset=10**18)
    item = claimed.item(0, Layers({"s1": source("s1"), "s1.p1": partition}, ("s1",)))
    with DerivePlan() as plan:
        plan.add(item)
        for number in range(1, 70_000):
            plan.add(claim([(f"s{number}", most, "1")]).item(number, Layers({}, ("s1",))))
        order = [one.number for one in plan.in_disk_order()]
        assert sorted(order) == list(range(70_000))
        assert plan.layers >= {"s1", "s2", "s69999"}
        assert next(iter(plan.in_disk_order())).extents[0] == Extent("s1", (1 << 63) - 1, int(most))


def claim(
    extents: list[tuple[str | None, str | None, str]], gaps: list[tuple[str, str]] | None = None
) -> SealedLine:
    """A line of the catalogue that claims these places."""
    line = {
        "id": "A" * 16, "exhibit": "EX-001", "source": "s1", "layer": "s1", "path": {"bytes": ["Zg=="]},
        "stream": None, "size": "5", "digests": {"sha256": A}, "extents": extents, "extent_class": "runs",
        "derivable": "yes", "read": {"gaps": gaps or []}, "data": "data/x",
    }  # fmt: skip
    return msgspec.convert(line, SealedLine)


def test_the_plan_is_in_the_order_of_the_medium() -> None:
    places = random.Random(7).sample(range(1 << 40), 5000)
    layers = Layers({}, ("s1",))
    with DerivePlan() as plan:
        for number, place in enumerate(places):
            plan.add(claim([(None, None, "4"), ("s1", str(place), "1")]).item(number, layers))
        assert len(plan) == 5000
        assert plan.total_bytes == 25_000
        found = [item.extents[1].offset_bytes for item in plan.in_disk_order()]
    assert found == sorted(places)
