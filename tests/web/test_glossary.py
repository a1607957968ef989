"""The glossary over HTTP: for operators alone, as entries and as files; what it touches is new."""

from pathlib import Path

import pytest

from tests.translate.make import Fake
from tests.web.square import Person, Square
from tests.web.test_suggestions import a_note, reads
from tests.web.working import Worker

FILE = "/operator/glossary/csv"


@pytest.fixture
async def operator(square: Square) -> Person:
    return await square.person("olga", operator=True)


def entry(**more: object) -> dict[str, object]:
    return {
        "source_lang": "en",
        "target_lang": "pt",
        "source": "town fee",
        "target": "taxa felina",
    } | more


async def test_only_operators_have_it(ana: Person, square: Square) -> None:
    for who, status in ((ana, 403), (square.visitor, 401)):
        await who.is_refused("GET", "/operator/glossary", status=status)
        await who.is_refused("POST", "/operator/glossary", entry(), status=status)
        await who.is_refused("DELETE", "/operator/glossary/x", status=status)
        await who.is_refused("POST", FILE, status=status, content=b"x")


async def test_an_entry_is_put_changed_and_removed(operator: Person) -> None:
    made = await operator.does("POST", "/operator/glossary", entry(), status=201)
    changed = await operator.does(
        "POST", "/operator/glossary", entry(target="imposto do gato"), status=201
    )
    assert (changed["id"], changed["target"]) == (made["id"], "imposto do gato")

    listed = await operator.does("GET", "/operator/glossary")
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    await operator.does("DELETE", f"/operator/glossary/{made['id']}", status=204)
    await operator.is_refused("DELETE", f"/operator/glossary/{made['id']}", status=404)

    after = await operator.does("GET", "/operator/glossary")
    assert (after["items"], after["version"]) == ([], listed["version"] + 1)


async def test_a_changed_entry_touches_the_texts_with_its_term_and_no_others(
    square: Square, operator: Person, ana: Person
) -> None:
    said = {
        "please pay the bread here": "por favor pague o pão aqui",
        "please pay town fee here": "por favor pague o imposto aqui",
        "please pay QX0 here": "por favor pague a QX0 aqui",
    }
    fake = Fake(("en", "pt"), how=said.__getitem__)
    worker = Worker(square, fake)
    taxed = await a_note(square, ana, "please pay town fee here")
    other = await a_note(square, ana, "please pay the bread here")
    for note in (taxed, other):
        await reads(ana, worker, note)
    calls = len(fake.calls)

    await operator.does("POST", "/operator/glossary", entry(), status=201)
    await worker.works()

    assert (await reads(ana, worker, other))["body"] == "por favor pague o pão aqui"
    assert len(fake.calls) == calls
    assert (await reads(ana, worker, taxed))["body"] == "por favor pague a taxa felina aqui"
    assert len(fake.calls) == calls + 1


async def test_a_note_on_an_entry_touches_nothing(operator: Person) -> None:
    await operator.does("POST", "/operator/glossary", entry(), status=201)
    version = (await operator.does("GET", "/operator/glossary"))["version"]

    await operator.does("POST", "/operator/glossary", entry(note="a meme"), status=201)

    assert (await operator.does("GET", "/operator/glossary"))["version"] == version


async def test_files_go_in_and_come_out_the_same(operator: Person, shared_data: Path) -> None:
    example = (shared_data / "translation" / "glossary_example.csv").read_bytes()

    first = (await operator.ask("POST", FILE, content=example)).json()
    out = await operator.ask("GET", "/operator/glossary?as=csv")
    again = (await operator.ask("POST", FILE, content=out.content)).json()

    assert (first["added"], first["refused"]) == (6, [])
    assert (again["added"], again["changed"], again["same"]) == (0, 0, 6)
    assert out.headers["content-type"] == "text/csv; charset=utf-8"
    deepl = await operator.ask("GET", "/operator/glossary?as=deepl&source=zh&target=en")
    assert deepl.text == "TikTok\tTikTok\n小红书\tXiaohongshu (RedNote)\n"


async def test_lines_that_say_nothing_usable_are_named(operator: Person) -> None:
    rows = (
        "source_lang,target_lang,source,target,match\n"
        "en,pt,cat,gato,term\n"
        "en,pt,,gato,term\n"
        "en,??,dog,cão,term\n"
        "en,pt,cow,,term\n"
        "en,pt,fox,raposa,maybe\n"
    )

    told = (await operator.ask("POST", FILE, content=rows.encode())).json()

    assert told["added"] == 1
    assert [(line["line"], line["code"]) for line in told["refused"]] == [
        (3, "text_empty"),
        (4, "lang_unknown"),
        (5, "text_empty"),
        (6, "match_unknown"),
    ]


async def test_formulas_are_made_harmless_and_come_back(operator: Person) -> None:
    rows = 'source_lang,target_lang,source,target\nen,pt,=1+1,"=HYPERLINK(1)"\nen,pt,\'quoted,x\n'
    await operator.ask("POST", FILE, content=rows.encode())

    out = await operator.ask("GET", "/operator/glossary?as=csv")
    again = (await operator.ask("POST", FILE, content=out.content)).json()

    assert ",'=1+1,'=HYPERLINK(1)," in out.text
    assert (again["same"], again["added"]) == (2, 0)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff\xfe\x00", "not_text"),
        (b"a\0b", "not_text"),
        (b"", "column_missing"),
        (b"term,translation\ncat,gato\n", "column_missing"),
        (b"source_lang,target_lang,source\n" + b"en,pt,x\n" * 20_001, "too_many_rows"),
    ],
)
async def test_what_is_no_glossary_is_refused(operator: Person, body: bytes, code: str) -> None:
    no = await operator.is_refused("POST", FILE, status=422, content=body)

    assert no["code"] == code
