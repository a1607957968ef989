"""Other people's folders: what is tolerated, and what is refused in words they can use."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from qiao.feed.learning.columns import seconds_of, texts_of
from qiao.feed.learning.dataset import Dataset, Unusable, load
from tests.feed.learning.folder import bagged, themed, write

EVENTS = {"user": [1, 1, 2], "item": [10, 20, 10]}
ITEMS = {"item": [10, 20], "title": ["tea", "rice"]}


def folder(tmp_path: Path, items: dict | None = None, events: dict | None = None) -> Path:
    if items is not None:
        write(tmp_path, "items", items)
    if events is not None:
        write(tmp_path, "interactions", events)
    return tmp_path


def pairs(data: Dataset) -> list[tuple[int, int]]:
    return list(zip(data.event_user.tolist(), data.event_item.tolist(), strict=True))


def test_ids_may_be_any_numbers_or_words(tmp_path: Path) -> None:
    data = load(folder(tmp_path, ITEMS | {"item": ["x-20", "y"]}, EVENTS | {"item": list("yyy")}))

    assert (data.users, data.items) == (2, 2)
    assert pairs(data) == [(0, 1), (1, 1)]


def test_numbers_stored_as_fractions_are_the_same_ids(tmp_path: Path) -> None:
    data = load(folder(tmp_path, ITEMS, EVENTS | {"item": [10.0, 20.0, None]}))

    assert pairs(data) == [(0, 0), (0, 1)]


def test_repeated_events_count_once_at_their_first_time(tmp_path: Path) -> None:
    events = {"user": [1, 1, 1], "item": [10, 10, 20], "ts": [300, 200, None]}

    data = load(folder(tmp_path, ITEMS, events))

    assert pairs(data) == [(0, 0), (0, 1)]
    assert data.event_s[0] == datetime(200, 1, 1, tzinfo=UTC).timestamp()  # small numbers are years
    assert np.isnan(data.event_s[1])
    assert any("repeat" in remark for remark in data.remarks)


def test_events_of_unlisted_items_are_left_out_and_told(tmp_path: Path) -> None:
    data = load(folder(tmp_path, ITEMS, EVENTS | {"item": [10, 999, 10]}))

    assert pairs(data) == [(0, 0), (1, 0)]
    assert any("1 events" in remark for remark in data.remarks)


def test_items_listed_twice_count_once(tmp_path: Path) -> None:
    data = load(folder(tmp_path, {"item": [10, 20, 10], "text": ["a", "b", "c"]}, EVENTS))

    assert data.fields["text"] == ["a", "b"]


def test_missing_columns_are_not_known(tmp_path: Path) -> None:
    data = load(folder(tmp_path, ITEMS, EVENTS))

    assert not data.author
    assert not data.lang
    assert not data.country
    assert np.isnan(data.published_s).all()
    assert np.isnan(data.event_s).all()


def test_a_bag_of_words_stands_in_place_of_texts(tmp_path: Path) -> None:
    data = load(bagged(tmp_path))

    assert data.words is not None
    assert data.words.shape == (data.items, 30)
    assert data.fields == {}


def test_a_bag_follows_ids_where_they_are_row_numbers(tmp_path: Path) -> None:
    from scipy.sparse import csr_array, save_npz

    save_npz(tmp_path / "bow.npz", csr_array(np.diag([1, 2, 3])))
    data = load(folder(tmp_path, {"item": [2, 0]}, {"user": [1], "item": [2]}))

    assert data.words is not None
    assert data.words.toarray().tolist() == [[0, 0, 3], [1, 0, 0]]


@pytest.mark.parametrize(
    ("items", "events", "says"),
    [
        (None, None, "no interactions.parquet"),
        (None, EVENTS, "neither items.parquet nor bow.npz"),
        ({"id": [1], "title": ["a"]}, EVENTS, "lacks the column item; it has id, title"),
        (ITEMS, {"user": [1]}, "lacks the column item"),
        ({"item": [10], "genre": ["x"]}, EVENTS, "neither text nor title"),
        ({"item": [10], "title": [None]}, EVENTS, "neither text nor title"),
        ({"item": pa.array([], pa.int32()), "title": pa.array([], pa.string())}, EVENTS, "empty"),
        (ITEMS, {"user": pa.array([], pa.int32()), "item": pa.array([], pa.int32())}, "empty"),
        (ITEMS, EVENTS | {"item": [7, 8, 9]}, "no event"),
        ({"item": pa.array([None, None], pa.int32()), "title": ["a", "b"]}, EVENTS, "has an id"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    tmp_path: Path, items: dict | None, events: dict | None, says: str
) -> None:
    with pytest.raises(Unusable, match=says):
        load(folder(tmp_path, items, events))


def test_files_that_are_no_parquet_or_no_matrix_are_refused(tmp_path: Path) -> None:
    themed(tmp_path)
    (tmp_path / "bow.npz").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(Unusable, match=r"bow\.npz"):
        load(tmp_path)
    (tmp_path / "interactions.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(Unusable, match="cannot be read as Parquet"):
        load(tmp_path)
    with pytest.raises(Unusable, match="not a folder"):
        load(tmp_path / "nowhere")


def test_of_two_columns_of_one_name_the_first_counts(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write(tmp_path, "interactions", EVENTS)
    arrays = [pa.array([10, 20]), pa.array(["tea", "rice"]), pa.array(["x", "y"])]
    pq.write_table(pa.table(arrays, names=["item", "title", "title"]), tmp_path / "items.parquet")

    assert load(tmp_path).fields["title"] == ["tea", "rice"]


def test_a_bag_of_python_objects_is_not_opened(tmp_path: Path) -> None:
    themed(tmp_path)
    np.savez(tmp_path / "bow.npz", data=np.array([{"a": 1}], dtype=object))

    with pytest.raises(Unusable, match=r"bow\.npz"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("column", "second"),
    [
        (pa.array([datetime(2024, 5, 6)], pa.timestamp("us")), 1714953600),
        (pa.array([datetime(2024, 5, 6, tzinfo=UTC)], pa.timestamp("ns", "UTC")), 1714953600),
        (pa.array([date(2024, 5, 6)]), 1714953600),
        (pa.array(["2024-05-06"]), 1714953600),
        (pa.array(["2024-05-06T00:00:00Z"]), 1714953600),
        (pa.array([1714953600]), 1714953600),
        (pa.array([1714953600_000]), 1714953600),
        (pa.array([1714953600_000_000]), 1714953600),
        (pa.array([1714953600.0]), 1714953600),
        (pa.array([2024]), 1704067200),
        (pa.array(["2024"]), 1704067200),
        (pa.array([None], pa.int64()), None),
        (pa.array(["soon"]), None),
        (pa.array([2**62], pa.timestamp("s")), None),
        (pa.array(["9999-12-31"]), None),
        (pa.array([-5]), None),
        (pa.array([float("nan")]), None),
        (pa.array([[1, 2]]), None),
    ],
)
def test_times_come_in_many_forms(column: pa.Array, second: float | None) -> None:
    (found,) = seconds_of(column)

    assert np.isnan(found) if second is None else found == second


def test_texts_come_in_many_forms() -> None:
    column = pa.array([["a", "b"], None, []])

    assert texts_of(column) == ["a, b", "", ""]
    assert texts_of(pa.array([b"caf\xc3\xa9", b"\xff"])) == ["café", "\ufffd"]
    assert texts_of(pa.array([3.0, float("nan"), 2.5])) == ["3", "", "2.5"]
