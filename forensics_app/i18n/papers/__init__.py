"""What papers and the people who send them are told: what is sent, and how a paper names whoever verified.

Begin with `on_paper`.
"""
