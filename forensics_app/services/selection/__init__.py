"""What is chosen of a case: filters as text, tags, labels, what is withheld.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `filter_text`.
"""
