"""What every test run has: the rule about skipping."""

pytest_plugins = ("tests.judges",)
