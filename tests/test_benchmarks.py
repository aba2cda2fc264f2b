"""The measuring itself: medians, in turn, one line; and that one broken benchmark does not silence the others."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as bench
from benchmarks.measure import Ratio, elapsed, ratio, reported


def test_ratio_is_of_medians_measured_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []
    seconds = {"ours": iter([9.0, 0.3, 0.2]), "yardstick": iter([0.1, 0.2, 7.0])}

    def work(name: str) -> float:
        order.append(name)
        return next(seconds[name])

    result = ratio("save", lambda: work("ours"), lambda: work("yardstick"), runs=3, target=1.5, timer=reported)
    assert order == ["ours", "yardstick"] * 3
    assert (result.ours, result.yardstick, result.value) == (0.3, 0.2, pytest.approx(1.5))
    assert capsys.readouterr().out.split() == ["save", "300.0", "ms", "200.0", "ms", "1.50x", "<=", "1.50x", "ok"]


def test_a_missed_target_is_said() -> None:
    slow = Ratio("save", 0.3, 0.1, 2.0)
    assert not slow.is_reached and str(slow).endswith("over")
    assert len(str(slow)) == len(str(Ratio("a much longer name", 12.3, 4.5, 2.0)))


def test_work_is_timed_by_the_wall() -> None:
    assert 0.02 <= elapsed(lambda: time.sleep(0.02)) < 2


def test_work_that_times_itself_must_say_seconds() -> None:
    with pytest.raises(TypeError, match="seconds"):
        reported(lambda: None)


def test_one_broken_benchmark_does_not_silence_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "Path", lambda _: _folder("bench_b.py", "bench_a.py"))
    modules = {"benchmarks.bench_a": SimpleNamespace(main=lambda: 1 / 0), "benchmarks.bench_b": SimpleNamespace()}
    modules["benchmarks.bench_b"].main = lambda: print("b ran")
    monkeypatch.setattr(bench, "importlib", SimpleNamespace(import_module=modules.__getitem__))
    assert bench.main([]) == 1
    printed = capsys.readouterr()
    assert "b ran" in printed.out and "ZeroDivisionError" in printed.err and "Broken: a" in printed.err
    assert bench.main(["b"]) == 0
    assert bench.main(["c"]) == 2
    assert "There are: a, b" in capsys.readouterr().err


def _folder(*names: str) -> SimpleNamespace:
    """Stands for the path of `benchmarks/__main__.py` in a folder with these files."""
    files = [SimpleNamespace(stem=name.removesuffix(".py")) for name in names]
    return SimpleNamespace(parent=SimpleNamespace(glob=lambda _: files))
