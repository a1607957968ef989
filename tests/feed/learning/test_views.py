"""Words and meaning as matrices; vectors are read from the cache, and only from a whole one."""

from pathlib import Path

import numpy as np
import pytest

from qiao.feed.learning import views
from qiao.feed.learning.dataset import Unusable, load
from tests.feed.learning.folder import bagged, themed, write


def silent(what: str, done: int, of: int) -> None:
    pass


def test_names_and_genres_are_terms_as_a_whole_and_in_words() -> None:
    assert views.terms("author", "Ana Ruiz") == ["ana", "ruiz", "author=ana ruiz"]
    assert views.terms("genre", "Tea/Travel") == ["tea", "travel", "genre=tea", "genre=travel"]
    assert views.terms("text", "Ana Ruiz") == ["ana", "ruiz"]


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert views.terms("text", "喝茶去 now") == ["喝茶", "茶去", "now"]
    assert views.terms("text", "茶") == ["茶"]


def test_a_word_of_one_item_alone_goes() -> None:
    words = views.weighed(views.counted({"text": ["tea cup", "tea pot", "rice"]}))

    assert words.shape == (3, 1)
    assert words.toarray().ravel().tolist() == pytest.approx([1, 1, 0])


@pytest.mark.parametrize("make", [themed, bagged])
def test_items_of_one_theme_are_near(tmp_path: Path, make: object) -> None:
    data = load(make(tmp_path))  # type: ignore[operator]

    seen = views.views_of(data, ["none"], None, silent)

    near = seen.stacked @ seen.stacked.T
    theme = np.arange(data.items) % 3
    same = theme[:, None] == theme[None, :]
    assert near[same].mean() > 0.25
    assert near[~same].mean() < 0


def test_the_views_are_the_same_each_time(tmp_path: Path) -> None:
    data = load(themed(tmp_path))

    one, two = (views.views_of(data, ["none"], None, silent) for _ in range(2))

    assert (one.dense["lsa"] == two.dense["lsa"]).all()


def test_what_has_no_text_has_no_direction() -> None:
    made = views.centred(np.array([[1, 2], [0, 0], [3, 1]], dtype=np.float32))

    assert made[1].tolist() == [0, 0]
    assert np.linalg.norm(made[0]) == pytest.approx(1)


def test_vectors_are_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def encoder(parts: object, limit: int) -> object:
        texts = ["a", "b", "!"]

        def encode(batch: list[str]) -> np.ndarray:
            calls.append(batch)
            return np.ones((len(batch), 4), dtype=np.float32)

        return encode, texts, np.arange(3)

    monkeypatch.setitem(views._ENCODERS, "made-up", (encoder, 10))
    fields = {"title": ["a", "b", "!"]}

    first = views.encoded("made-up", fields, tmp_path / "cache", silent)
    again = views.encoded("made-up", fields, tmp_path / "cache", silent)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(b"cut short")
    healed = views.encoded("made-up", fields, tmp_path / "cache", silent)

    assert first.tolist() == again.tolist() == healed.tolist()
    assert first[2].tolist() == [0, 0, 0, 0]
    assert len(calls) == 2


def test_a_folder_without_a_word_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "items", {"item": [1, 2], "title": ["!", "?"]})
    write(tmp_path, "interactions", {"user": [1], "item": [1]})

    with pytest.raises(Unusable, match="not a word"):
        views.views_of(load(tmp_path), ["none"], None, silent)
