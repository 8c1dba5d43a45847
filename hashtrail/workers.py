"""Work on all cores, through one `concurrent.futures.Executor` made in one place.

A build that needs no workers does without the modules that make them.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

import msgspec

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

#: Tasks handed out ahead for each worker: enough to keep it busy, few enough to bound memory.
_AHEAD: Final = 3
#: Tasks after which workers are replaced by new ones. A worker that was forked makes a copy of each page of memory
#: that it looks at, and in the end of all that this process holds.
_ROUND: Final = 200

Item = TypeVar("Item")
Result = TypeVar("Result")
Value = TypeVar("Value")


class WorkerError(Exception):
    """A worker process died without an answer."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def executor(jobs: int, start: Callable[..., None], arguments: tuple[Any, ...]) -> Executor:
    """The one place that makes an executor. Each of its workers calls `start` with the arguments first.

    With the start method fork they are inherited, with spawn or on another machine they are pickled.
    """
    import multiprocessing  # noqa: PLC0415 - see above
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(),
        initializer=_start_worker,
        initargs=(start, arguments),
    )


def _start_worker(start: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    # What was made before the fork lives as long as the worker: the collector need not walk it, and a walk
    # would copy its pages.
    gc.freeze()
    start(*arguments)


def _nothing() -> None:
    """What a worker needs to do first if it needs nothing."""


class Aside(Generic[Value]):
    """Something plain that is worked out in a process of its own, while this one goes on. To be asked or cancelled.

    No executor: to import and to start one takes longer than what this is for.
    """

    def __init__(self, function: Callable[[], Value], of: type[Value]) -> None:
        """Begin `function`, which gives what MessagePack can tell as a value `of` this type."""
        self._function = function
        self._type = of
        self._reader, writer = os.pipe()
        self._child: int | None = os.fork()
        if self._child == 0:
            self._work(writer)
        os.close(writer)

    def _work(self, writer: int) -> NoReturn:
        code = 1
        try:
            gc.freeze()
            os.close(self._reader)
            with open(writer, "wb") as file:
                file.write(msgspec.msgpack.encode(self._function()))
            code = 0
        finally:
            os._exit(code)

    def result(self) -> Value:
        """The value; worked out here if the process has died without one. Not to be asked twice."""
        assert self._child is not None, "asked or cancelled before"
        with open(self._reader, "rb") as file:
            data = file.read()
        _, status = os.waitpid(self._child, 0)
        self._child = None
        return msgspec.msgpack.decode(data, type=self._type) if status == 0 else self._function()

    def cancel(self) -> None:
        """Let go of it, if it was not asked for."""
        if self._child is not None:
            os.close(self._reader)
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = None


def run(
    function: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    chunk: int,
    start: Callable[..., None] = _nothing,
    arguments: tuple[Any, ...] = (),
) -> Iterator[Result]:
    """The results of `function` for chunks of the items, in their order.

    Few items are done in this process, for starting workers costs more. Raises WorkerError if a worker dies.
    """
    starts = range(0, len(items), chunk)
    chunks = (items[at : at + chunk] for at in starts)
    return run_chunks(function, chunks, len(starts), jobs=jobs, start=start, arguments=arguments)


def run_chunks(
    function: Callable[[Sequence[Item]], Result],
    chunks: Iterable[Sequence[Item]],
    count: int,
    *,
    jobs: int,
    start: Callable[..., None] = _nothing,
    arguments: tuple[Any, ...] = (),
    in_order: bool = True,
) -> Iterator[Result]:
    """As `run`, for so many chunks that are made by and by: no more of them are held than workers wait for.

    Unless `in_order`, results come as they are made: nobody waits for a chunk that takes long.
    """
    if jobs <= 1 or count < 2:
        start(*arguments)
        yield from map(function, chunks)
        return
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - see above

    waiting = iter(chunks)
    results = _in_order if in_order else _as_made
    for done in range(0, count, _ROUND):
        pool = executor(min(jobs, count - done), start, arguments)
        try:
            yield from results(pool, function, islice(waiting, _ROUND), _AHEAD * jobs)
        except BrokenProcessPool as error:
            raise WorkerError(
                "a worker process died; with --jobs 1 its error can be seen"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(
    pool: Executor,
    function: Callable[[Sequence[Item]], Result],
    chunks: Iterable[Sequence[Item]],
    ahead: int,
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(function, chunk))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _as_made(
    pool: Executor,
    function: Callable[[Sequence[Item]], Result],
    chunks: Iterable[Sequence[Item]],
    ahead: int,
) -> Iterator[Result]:
    from concurrent.futures import FIRST_COMPLETED, as_completed, wait  # noqa: PLC0415 - see above

    waiting: set[Future[Result]] = set()
    for chunk in chunks:
        waiting.add(pool.submit(function, chunk))
        if len(waiting) > ahead:
            made, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for each in made:
                yield each.result()
    for each in as_completed(waiting):
        yield each.result()
