"""What a reader is given for the texts people write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Engine, Lang, Passage, Translation
from qiao.translate.pipeline import translate_text
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.providers.script import ScriptConversion
from qiao.translate.restore import lost
from qiao.translate.spans import spans
from qiao.translate.translator import TranslatorDown
from tests.translate.make import DETECTOR, Fake, pipeline

PT, LO, JA = Lang("pt"), Lang("lo"), Lang("ja")
pytestmark = pytest.mark.anyio

WORDS = {
    "love": "amo",
    "cat": "gato",
    "my": "meu",
    "i": "eu",
    "the": "o",
    "is": "é",
    "here": "aqui",
}


def to_portuguese(text: str) -> str:
    """Word for word; a stand-in is copied as engines do."""
    return " ".join(WORDS.get(w.lower(), w if w[:2] == "QX" else w + "o") for w in text.split())


def english_to_portuguese() -> Fake:
    return Fake(("en", "pt"), how=to_portuguese)


async def test_a_note_comes_back_field_by_field() -> None:
    fake = english_to_portuguese()

    made = await pipeline(fake).translate(
        Passage(body="I love my cat. The cat is here! 😂\n#OOTD", title="My cat", alt=("The cat",)),
        target=PT,
    )

    assert made == Translation(
        "done", EN, PT, "meu gato", made.body, ("o gato",),
        engine=Engine("machine", "fake en-pt"), confidence=made.confidence,
        segments=made.segments, notes=(), emoji=made.emoji,
    )  # fmt: skip
    assert made.body.endswith(" 😂\n#OOTD")
    assert [s.field for s in made.segments] == ["title", "body", "body"]
    assert [s.source for s in made.segments] == ["My cat", "I love my cat.", "The cat is here!"]
    assert made.emoji[0].name == "rosto chorando de rir"


async def test_one_call_a_text_and_each_sentence_once() -> None:
    fake = english_to_portuguese()

    await pipeline(fake).translate("I love my cat. The cat is here. I love my cat.", target=PT)

    assert fake.calls == [["I love my cat.", "The cat is here."]]


async def test_mentions_in_a_clause_travel_as_bare_words() -> None:
    fake = english_to_portuguese()

    made = await pipeline(fake).translate("I love @maria here", target=PT)

    assert fake.calls == [["I love QX0 here"]]
    assert made.body == "eu amo @maria aqui"


async def test_an_engine_that_eats_entities_is_asked_with_stand_ins_and_then_around_them() -> None:
    eats = Fake(("en", "pt"), how=lambda t: to_portuguese(t).replace("QX0", "").replace("5", ""))

    made = await pipeline(eats).translate("I love @maria my 5 cat", target=PT)

    assert "@maria" in made.body
    assert "5" in made.body
    assert eats.calls == [
        ["I love QX0 my 5 cat"],
        ["I love QX0 my QX1 cat"],
        ["I love", "my", "cat"],
    ]


async def test_slang_is_put_plainly_and_explained() -> None:
    fake = english_to_portuguese()

    made = await pipeline(fake).translate("my cat is here ngl, so YYDS", target=PT)

    assert fake.calls[0] == ["my cat is here not going to lie, so the GOAT"]
    assert [note.term for note in made.notes] == ["ngl", "YYDS"]


async def test_a_comment_that_is_only_slang_needs_no_engine() -> None:
    made = await pipeline().translate("绝绝子！！", target=EN)

    assert (made.state, made.body) == ("done", "absolutely amazing！！")
    assert made.engine == Engine("gloss", "slang list")


async def test_emoji_numbers_and_links_have_no_language() -> None:
    made = await pipeline(english_to_portuguese()).translate("😂 https://x.com 12", target=PT)

    assert made.reason is not None
    assert made.reason.code == "undetermined"
    assert [e.name for e in made.emoji] == ["rosto chorando de rir"]


async def test_a_number_that_means_something_is_explained() -> None:
    made = await pipeline().translate("666", target=EN)

    assert [(n.term, n.means) for n in made.notes] == [("666", "awesome")]


async def test_the_readers_own_language_is_left_alone() -> None:
    made = await pipeline(english_to_portuguese()).translate("I love my cat", target=EN)

    assert made.reason is not None
    assert made.reason.code == "same_language"


async def test_a_mixed_text_is_offered_unless_both_are_read() -> None:
    text = "hello 大家好 I'm new here"
    pipe = pipeline(Fake(("zh-Hans", "en")))

    both = await pipe.translate(text, target=EN, reader_langs=(ZH_HANS,))

    assert both.reason is not None
    assert both.reason.code == "same_language"


async def test_of_a_mixed_text_only_the_foreign_runs_are_translated() -> None:
    fake = Fake(("zh-Hans", "en"), how=lambda text: "everyone" if "大家" in text else "?")

    made = await pipeline(fake).translate("hello 大家好 I'm new here", target=EN)

    assert made.body == "hello everyone I'm new here"
    assert fake.calls == [["大家好"]]
    assert made.source == "mul"


async def test_no_engine_is_said_with_the_pair_and_notes_still_help() -> None:
    made = await pipeline(english_to_portuguese()).translate("这家店真的yyds，快去", target=PT)

    assert made.reason is not None
    assert (made.reason.code, made.reason.facts) == (
        "no_engine",
        {"source": "zh-Hans", "target": "pt"},
    )
    assert [note.term for note in made.notes] == ["yyds"]


async def test_a_pivot_is_named_and_less_sure() -> None:
    first = Fake(("lo", "en"), how=lambda text: "I love my cat")
    second = english_to_portuguese()

    made = await pipeline(first, second).translate("ຂ້ອຍຮັກແມວ", target=PT)

    assert made.body == "eu amo meu gato"
    assert made.engine.name == "fake lo-en, fake en-pt"
    assert made.confidence is not None
    assert made.confidence < 0.75


async def test_one_set_of_characters_to_the_other() -> None:
    made = await pipeline(ScriptConversion()).translate("我爱软件 #猫#", target=ZH_HANT)

    assert made.body == "我愛軟體 #猫#"


async def test_what_the_gate_refuses_goes_to_the_next_engine() -> None:
    copies = Fake(("en", "pt"), how=lambda text: text)
    copies.name = "copies"

    made = await pipeline(copies, english_to_portuguese()).translate("I love my cat", target=PT)

    assert (made.body, made.engine.name) == ("eu amo meu gato", "fake en-pt")


async def test_nothing_acceptable_is_failed_and_not_a_copy() -> None:
    copies = Fake(("en", "pt"), how=lambda text: text)

    made = await pipeline(copies).translate("I love my cat so much", target=PT)

    assert made.reason is not None
    assert (made.state, made.reason.code, made.body) == ("unavailable", "failed", "")


async def test_an_engine_down_is_told_unless_another_helps() -> None:
    with pytest.raises(TranslatorDown):
        await pipeline(Fake(("en", "pt"), down=9)).translate("I love my cat", target=PT)

    helped = await pipeline(Fake(("en", "pt"), down=9), english_to_portuguese()).translate(
        "I love my cat", target=PT
    )

    assert helped.body == "eu amo meu gato"


async def test_what_is_declared_is_believed_over_a_guess() -> None:
    made = await pipeline(Fake(("ja", "en"))).translate("草", target=EN, source=JA)

    assert (made.source, made.body, made.engine.kind) == (JA, "LOL", "gloss")


BITS = st.sampled_from(
    [
        "I love my cat",
        "@ana",
        "@bob_99",
        "😂",
        "👨‍👩‍👧",
        "🇧🇷",
        "#OOTD",
        "#猫[话题]#",
        "[失望R]",
        "$12.50",
        "1,000",
        "80%",
        "12:30",
        "https://x.com/a?b=1",
        "me@x.org",
        "\n",
        "so",
        "where is it?",
        "5kg",
        "3️⃣",
        "yes.",
    ]
)


def entities(text: str) -> list[str]:
    return sorted(span.text for span in spans(text))


@given(st.lists(BITS, min_size=1, max_size=14).map(" ".join))
@settings(max_examples=150, deadline=None)
async def test_entities_survive_an_engine_that_garbles(text: str) -> None:
    garbles = Fake(("en", "pt"), how=lambda t: to_portuguese(t.replace(".", ",").replace("X", "Y")))

    made = await translate_text(text, target=PT, translators=[garbles], detector=DETECTOR)

    if made.state == "done":
        assert lost(text, made.body) == []


async def test_entities_survive_the_real_engine() -> None:
    neural = NeuralTranslator()
    text = (
        "I told @maria it costs $12.50 😂 or 1,000 at 12:30, 80% off! See https://x.com/a. #OOTD\n"
        "[失望R] 5kg for @bob_99 and me 👨‍👩‍👧 《你好》 ok? <b>x</b>"
    )

    made = await pipeline(neural).translate(text, target=PT)

    assert made.state == "done"
    assert entities(made.body) == entities(text)
    assert "《你好》" in made.body
    await neural.close()


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
async def test_no_text_is_an_error(text: str) -> None:
    made = await translate_text(
        text, target=PT, translators=[english_to_portuguese()], detector=DETECTOR
    )

    assert made.state in {"done", "unavailable"}


async def test_broken_surrogates_and_endless_words_are_survived() -> None:
    made = await pipeline(english_to_portuguese()).translate(
        "I love my cat \ud83d and " + "x" * 3000, target=PT
    )

    assert made.state == "done"
