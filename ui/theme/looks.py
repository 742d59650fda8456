"""What the sets of colours are called."""

from __future__ import annotations

from forensics_app.i18n import N_

LOOKS = {"light": N_("Light"), "dark": N_("Dark"), "high-contrast": N_("High contrast")}
