"""Worker processes seen from their parent: started, fed, watched, replaced; requests shared out over several.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with
`attached_source`.
"""
