"""Sphinx's settings (https://www.sphinx-doc.org/en/master/usage/configuration.html).

The pages load nothing from a network.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from forensics_app import __version__

project = "Sealwright"
author = "The Sealwright developers"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 6
myst_links_external_new_tab = False
html_theme = "furo"
html_title = f"Sealwright {__version__}"
html_static_path: list[str] = []  # the pages' own folder has one, which is copied below
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = html_show_copyright = False
html_last_updated_fmt = None
html_theme_options = {"navigation_with_keys": False}
RIGHT_TO_LEFT = ("ar",)


def setup(app: Any) -> None:
    static = Path(app.srcdir) / "_static"
    app.config.html_static_path.append(str(static))
    app.connect("html-page-context", _in_its_direction)


def _in_its_direction(app: Any, _page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Sphinx writes the language into a page, and not that Arabic runs from right to left."""
    if app.config.language in RIGHT_TO_LEFT and context.get("body"):
        context["body"] = f'<div dir="rtl">{context["body"]}</div>'
