"""The case's SQLite database: schema, rows, artifacts, and the one writer (`store`).

Nothing else imports sqlite3. May import what stands below it in the contract "Layers of the core" of
pyproject.toml; begin with `store`.
"""
