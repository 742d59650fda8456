"""What the sentences of a verdict and of its findings are made of: by axis, and by what a finding is about.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with
`failed_axes`.
"""
