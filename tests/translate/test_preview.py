"""How others will read it: which sentences are shown back to their writer, and for what reason."""

import pytest

from qiao.translate.models import EN, Engine, Lang, Reason, Segment, SlangNote, Translation
from qiao.translate.preview import MAX_DOUBTS, doubt, likeness, reread

PT = Lang("pt")
ZH = Lang("zh-Hans")


def there(*sentences: tuple[str, str], confidence: float = 0.8, slang: str = "") -> Translation:
    notes = (SlangNote(slang, "?", ambiguous=True),) if slang else ()
    return Translation(
        "done",
        EN,
        PT,
        body=" ".join(said for _, said in sentences),
        engine=Engine("machine", "neural en-pt"),
        confidence=confidence,
        segments=tuple(Segment(*sentence) for sentence in sentences),
        notes=notes,
    )


@pytest.mark.parametrize(
    ("source", "back", "lang"),
    [
        ("The soup was warm and I liked it.", "The soup was hot and I liked it.", EN),
        ("I don't eat meat.", "I do not eat meat.", EN),
        ("It cost 1,000 yuan.", "It cost 1.000 yuan.", EN),
        ("我很喜欢你的猫。", "我非常喜欢你的猫。", ZH),
        ("别人都说好。", "其他人都说好。", ZH),
        ("Não gosto de frio.", "Eu não gosto do frio.", PT),
        ("أحب قطتك كثيرا", "أنا أحب قطتك كثيرا", Lang("ar")),
    ],
)
def test_what_comes_back_as_it_was_meant_raises_no_doubt(source: str, back: str, lang: Lang):
    assert doubt(Segment(source, "…"), back, lang) is None


@pytest.mark.parametrize(
    ("source", "back", "lang", "why"),
    [
        ("That cat is fire.", "This animal burns in a blaze.", EN, "differs"),
        ("Meet me at 5 at the gate.", "Meet me at 15 at the gate.", EN, "number"),
        ("I can't stand cilantro.", "I can stand cilantro.", EN, "negation"),
        ("Nobody told me about it.", "They told me about it.", EN, "negation"),
        ("我不喜欢香菜。", "我喜欢香菜。", ZH, "negation"),
        ("Não gosto de coentro.", "Gosto de coentro.", PT, "negation"),
        ("لا أحب الكزبرة", "أحب الكزبرة", Lang("ar"), "negation"),
    ],
)
def test_what_comes_back_otherwise_is_shown(source: str, back: str, lang: Lang, why: str):
    assert doubt(Segment(source, "…"), back, lang) == why


def test_a_word_with_two_meanings_is_shown_although_it_came_back():
    made = there(("The tea was spilled.", "O chá foi derramado."), slang="tea")

    [shown] = reread(made, ["The tea was spilled."]).doubtful

    assert (shown.why, shown.translated) == ("slang", "O chá foi derramado.")


def test_an_engine_that_is_not_sure_is_believed():
    made = there(("Hm, dunno.", "Hum, não sei."), confidence=0.3)

    assert [d.why for d in reread(made, ["Hm, dunno."]).doubtful] == ["unsure"]


def test_without_a_way_back_the_translation_is_shown_alone():
    shown = reread(there(("I love cats", "Eu amo gatos")), None)

    assert (shown.translated, shown.back, shown.doubtful) == ("Eu amo gatos", None, ())


def test_a_way_back_that_does_not_fit_counts_as_none():
    assert reread(there(("I love cats", "Eu amo gatos")), ["I", "love"]).back is None


def test_why_there_is_none_is_told():
    none = Translation("unavailable", EN, Lang("lo"), reason=Reason("no_engine"))

    shown = reread(none, None)

    assert shown.reason is not None
    assert (shown.state, shown.reason.code) == ("unavailable", "no_engine")


def test_a_writer_is_not_drowned_in_doubts():
    many = [("one 1", "um")] * (MAX_DOUBTS + 5)

    assert len(reread(there(*many), ["one 2"] * len(many)).doubtful) == MAX_DOUBTS


def test_likeness_is_between_nothing_and_the_same():
    assert likeness("Same.", "same") == 1.0
    assert likeness("abc", "xyz") == 0.0
    assert likeness("", "…") == 1.0
    assert 0.4 < likeness("a warm soup", "the soup is warm") < 1
