"""How much of an image is missing, out of the words of the omission ledger."""

from __future__ import annotations

import pytest

from forensics_app.model.incomplete import is_of_source, missing_bytes, only_end_missing


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (["1000 of 1512 bytes"], 512),
        (["sectors 2-3 of 9; x.E02 is missing; 1024 bytes missing"], 1024),
        (["1024 bytes missing"], 1024),
        (["1000 of 1512 bytes", "sectors 0-0 of 9; 512 bytes missing"], 1024),
        (["x.003 is missing"], None),
        (["1512 of 1000 bytes"], None),
        ([None], None),
        (["1000 of 1512 bytes", None], None),
        ([f"{'9' * 4000} of 1 bytes"], None),
    ],
)
def test_what_is_missing_is_added_up_or_not_known(details: list[str | None], expected: int | None) -> None:
    assert missing_bytes(details) == expected


def test_a_volume_that_is_cut_is_no_image_that_is() -> None:
    assert is_of_source("image-truncated", "s1", "s1")
    assert not is_of_source("image-truncated", "s1.p2.lv1", "s1")
    assert not is_of_source("partition-truncated", "s1", "s1")


def test_only_the_end_of_the_container_is_missing_where_every_detail_says_so() -> None:
    whole = "no sector is missing; image.E01 is cut off at 3000 bytes"
    assert only_end_missing([whole])
    assert not only_end_missing([])
    assert not only_end_missing([whole, "1000 of 1512 bytes"])
    assert not only_end_missing([None])
