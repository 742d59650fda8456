"""What is said of bytes that could not be read: how far the marks reach, and where all of them are listed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forensics_app.i18n import current
from forensics_app.i18n.details import detail_text
from forensics_app.model.artifact import ExtentClass
from ui.models.contents.unread import unacquired_notice


@pytest.mark.parametrize("extent_class", list(ExtentClass))
def test_of_compressed_contents_alone_any_byte_of_a_marked_unit_may_be_affected(
    extent_class: ExtentClass,
) -> None:
    artifact = SimpleNamespace(entry=SimpleNamespace(extent_class=extent_class))
    said = unacquired_notice(artifact, untold=False)  # type: ignore[arg-type]
    assert "could not be read when the image was made" in said
    unit = "Any byte of that unit may be affected" in said
    assert unit is (extent_class is ExtentClass.NTFS_COMPRESSED)


def test_where_not_all_failed_sectors_are_named_it_is_said_how_many_more_and_where() -> None:
    said = detail_text("sectors 4-6, 9 and 12 more ranges", current())
    assert said == "sectors 4-6, 9 and 12 more ranges; the error table of the image has them all"
