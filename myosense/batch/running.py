"""A batch: plan, hand out, note down; what is finished stays as it is."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from myosense.batch.hashes import Hashes
from myosense.batch.keys import (
    ANALYSIS,
    Key,
    Task,
    common_key,
    differences,
    key_of,
    steps_to_do,
)
from myosense.batch.ledger import DONE, FAILED, PARTLY, Attempt, Ledger
from myosense.batch.people import COMMANDS, Person
from myosense.batch.places import STEPS, Place
from myosense.batch.pool import Ended
from myosense.batch.task import Done, with_left
from myosense.settings import Settings

TABLES_EVERY_S = 5.0  #: How often status and summary are written anew.
NEW, LOST, FAILED_BEFORE = "new", "its result is gone", "failed before"

#: Has tasks done somewhere, and hands out how each ended, as they end.
HandOut = Callable[[Iterator[Task]], Iterator[Ended[Task, Done]]]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a batch is run."""

    settings: Settings
    hand_out: HandOut  #: to workers of this machine, or of a cluster
    verify: bool = False  #: whether files that look unchanged are hashed again


@dataclass(kw_only=True)
class Totals:
    """How many people came through, and what became of the others."""

    n_people: int
    n_done: int = 0
    n_skipped: int = 0
    #: Cause by person: of whom the result lacks something, and of whom there is none.
    partly: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    again: dict[str, list[str]] = field(default_factory=dict)  #: people by what differs

    @property
    def n_through(self) -> int:
        """Number of people that nothing more is done with."""
        return self.n_done + self.n_skipped + len(self.partly) + len(self.failed)


def run(
    people: Sequence[Person],
    output: Place,
    options: Options,
    watch: Callable[[Totals], None],
    totals: Totals,
) -> None:
    """Bring the results of all people up to date.

    Parameters
    ----------
    people
        Each becomes a task.
    output
        For all results and the ledger.
    options
        How.
    watch
        Called after each person.
    totals
        Counted up on the way, so that an interrupted batch can be spoken of.

    Raises
    ------
    ArgumentError
        If something would be replaced there that no batch wrote.
    ResultError
        If another batch is writing there, or nothing can be written.
    """
    output.check(people)
    with output.ledger() as folder:
        ledger = Ledger(folder)
        hashes = Hashes(folder, verify=options.verify)
        batch = _Batch(people, output, options, ledger, hashes, totals, watch)
        try:
            batch.run()
        finally:
            batch.save()


class _Batch:
    """The parts of a run that its steps share."""

    def __init__(  # noqa: PLR0913, PLR0917 - gathered here once
        self,
        people: Sequence[Person],
        output: Place,
        options: Options,
        ledger: Ledger,
        hashes: Hashes,
        totals: Totals,
        watch: Callable[[Totals], None],
    ) -> None:
        self.people, self.output, self.options = people, output, options
        self.ledger, self.hashes = ledger, hashes
        self.totals, self.watch = totals, watch
        self.written = time.monotonic()

    def run(self) -> None:
        found = self.options.hand_out(self._tasks())
        with contextlib.closing(found):  # type: ignore[type-var]
            for ended in found:
                self._note(ended)
                self.watch(self.totals)
                if time.monotonic() - self.written > TABLES_EVERY_S:
                    self.save()

    def save(self) -> None:
        """Write the tables and hashes as they are now."""
        waiting = {
            person.name: _files(person)
            for person in self.people
            if person.name not in self.ledger.last
        }
        self.ledger.write_tables(waiting)
        self.hashes.save()
        self.output.keep(self.ledger.folder)
        self.written = time.monotonic()

    def _tasks(self) -> Iterator[Task]:
        """Plan each person when a worker is free for one; skip those who are finished."""
        common = common_key(self.options.settings)
        is_finished = self.output.finished()
        for person in self.people:
            key = key_of(person, common, self.hashes)
            last = self.ledger.last.get(person.name)
            noted = () if last is None else last.steps
            good = [step for step in noted if is_finished(person.name, step)]
            task = self._plan(person, key, last, good)
            if task is None:
                self.totals.n_skipped += 1
                self.watch(self.totals)
                continue
            if task.why != NEW:
                self.totals.again.setdefault(task.why, []).append(person.name)
            yield task

    def _plan(
        self, person: Person, key: Key, last: Attempt | None, good: Sequence[str]
    ) -> Task | None:
        """Say what must be made of a person, and why; ``None`` if everything is there.

        A recording that was left out may be readable now, and all rests on it.
        """
        is_lost = last is not None and len(good) < len(last.steps)
        good = () if last is not None and last.left_out else good
        changed = differences({} if last is None else last.key, key)
        steps = steps_to_do(changed, good, list(person.logs))
        if not steps and not changed:
            return None
        why = ", ".join(changed) or (LOST if is_lost else FAILED_BEFORE)
        wanted = [COMMANDS[log] for log in person.logs if log in COMMANDS]
        kept = last if ANALYSIS not in steps else None
        return Task(
            person=person,
            output=self.output,
            settings=self.options.settings,
            key=key,
            why=NEW if last is None else why,
            steps=steps,
            kept=tuple(s for s in good if s not in steps and s in (ANALYSIS, *wanted)),
            rows=() if kept is None else tuple(kept.rows),
            notices=() if kept is None else tuple(kept.notices),
        )

    def _note(self, ended: Ended[Task, Done]) -> None:
        """Write an attempt down; of who failed no result stays, wherever it failed."""
        task, person = ended.task, ended.task.person
        done = ended.result or Done(steps=(), rows=(), causes=(ended.cause,))
        if not done.steps:
            done = with_left(done, self.output.clear(person.name, STEPS))
        cause = "; ".join(done.causes)
        not_whole = PARTLY if ANALYSIS in done.steps else FAILED
        outcome = not_whole if cause else DONE
        self.ledger.add(
            Attempt(
                person=person.name,
                files=_files(person),
                key=task.key,
                why=task.why,
                started=ended.started.isoformat(timespec="milliseconds"),
                seconds=round(ended.seconds, 3),
                peak_mb=done.peak_mb,
                outcome=outcome,
                cause=cause,
                n_tries=ended.n_tries,
                steps=done.steps,
                rows=done.rows,
                warnings=done.warnings,
                notices=done.notices,
                left_out=done.left_out,
            )
        )
        if outcome == DONE:
            self.totals.n_done += 1
        elif outcome == PARTLY:
            self.totals.partly[person.name] = cause
        else:
            self.totals.failed[person.name] = cause


def _files(person: Person) -> list[str]:
    return [sensor.name for sensor in person.sensors]
