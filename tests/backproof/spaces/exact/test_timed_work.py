"""A computation beyond its time is given up, whatever it does with exceptions; others are not touched."""

import signal
import threading
import time

import pytest

from backproof.spaces.exact.exact import TooLongError
from backproof.spaces.exact.timed_work import timed

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of processor time")


def spend(seconds: float) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def stubborn() -> str:
    for _ in range(3):
        try:
            spend(1)
        except Exception:
            return "swallowed"
        except BaseException:
            continue
    return "done"


class Lasting:
    """An object whose destructor takes long: an exception that is raised in it is lost."""

    def __del__(self) -> None:
        spend(0.2)


def outlived() -> str:
    Lasting()
    return spend(5)


@pytest.mark.parametrize("compute", [lambda: spend(5), stubborn, outlived])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_takes_longer_is_given_up(compute: "object") -> None:
    start = time.process_time()
    with pytest.raises(TooLongError):
        timed(compute, 0.1)  # type: ignore[arg-type]
    assert time.process_time() - start < 4
    assert not any(signal.getitimer(signal.ITIMER_PROF))


def test_what_is_in_time_is_not_touched() -> None:
    before = signal.getsignal(signal.SIGPROF)
    assert timed(lambda: spend(0.05), 10) == "done"
    assert timed(lambda: timed(lambda: spend(0.2), 0.05), 10) == "done"
    assert signal.getsignal(signal.SIGPROF) is before


def test_in_a_thread_work_is_counted() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(timed(lambda: spend(0.05))))
    thread.start()
    thread.join()
    assert found == ["done"]
