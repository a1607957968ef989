"""What every `BlobStore` promises. A store's own test subclasses this and says how to make one."""

import asyncio
from abc import ABC, abstractmethod

import pytest

from qiao.media.blobs import BlobMissing, BlobStore
from qiao.media.models import Decoded, Sha, Size

PICTURE = Decoded(card=b"RIFF small", full=b"RIFF large", w=4, h=3, kind="jpeg")
UNKNOWN = Sha("0" * 64)


class BlobStoreContract(ABC):
    @abstractmethod
    @pytest.fixture
    def store(self) -> BlobStore:
        """An empty store."""

    def test_both_sizes_come_back_as_they_were(self, store: BlobStore) -> None:
        sha = asyncio.run(store.put(PICTURE))

        assert sha == PICTURE.sha
        assert asyncio.run(store.get(sha, Size.CARD)) == PICTURE.card
        assert asyncio.run(store.get(sha, Size.FULL)) == PICTURE.full
        assert asyncio.run(store.exists(sha))

    def test_the_same_picture_is_kept_once(self, store: BlobStore) -> None:
        again = Decoded(card=b"another card", full=PICTURE.full, w=4, h=3, kind="png")

        first = asyncio.run(store.put(PICTURE))
        second = asyncio.run(store.put(again))

        assert first == second
        assert asyncio.run(store.get(first, Size.CARD)) == PICTURE.card

    def test_many_may_keep_the_same_picture_at_once(self, store: BlobStore) -> None:
        async def together() -> list[Sha]:
            return await asyncio.gather(*(store.put(PICTURE) for _ in range(8)))

        assert set(asyncio.run(together())) == {PICTURE.sha}
        assert asyncio.run(store.get(PICTURE.sha, Size.FULL)) == PICTURE.full

    def test_what_was_never_kept_is_missing(self, store: BlobStore) -> None:
        assert not asyncio.run(store.exists(UNKNOWN))
        assert store.path(UNKNOWN, Size.FULL) is None
        with pytest.raises(BlobMissing):
            asyncio.run(store.get(UNKNOWN, Size.CARD))

    def test_deleting_is_for_good_and_may_be_done_twice(self, store: BlobStore) -> None:
        sha = asyncio.run(store.put(PICTURE))

        asyncio.run(store.delete(sha))
        asyncio.run(store.delete(sha))

        assert not asyncio.run(store.exists(sha))
        with pytest.raises(BlobMissing):
            asyncio.run(store.get(sha, Size.FULL))

    def test_a_deleted_picture_may_come_back(self, store: BlobStore) -> None:
        sha = asyncio.run(store.put(PICTURE))
        asyncio.run(store.delete(sha))

        asyncio.run(store.put(PICTURE))

        assert asyncio.run(store.get(sha, Size.CARD)) == PICTURE.card

    def test_a_path_where_there_is_one_leads_to_the_bytes(self, store: BlobStore) -> None:
        sha = asyncio.run(store.put(PICTURE))

        path = store.path(sha, Size.CARD)

        assert path is None or path.read_bytes() == PICTURE.card
