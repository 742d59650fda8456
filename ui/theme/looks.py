"""What the sets of colours are called."""

from __future__ import annotations

from forensics_app.i18n import N_, NC_

LOOKS = {
    "light": NC_("look of the window", "Light"),
    "dark": NC_("look of the window", "Dark"),
    "high-contrast": N_("High contrast"),
}
