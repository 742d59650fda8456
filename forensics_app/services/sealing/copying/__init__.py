"""Contents on their way into a bundle: lanes of workers, the recorder, what has to be read by itself.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `in_order`.
"""
