"""The excerpt of a script's output: every heading, short tables whole, long ones by their telling rows."""

from backproof.observations.excerpt import telling_rows

LONG = "\n".join(f"  {h}  {abs(h - 6) + 1}.5  {abs(h - 8) + 2}e-3" for h in range(1, 13))


def test_a_long_table_keeps_its_ends_and_the_least_value_of_each_column():
    shown = telling_rows(f"Title\n  h  a  b\n{LONG}\n\nend 5 of it").splitlines()
    assert shown[:2] == ["Title", "  h  a  b"]
    assert [row.split()[0] for row in shown[2:-2]] == ["1", "2", "...", "6", "...", "8", "...", "11", "12"]
    assert shown[-2:] == ["", "end 5 of it"]


def test_short_tables_and_text_stay_as_they_are():
    text = "a\n 1 2\n 3 4\n\nb 1\n"
    assert telling_rows(text) == text.rstrip("\n")
    assert telling_rows("") == ""
