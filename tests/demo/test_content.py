"""What the demo community's files promise."""

from collections import Counter
from itertools import pairwise

from qiao.demo import content
from qiao.demo.pictures import SCENES
from qiao.notes.models import MAX_BODY_CHARS, MAX_COMMENT_CHARS, MAX_TITLE_CHARS
from qiao.people.commands import checked_lang

LANGS = {"zh-Hans", "en", "fr", "ja", "ar", "es", "pt", "lo", "mul"}


def test_there_is_enough_to_stay_for():
    langs = Counter(note.lang for note in content.notes())

    assert len(content.members()) >= 24
    assert len(content.notes()) >= 160
    assert set(langs) == LANGS
    assert sum(len(note.comments) for note in content.notes()) >= 400


def test_a_third_can_be_read_in_chinese_and_in_english_as_written_by_a_person():
    both = [n for n in content.notes() if {"zh-Hans", "en"} <= {n.lang, *n.versions}]

    assert len(both) * 3 >= len(content.notes())


def test_every_name_stands_for_something():
    handles = {member.handle for member in content.members()}
    for note in content.notes():
        assert note.author in handles
        assert set(note.pictures) <= set(SCENES), note.id
        assert len(note.alt) == len(note.pictures), note.id
        assert note.appeal and set(note.appeal) <= set(content.APPEALS), note.id
        for place, said in enumerate(note.comments):
            assert said.author in handles
            assert said.to is None or 0 <= said.to < place, note.id
    for member in content.members():
        assert set(member.tastes) <= set(content.APPEALS)
        assert [checked_lang(lang, field="langs") for lang in member.langs] == member.langs


def test_nobody_writes_before_she_is_here():
    joined = {member.handle: member.joined_day for member in content.members()}

    assert all(joined[note.author] > note.day for note in content.notes())


def test_everything_fits_where_it_is_shown():
    for note in content.notes():
        assert len(note.title) <= MAX_TITLE_CHARS
        assert len(note.body) <= MAX_BODY_CHARS
        assert all(len(said.body) <= MAX_COMMENT_CHARS for said in note.comments)


def test_notes_come_oldest_first_and_their_names_are_their_own():
    assert all(a.day >= b.day for a, b in pairwise(content.notes()))
    assert len({note.id for note in content.notes()}) == len(content.notes())
