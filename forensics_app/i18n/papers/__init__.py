"""What papers and the people who send them are told: what is sent, and how a paper names whoever verified.

May import the rest of `forensics_app.i18n`; begin with `on_paper`.
"""
