"""One outcome for each student, whatever happens to the processes that make the copies."""

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from time import sleep

from backproof.classroom.copying import Copy
from backproof.classroom.order import Order, seed_of
from backproof.classroom.progress import told
from backproof.classroom.roster import Student
from backproof.classroom.workers.distributing import copies

ORDER = Order("root", "answers", "art", "small")
STUDENTS = [Student(f"s{number}", "A") for number in range(20)]


class Breaking:
    """Three workers that all end when one of these students' copies is begun, until they are renewed."""

    count = 3

    def __init__(self, fatal: set[str]) -> None:
        self.fatal, self.broken = fatal, False
        self.begun: list[str] = []
        self.threads = ThreadPoolExecutor(self.count)

    def begin(self, order: Order, student: Student) -> Future[Copy]:
        self.begun.append(student.id)
        return self.threads.submit(self._make, order, student)

    def _make(self, order: Order, student: Student) -> Copy:
        self.broken |= student.id in self.fatal
        sleep(0.001)
        if self.broken:
            raise BrokenExecutor
        return Copy(student, seed_of(order.term, student))

    def was_lost(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        self.broken = False

    def end(self) -> None:
        self.threads.shutdown()


def outcomes(workers: Breaking, students: Sequence[Student] = STUDENTS) -> dict[str, bool]:
    found = [(copy.student.id, bool(copy.faults)) for copy in copies(workers, ORDER, iter(students))]
    assert len(found) == len(dict(found)), "a student has two outcomes"
    return dict(found)


def test_each_has_one_copy() -> None:
    assert outcomes(Breaking(set())) == dict.fromkeys((one.id for one in STUDENTS), False)


def test_only_those_fail_whose_copies_end_their_process() -> None:
    for fatal in ({"s0"}, {"s7"}, {"s19"}, {"s3", "s4", "s11"}, {one.id for one in STUDENTS}):
        assert outcomes(Breaking(fatal)) == {one.id: one.id in fatal for one in STUDENTS}


def test_no_more_are_begun_than_there_is_room_for() -> None:
    workers = Breaking(set())
    for number, _ in enumerate(copies(workers, ORDER, iter(STUDENTS))):
        # Those yielded before, and all that were done together with the last one.
        assert len(workers.begun) <= number + 1 + 2 * workers.count


def test_a_seed_depends_on_term_and_id_alone() -> None:
    seeds = {seed_of(term, Student(id, name)) for term in ("a", "b") for id in ("1", "2") for name in "xy"}
    assert len(seeds) == 4
    # Its SHA-256, computed elsewhere: a student's copy stays the same for years.
    assert seed_of("2025-fall", Student("s1", "")) == 6509528745503413021


def test_the_time_left_is_told_by_what_was_made() -> None:
    assert told(1, 3, 0, 10) == "1 of 3 copies, about 20 s left"
    assert told(100, 10_000, 2, 60) == "100 of 10,000 copies, 2 failed, about 1 h 39 min left"
    assert told(5, 5, 1, 60) == "5 of 5 copies, 1 failed"
