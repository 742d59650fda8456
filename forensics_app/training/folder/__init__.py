"""A scenario's folder: `scenario.toml`, `evidence.toml` and a file of messages for each language.

Read strictly, checked whole, and never executed: a recipe says what to build, and `building` does it; begin
with `reading`.
"""
