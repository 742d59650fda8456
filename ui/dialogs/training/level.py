"""How hard tamper drills are, and how many."""

from __future__ import annotations

from forensics_app.i18n import N_, NC_, tr
from forensics_app.services.training.drills import MOST_DRILLS
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.spin_box import SpinBox

_LEVELS = (
    N_("Level 1: obvious"),
    N_("Level 2: needs the program or several tools"),
    N_("Level 3: found by a single check"),
)
_DRILLS = 12


def level_combo() -> Combo:
    """Its data are the levels, 1 to 3."""
    combo = Combo()
    combo.setAccessibleName(tr(NC_("training", "Level")))
    for number, words in enumerate(_LEVELS, start=1):
        combo.addItem(tr(words), number)
    combo.setMinimumContentsLength(12)  # else it is wider than a window with large text
    combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def count_box() -> SpinBox:
    """The number of drills."""
    box = SpinBox(1, MOST_DRILLS, _DRILLS)
    box.setAccessibleName(tr("Number of drills"))
    return box
