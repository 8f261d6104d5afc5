"""Rosters in the forms that spreadsheets write, and one line for each fault at its place."""

from pathlib import Path

import pytest

from backproof.classroom.names import unprintable
from backproof.classroom.roster import Student, read
from backproof.diagnostic import InputError
from backproof.tex.engine import Engine


def roster(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "roster.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def faults(tmp_path: Path, content: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(roster(tmp_path, content))
    assert caught.value.exit_code == 2
    return [
        f"{fault.line}:{fault.column}: {fault.message}" for fault in caught.value.diagnostics if fault.file
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write(tmp_path: Path, mark: bytes, ending: str, delimiter: str) -> None:
    rows = [
        ["Name", "ID", "email"],
        ["София", "s1", "s@x.org"],
        ['"Lee, A; B"', "学2", ""],
        ["أمل", "007", ""],
    ]
    text = ending.join(delimiter.join(row) for row in rows) + ending * 2
    found = read(roster(tmp_path, mark + text.encode()))
    assert [(one.id, one.name, one.line) for one in found] == [
        ("s1", "София", 2),
        ("学2", "Lee, A; B", 3),
        ("007", "أمل", 4),
    ]
    assert found[0].email == "s@x.org"


def test_every_broken_row_is_told_once(tmp_path: Path) -> None:
    rows = ["id,name", "a,Ann", "b", "A,Anna", ",Nobody", "x/y,Zoe", "con.txt,Con", "c,", "d,Dan,more"]
    assert faults(tmp_path, "\n".join(rows)) == [
        "3:1: the row has 1 field",
        "4:1: the id 'A' is taken",
        "5:1: the id is empty",
        "6:1: the id 'x/y' has the character '/'",
        "7:1: the id 'con.txt' is a device's name on Windows",
        "8:3: no name",
        "9:1: the row has 3 fields",
    ]


def test_a_fault_behind_a_quoted_delimiter_has_its_own_column(tmp_path: Path) -> None:
    assert faults(tmp_path, 'name,id\n"Lee, Ann",..\n') == [
        "2:12: the id '..' begins with a dot or dash, or ends with a dot"
    ]


def test_ids_that_one_folder_would_have_are_the_same(tmp_path: Path) -> None:
    composed, decomposed = "\u00e9", "e\u0301"
    assert faults(tmp_path, f"id,name\n{composed},A\n{decomposed},B\n") == [
        f"3:1: the id '{composed}' is taken"
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ["1:1: the roster is empty"]),
        ("id,name\n", ["1:1: the roster has no students"]),
        ("id,nam\n1,A", ["1:4: there is no column 'nam' in a roster", "1:1: the column 'name' is missing"]),
        ("id,name,id\n", ["1:9: the column 'id' is there twice"]),
        ('id,name\n1,"A\n2,B\n', ["2:1: unexpected end of data"]),
        (b"id,name\n1,A\xff\n", ["2:4: byte 0xff is not UTF-8"]),
    ],
)
def test_files_that_are_no_roster(tmp_path: Path, content: str | bytes, told: list[str]) -> None:
    assert faults(tmp_path, content) == told


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.csv")


def test_a_name_in_two_lines_is_refused_at_its_row(tmp_path: Path) -> None:
    assert faults(tmp_path, 'id,name\n1,"A\nB"\n2,C\n') == ["2:3: the name 'A\\nB' can't be printed"]
    assert read(roster(tmp_path, "id,name\n1,A\n\n2,C\n"))[1] == Student("2", "C", line=4)


WRITTEN = {
    "said to Excel": "sep=;\nid;name\ns1;Lee, Ann\n",
    "said to Excel in quotes": '\ufeff"sep=|"\r\nid|name\r\ns1|Lee, Ann\r\n',
    "in Excel's Unicode": b"\xff\xfe" + "id\tname\r\ns1\tLee, Ann\r\n".encode("utf-16-le"),
    "in big-endian Unicode": b"\xfe\xff" + "id\tname\r\ns1\tLee, Ann\r\n".encode("utf-16-be"),
    "marked by two programs": '\ufeff\ufeffid,name\ns1,"Lee, Ann"\n',
    "with empty lines": '\n\n,\nid,name\n\ns1,"Lee, Ann"\n,\n',
    "with all in quotes": '"ID","Name"\n"s1","Lee, Ann"\n',
    "with capitals and spaces": ' Id , NAME \n s1 ,"Lee, Ann"\n',
    "with other columns": "group;name;id;seat\n7;Lee, Ann;s1;A4\n",
    "with columns that have no name": 'id,name,,\ns1,"Lee, Ann",,x\n',
    "with empty fields behind": 'id,name\ns1,"Lee, Ann",,\n',
    "without empty fields at the end": "id\tname\temail\tgroup\ns1\tLee, Ann\n",
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN.keys())
def test_one_student_however_a_program_has_written_it(tmp_path: Path, content: str | bytes) -> None:
    (found,) = read(roster(tmp_path, content))
    assert (found.id, found.name) == ("s1", "Lee, Ann")
    lines = [*((content if isinstance(content, str) else content.decode("utf-16")).splitlines())]
    assert "s1" in lines[found.line - 1]
    assert lines[found.line - 1][found.column - 1 :].strip('"').startswith("Lee")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04\x14\x00", ["None:None: this is a spreadsheet program's own file, no CSV"]),
        ("id;name\n1,Ann\n", ["2:1: the row has 1 field"]),
        ("id,name,emial\n1,A,B\n", ["1:9: there is no column 'emial' in a roster"]),
        ("1,Ann\n2,Bob\n", ["1:1: the column 'id' is missing", "1:1: the column 'name' is missing"]),
        ("sep=;\nid;name\n..;Ann\n", ["3:1: the id '..' begins with a dot or dash, or ends with a dot"]),
        ("id,name\n1,=cmd()\n", ["2:3: the name '=cmd()' would be a formula in a spreadsheet"]),
        ("id,name\n@1,A\n", ["2:1: the id '@1' would be a formula in a spreadsheet"]),
        ("id,name,email\n1,A,+1\n", ["2:5: the email '+1' would be a formula in a spreadsheet"]),
        (b"\xff\xfei\x00d", ["1:2: byte 0x64 is not UTF-16"]),
    ],
)
def test_neighbours_of_rosters_are_told_in_a_line(
    tmp_path: Path, content: str | bytes, told: list[str]
) -> None:
    assert faults(tmp_path, content) == told


def test_names_without_letters_in_the_engine_are_told_at_their_places(tmp_path: Path) -> None:
    names = {"1": "Zoë", "2": "王", "3": "أمل", "4": "नेहा", "5": " Łukasz"}
    text = "".join(f"{name},{id}\n" for id, name in names.items())
    students = read(roster(tmp_path, f"name,id\n{text}Ann,学\n"))
    told = list(unprintable(students, Engine("pdflatex", Path("pdflatex")), "roster.csv"))
    assert [(one.severity, one.line, one.message.split(":")[0]) for one in told] == [
        ("warning", line, f"there will be no copy for {id}")
        for line, id in ((3, "2"), (4, "3"), (5, "4"), (7, "学"))
    ]
    assert all("lualatex" in (one.hint or "") for one in told)
    assert not list(unprintable(students, Engine("lualatex", Path("lualatex")), "roster.csv"))
