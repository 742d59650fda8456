"""Errors in the words of the form that caused them: labels of fields, and sentences for the window.

May import the rest of `forensics_app.i18n`; begin with `in_window`.
"""
