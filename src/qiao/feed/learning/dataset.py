"""Reading a stranger's folder of items and events, and saying plainly what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.columns import Codes, codes_of, seconds_of, texts_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FIELDS = ("title", "author", "genre", "system", "type", "publisher", "text")
"""What a creator writes. Tags are not among them: a community adds them later, from the future."""


class Unusable(Exception):
    """A folder cannot be evaluated; the message says why in words for who made it."""


@dataclass(frozen=True)
class Dataset:
    """Items and who engaged with them; one event is one (user, item), whatever was done."""

    name: str
    users: int
    items: int
    event_user: Ints
    event_item: Ints
    event_s: Floats
    """Seconds since 1970; NaN where unknown."""
    fields: dict[str, list[str]]
    """Creator fields that some item has, by name; "" where one has none."""
    words: "csr_array | None"
    """Items x words, in place of texts."""
    author: Codes
    lang: Codes
    country: Codes
    published_s: Floats
    remarks: Sequence[str] = field(default=())
    """What was left out, and why."""

    def matrix(self, keep: NDArray[np.bool_] | None = None) -> "csr_array":
        """Return users x items of ones, from all events or those kept."""
        from scipy.sparse import csr_array

        user, item = self.event_user, self.event_item
        if keep is not None:
            user, item = user[keep], item[keep]
        ones = np.ones(len(user), dtype=np.float32)
        return csr_array((ones, (user, item)), shape=(self.users, self.items))


def load(folder: Path) -> Dataset:
    """Read a folder.

    Raises:
        Unusable: something needed is missing, unreadable or empty.
    """
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder.")
    remarks: list[str] = []
    events = _table(folder, "interactions", ("user", "item"))
    if events is None:
        raise Unusable(f"{folder} has no interactions.parquet.")
    table = _table(folder, "items", ("item",))
    words = _bag(folder / "bow.npz")
    if table is None and words is None:
        raise Unusable(f"{folder} has neither items.parquet nor bow.npz.")
    ids = _item_ids(table, words, remarks)
    rows, item_of = ids
    fields = {} if table is None else _fields(table, rows)
    if words is not None:
        words = _rows_of_bag(words, table, rows, remarks)
    if not fields and words is None:
        raise Unusable("items.parquet has neither text nor title, and there is no bow.npz.")
    return _with_events(folder, events, table, rows, item_of, fields, words, remarks)


def _with_events(
    folder: Path,
    events: Any,
    table: Any,
    rows: Ints,
    item_of: dict[str, int],
    fields: dict[str, list[str]],
    words: "csr_array | None",
    remarks: list[str],
) -> Dataset:
    users = codes_of(events.column("user"))
    named = texts_of(events.column("item"))
    items = np.array([item_of.get(name, -1) for name in named], dtype=np.int64)
    times = _seconds(events, "ts")
    known = (users.codes >= 0) & (items >= 0)
    if (lost := int(len(known) - known.sum())) > 0:
        remarks.append(f"{lost:,} events name no user, or an item that is not listed: left out")
    user, item, at_s = users.codes[known], items[known], times[known]
    # of several events of one pair the first counts: it is when she found it
    order = np.lexsort((np.nan_to_num(at_s, nan=np.inf), item, user))
    user, item, at_s = user[order], item[order], at_s[order]
    first = np.ones(len(user), dtype=np.bool_)
    first[1:] = (user[1:] != user[:-1]) | (item[1:] != item[:-1])
    if (twice := int(len(first) - first.sum())) > 0:
        remarks.append(f"{twice:,} events repeat a pair of user and item: one of each kept")
    user, item, at_s = user[first], item[first], at_s[first]
    if len(user) == 0:
        raise Unusable("There is no event with a user and a listed item in interactions.parquet.")
    count = len(rows)
    nobody = Codes(np.full(count, -1), ())
    return Dataset(
        name=folder.resolve().name,
        users=len(users.names),
        items=count,
        event_user=user,
        event_item=item,
        event_s=at_s,
        fields=fields,
        words=words,
        author=nobody if table is None else _codes(table, "author", rows),
        lang=nobody if table is None else _codes(table, "lang", rows),
        country=_countries(folder, users.names),
        published_s=np.full(count, np.nan) if table is None else _seconds(table, "published")[rows],
        remarks=remarks,
    )


def _table(folder: Path, name: str, needed: Sequence[str]) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    if not path.exists():
        return None
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        raise Unusable(f"{path.name} cannot be read as Parquet: {_first_line(error)}") from error
    first = {column: number for number, column in reversed(list(enumerate(table.column_names)))}
    table = table.select(sorted(first.values()))  # of two columns of one name the first
    missing = [column for column in needed if column not in table.column_names]
    if missing:
        has = ", ".join(table.column_names) or "none"
        raise Unusable(f"{path.name} lacks the column {' and '.join(missing)}; it has {has}.")
    if table.num_rows == 0:
        raise Unusable(f"{path.name} is empty.")
    return table


def _bag(path: Path) -> "csr_array | None":
    from zipfile import BadZipFile

    from scipy.sparse import csr_array, load_npz

    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            bag = csr_array(load_npz(file), dtype=np.float32)
        bag.check_format(full_check=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, BadZipFile) as error:
        message = f"bow.npz is no sparse matrix of scipy: {_first_line(error)}"
        raise Unusable(message) from error
    bag.data = np.maximum(np.nan_to_num(bag.data, nan=0, posinf=0, neginf=0), 0)
    bag.sum_duplicates()
    bag.eliminate_zeros()
    if 0 in bag.shape:
        raise Unusable("bow.npz is empty.")
    return bag


def _item_ids(table: Any, words: Any, remarks: list[str]) -> tuple[Ints, dict[str, int]]:
    """Return the rows of items that count, and the place of each id among them."""
    if table is None:
        return np.arange(words.shape[0]), {str(row): row for row in range(words.shape[0])}
    place: dict[str, int] = {}
    rows: list[int] = []
    for row, name in enumerate(texts_of(table.column("item"))):
        if name and name not in place:
            place[name] = len(rows)
            rows.append(row)
    if (lost := table.num_rows - len(rows)) > 0:
        remarks.append(f"{lost:,} rows of items.parquet have no id or one seen before: left out")
    if not rows:
        raise Unusable("No row of items.parquet has an id.")
    return np.array(rows), place


def _rows_of_bag(words: Any, table: Any, rows: Ints, remarks: list[str]) -> Any:
    """Return each item's row of words: by its id where ids are row numbers, else by order."""
    from scipy.sparse import csr_array, vstack

    if table is None:
        return words
    names = [texts_of(table.column("item"))[row] for row in rows]
    numbers = [int(name) if name.isascii() and name.isdigit() else -1 for name in names]
    by_number = all(0 <= number < words.shape[0] for number in numbers)
    wanted = np.array(numbers) if by_number else rows
    if (lost := int((wanted >= words.shape[0]).sum())) > 0:
        remarks.append(f"{lost:,} items have no row in bow.npz: they have no words")
    blank = csr_array((1, words.shape[1]), dtype=np.float32)
    return vstack([words, blank], format="csr")[np.minimum(wanted, words.shape[0])]


def _fields(table: Any, rows: Ints) -> dict[str, list[str]]:
    found = {}
    for name in FIELDS:
        if name in table.column_names:
            texts = texts_of(table.column(name))
            if any(texts):
                found[name] = [texts[row] for row in rows]
    return found if "title" in found or "text" in found else {}


def _codes(table: Any, name: str, rows: Ints) -> Codes:
    if name not in table.column_names:
        return Codes(np.full(len(rows), -1), ())
    return codes_of(table.column(name), rows)


def _seconds(table: Any, name: str) -> Floats:
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    return seconds_of(table.column(name))


def _countries(folder: Path, users: Sequence[str]) -> Codes:
    table = _table(folder, "users", ("user",))
    if table is None or "country" not in table.column_names:
        return Codes(np.full(len(users), -1), ())
    by_user = dict(
        zip(texts_of(table.column("user")), texts_of(table.column("country")), strict=True)
    )
    return Codes.of([by_user.get(user, "") for user in users])


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
