"""What the rules say before something is posted, in many languages, and what they leave alone."""

import pytest

from qiao.notes.models import Label
from qiao.review.before import hints


def codes(body: str, of: str = "note", **more: object) -> list[str]:
    return [hint.code for hint in hints(of, "", body, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("phone", "Call her: +1 (555) 010-9999"),
        ("phone", "her number is 555-010-9999, tell her"),
        ("phone", "她的电话 13800138000 你们去说"),
        ("phone", "电话：１３８００１３８０００"),
        ("phone", "打她电话13800138000骂她"),
        ("phone", "هذا رقمها ٠١٠١٢٣٤٥٦٧٨"),
        ("phone", "liga pra ele (11) 91234-5678"),
        ("phone", "son numéro : 06 12 34 56 78"),
        ("email", "write to maria.perez@example.org"),
        ("papers", "身份证 11010519491231002X"),
        ("card", "card 4111 1111 1111 1111"),
        ("address", "He lives at 12 Green Oak Street"),
        ("address", "elle habite 14 rue Victor"),
        ("address", "vive en la Calle de la Luna 23"),
        ("address", "住在南京东路123号"),
        ("address", "يسكن في شارع النيل عمارة 12"),
        ("kindness", "Only an idiot cooks like this."),
        ("kindness", "你是不是脑残"),
        ("kindness", "أنت غبي"),
        ("threats", "I know where you live. Just wait."),
        ("scams", "Double your money today!"),
        ("scams", "稳赚不赔，加我"),
        ("paid", "Use my code CAT10 for less"),
        ("paid", "这次是品牌赠送的"),
        ("ai", "made with AI in a minute"),
    ],
)
def test_it_speaks_up(code: str, text: str):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rent here is 1,250,000 a year, it was 980 in 2019-2021",
        "We met on 2026-11-26 at 18:30 and again on 3.12.2026",
        "房租 3500 元，押一付三，共 14000",
        "My grandmother walked 12 km along the river every day",
        "Page 1234567 of 9999999",
        "The street was empty, 12 cats in it",
        "I am so happy, that match nearly killed me 😂",
        "Burrowing owls, and a burrito for idiosyncratic people",
        "I talked about adverts and sponsors at school",
        "See https://example.org/12345678901/2",
        "π is 3.14159265358979",
        "今天的路上有123只猫",
        "",
    ],
)
def test_what_people_write_every_day_is_left_alone(text: str):
    assert codes(text) == []


def test_a_label_answers_the_question_for_it():
    assert codes("Use my code CAT10") == ["paid"]
    assert codes("Use my code CAT10", labels=(Label.PAID,)) == []
    assert codes("Use my code CAT10", of="comment") == []


def test_links_flood_a_comment_sooner_than_a_note():
    two = "https://example.org/a and https://example.org/b"

    assert codes(two) == []
    assert codes(two, of="comment") == ["links"]
    assert codes(f"{two} {two}") == ["links"]


def test_the_words_are_named_as_they_were_written():
    [hint] = hints("note", "", "هذا رقمها ٠١٠١٢٣٤٥٦٧٨ يا جماعة")

    assert (hint.rule, hint.field, hint.found) == ("privacy", "body", "٠١٠١٢٣٤٥٦٧٨")


def test_what_harms_somebody_comes_first():
    found = codes("Idiot! Call him: +44 20 7946 0958. Use my code CAT10")

    assert found == ["phone", "kindness", "paid"]


def test_words_that_are_known_to_insult_are_taken_along():
    assert codes("you yyxx", insults=["yyxx"]) == ["kindness"]


def test_a_long_text_of_one_kind_of_sign_takes_no_time_to_speak_of():
    for sign in ("1", "1 ", "a", "路", "-", "+1 ", "x@", "شارع "):
        hints("note", "", (sign * 5_000)[:5_000])
