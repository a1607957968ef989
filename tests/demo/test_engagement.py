"""What the month of engagement promises."""

from collections import Counter

from qiao.demo import content, engagement


def month(seed: int = 1) -> engagement.Month:
    return engagement.month(content.members(), content.notes(), seed=seed)


def test_the_same_seed_gives_the_same_month():
    assert month() == month()
    assert month(1).deeds != month(2).deeds


def test_nobody_is_shown_what_is_not_there_yet_or_her_own():
    notes = {note.id: note for note in content.notes()}

    for deed in month().deeds:
        assert notes[deed.note].day > deed.day
        assert notes[deed.note].author != deed.handle


def test_a_tenth_of_what_was_liked_is_held_out_and_not_among_the_deeds():
    lived = month()
    done = {(deed.handle, deed.note) for deed in lived.deeds}
    liked = [deed for deed in lived.deeds if deed.liked or deed.collected]

    assert not done & set(lived.held_out)
    assert 0.07 < len(lived.held_out) / (len(liked) + len(lived.held_out)) < 0.12


def test_taste_decides_and_topics_and_titles_do_not():
    """The same appeals under other words give the same month: nothing reads the words."""
    blank = [
        content.DemoNote(
            id=n.id, author=n.author, lang=n.lang, day=n.day, title="", body="", topics=[],
            pictures=n.pictures, alt=n.alt, appeal=n.appeal, versions=n.versions,
        )
        for n in content.notes()
    ]  # fmt: skip

    assert engagement.month(content.members(), blank, seed=1) == month()


def test_who_likes_animals_likes_notes_with_animals():
    lived = month()
    tastes = {reader.handle: reader.tastes.get("animals", 0.0) for reader in lived.readers}
    appeal = {note.id: note.appeal.get("animals", 0.0) for note in content.notes()}
    shown = Counter(tastes[d.handle] > 0.5 for d in lived.deeds if appeal[d.note] > 0.7)
    liked = Counter(tastes[d.handle] > 0.5 for d in lived.deeds if appeal[d.note] > 0.7 and d.liked)

    assert liked[True] / shown[True] > 3 * liked[False] / shown[False]
