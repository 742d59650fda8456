"""The boundary to libtsk (`file_system` alone imports pytsk3) and what works on its answers: details,
entries, the walk, orphans, reused space, slack.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with
`file_system`.
"""
