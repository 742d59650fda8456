"""The core of Sealwright: everything but the window."""

__version__ = "1.1.0"
"""The one place that says it; pyproject.toml, bundles and reports take it from here."""
