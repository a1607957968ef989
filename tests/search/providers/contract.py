"""What every embedder promises."""

from abc import abstractmethod

import numpy as np
import pytest

from qiao.search.embedder import Embedder, Text

CAT = Text("My kitten sleeps in the sink", "Three beds bought, zero used.", "cats")
OTHER_CAT = Text("A kitten in the kitchen sink", "She sleeps there every night.", "cats")
RENT = Text("Rent went up again", "Forty percent of my salary for two rooms.", "rent")
WORDLESS = Text("", "🐱✨", "")


class EmbedderContract:
    """Subclass it and say how to make yours."""

    @abstractmethod
    def make(self) -> Embedder: ...

    @pytest.fixture
    def embedder(self) -> Embedder:
        return self.make()

    def test_a_row_a_text_of_length_one(self, embedder: Embedder) -> None:
        vectors = embedder.embed([CAT, RENT])

        assert vectors.shape == (2, embedder.dims)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-3)

    def test_no_texts_no_rows(self, embedder: Embedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dims)

    def test_what_has_no_words_has_no_direction(self, embedder: Embedder) -> None:
        vectors = embedder.embed([WORDLESS, CAT])

        assert not vectors[0].any()
        assert vectors[1].any()

    def test_the_same_text_has_the_same_vector_in_any_company(self, embedder: Embedder) -> None:
        alone = embedder.embed([CAT])[0]
        among = embedder.embed([RENT, CAT, OTHER_CAT])[1]

        assert alone @ among == pytest.approx(1, abs=1e-4)

    def test_near_in_meaning_is_near_in_direction(self, embedder: Embedder) -> None:
        cat, other, rent = embedder.embed([CAT, OTHER_CAT, RENT])

        assert cat @ other > cat @ rent + 0.2

    def test_a_very_long_text_is_no_trouble(self, embedder: Embedder) -> None:
        vectors = embedder.embed([Text("long", "word " * 5_000, "")])

        assert np.isfinite(vectors).all()

    def test_it_has_a_name_for_its_space(self, embedder: Embedder) -> None:
        assert embedder.name
        assert embedder.dims > 0
