"""The rule about skips: a run with an unexplained skip, or a skip for an installed judge, ends red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judging import judges

pytest_plugins = ("pytester",)

PASSING = "def test_passes():\n    pass\n"


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    pytester.makeconftest('pytest_plugins = ("tests.judging.judges",)\n')
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_skip_without_a_known_reason_fails_the_run(project: pytest.Pytester, workers: str) -> None:
    project.makepyfile(f"import pytest\n{PASSING}\ndef test_skips():\n    pytest.skip('not today')\n")
    result = run(project, "-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*judges skipped*", "FAILED, a skip without cause: not today [[]1 test[]]"])


def test_a_skip_for_an_installed_judge_fails_the_run(project: pytest.Pytester) -> None:
    project.makepyfile(
        "import pytest\ndef test_skips():\n    pytest.skip('judge not installed: bash (apt)')\n"
    )
    assert run(project).ret == pytest.ExitCode.TESTS_FAILED


def test_a_skip_of_a_whole_module_fails_the_run(project: pytest.Pytester) -> None:
    project.makepyfile("import pytest\npytest.skip('all of it', allow_module_level=True)\n")
    assert run(project).ret != pytest.ExitCode.OK


def test_a_missing_judge_is_listed_and_passes(project: pytest.Pytester) -> None:
    project.makepyfile(
        "from tests.judging import judges\n"
        "judges.JUDGES['no-such-judge'] = 'no-such-package'\n"
        f"{PASSING}\n"
        "def test_asks():\n    judges.require_judge('no-such-judge')\n"
    )
    result = run(project)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["judge not installed: no-such-judge (apt-get install no-such-package) *"])


def test_missing_shared_data_is_listed_and_passes(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEALWRIGHT_SHARED", str(tmp_path))
    project.makepyfile(
        "from tests.world.shared_data import shared\ndef test_reads():\n    shared('testdata/x')\n"
    )
    result = run(project)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["shared test data not found: *"])


def test_a_judge_that_no_list_names_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        judges.require_judge("never-heard-of-it")
