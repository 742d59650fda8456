"""The program on Windows, as far as Wine can stand in for it (docs/platforms.md)."""
