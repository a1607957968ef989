"""The hashed embedder keeps the contract and speaks every language."""

from qiao.search.embedder import Text
from qiao.search.providers.hashed import HashedEmbedder
from tests.search.providers.contract import EmbedderContract


class TestHashed(EmbedderContract):
    def make(self) -> HashedEmbedder:
        return HashedEmbedder()


def test_lao_notes_on_one_thing_are_nearer_than_others() -> None:
    cat = Text("ແມວຂອງຂ້ອຍນອນທັງວັນ", "ແມວນ້ອຍມັກນອນຢູ່ເທິງໂຕະ", "")
    other_cat = Text("ແມວນ້ອຍຢູ່ເທິງໂຕະ", "ມັນນອນທັງວັນ", "")
    food = Text("ຕຳໝາກຫຸ່ງແຊບຫຼາຍ", "ໃສ່ໝາກເຜັດສາມໜ່ວຍ", "")

    a, b, c = HashedEmbedder().embed([cat, other_cat, food])

    assert a @ b > a @ c + 0.15


def test_a_shared_topic_brings_notes_together() -> None:
    one, two, three = HashedEmbedder().embed(
        [Text("ເຂົ້າໜຽວ", "", "food"), Text("ປາແດກ", "", "food"), Text("ລົດ", "", "cars")]
    )

    assert one @ two > one @ three + 0.3
