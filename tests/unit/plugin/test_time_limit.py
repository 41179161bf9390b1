"""The limit on the time that one page may take to render."""

import time

import pytest

from recap.plugin.page import TimeLimitError, cpu_time_limit


def spend(seconds: float) -> None:
    """Take that much time of the processor, hardly any of it in the kernel, which the limit does not count."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(10_000))


class Slow:
    """An error raised in its destructor is discarded."""

    def __del__(self) -> None:
        spend(0.1)


def render_for_long() -> None:
    Slow()
    spend(5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_error_that_python_discards_is_raised_again() -> None:
    with pytest.raises(TimeLimitError), cpu_time_limit(0.05):
        render_for_long()


def test_nothing_is_raised_once_the_page_has_rendered() -> None:
    with cpu_time_limit(0.05):
        pass
    spend(0.2)
