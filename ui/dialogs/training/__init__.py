"""Dialogs of the Training page."""
