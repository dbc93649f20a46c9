"""A part of a form as it is printed: every row as wide as the table, every line counted."""

from guides.blocks import FormPartBlock


def part(**values):
    return FormPartBlock().to_python({"heading": "The grid", "kind": "table", **values})


def test_rows_are_as_wide_as_the_table():
    value = part(columns=["Topic", "Gap", "Score"], rows=[["Clear information"]], empty_rows=2)
    assert value.filled_rows == [["Clear information", "", ""]]
    assert value.blank_rows == [["", "", ""], ["", "", ""]]


def test_the_total_row_has_a_cell_for_each_column_but_its_name():
    assert part(columns=["What", "Score", "Owner"], total_row="Total").total_cells == ["", ""]


def test_each_line_has_its_room_to_write():
    value = part(kind="lines", items=[{"label": "Place", "rows": 2}, {"label": "Date"}])
    assert [(item["label"], len(item["lines"])) for item in value.items_to_fill] == [
        ("Place", 2),
        ("Date", 0),
    ]
