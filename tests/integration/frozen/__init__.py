"""The program as one folder that needs no Python (packaging/frozen)."""
