"""Image formats.

Here is what they share: the opened container, which format a file is, segments, parents, media with gaps. A
folder a format. May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin
with `signatures`.
"""
