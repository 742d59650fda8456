"""What our processes share and how they are confined: frames on a pipe, shared memory, the sandbox, the
environment.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `framing`.
"""
