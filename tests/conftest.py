"""What every test run has: the rule about skipping, and that no property test is a timed one.

How long a machine takes to make examples says nothing of the program; time is measured in `packaging/bench`.
"""

from hypothesis import HealthCheck, settings

pytest_plugins = ("tests.judges",)

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
