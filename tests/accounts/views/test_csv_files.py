"""No cell of a file that leaves the desk is a formula, and none loses a letter."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.views.csv_files import DANGEROUS, safe, written

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
ODD = st.one_of(TEXT, st.builds(lambda mark, text: mark + text, st.sampled_from(DANGEROUS), TEXT))


@given(st.lists(st.lists(ODD, min_size=1, max_size=5), max_size=5))
def test_sec_57_no_cell_begins_like_a_formula_and_all_come_back(rows):
    text = "".join(written(rows))

    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(rows)
    for cells, asked in zip(read, rows, strict=True):
        for cell, original in zip(cells, asked, strict=True):
            assert not cell.startswith(DANGEROUS)
            assert cell in {original, f"'{original}"}


@pytest.mark.parametrize("cell", ["=1+1", "+85291234567", "-5", "@x", "\tx", "\rx", "\nx"])
def test_sec_57_a_cell_that_a_spreadsheet_would_run_is_text(cell):
    assert safe(cell) == f"'{cell}"


def test_every_cell_is_quoted():
    assert "".join(written([["a", 'b"c', "1,5"]])) == '"a","b""c","1,5"\r\n'
