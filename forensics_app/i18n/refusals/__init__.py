"""What was refused, in words for whoever asked: errors by the form that caused them, workers of a cluster.

May import the rest of `forensics_app.i18n`; begin with `in_window`.
"""
