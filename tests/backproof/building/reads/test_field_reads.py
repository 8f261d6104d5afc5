"""Fields of a term that an answer has read: every field by name, but nothing known from the folder."""

from pathlib import Path

from backproof.building.field_reads import Recorder, flat
from backproof.terms.reading import Source


def test_a_term_is_the_same_wherever_it_lies() -> None:
    here, there = Source("t.toml", "a = 1", Path("/here")), Source("t.toml", "a = 1", Path("/there"))
    assert flat(here) == flat(there) == {"file": '"t.toml"', "text": '"a = 1"'}


def test_what_is_read_is_recorded_but_for_the_folder() -> None:
    recorder = Recorder()
    watched = recorder.watch(Source("t.toml", "a = 1", Path("/here")), "source")
    assert (watched.folder, watched.text) == (Path("/here"), "a = 1")
    assert recorder.read == {"source.text": '"a = 1"'}
