"""The verifier: numbered steps (`verifier`), each judged by a file that adds findings; `codes` gives every
finding its axis and severity.

Reaches no parser of images, no database and no writer. May import what stands below it in the contract
"Layers of the core" of pyproject.toml; begin with `verifier`.
"""
