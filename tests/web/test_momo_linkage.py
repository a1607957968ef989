"""Whether two posts as momo in different threads share a person: public data do not tell.

The attacker reads everything the API shows of each post, as a visitor, as a member, and as sixteen
members of her own who block, mute or follow half of the square each, so that whatever depends on
who the author is spells her number in bits. She learns from half of the members, whose posts she
knows, and guesses about the others. On posts in members' own names the same attacker has it easy.
"""

import itertools
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import now_us
from qiao.people.blocks import block, follow
from qiao.people.circles import Circle, WhoMay
from qiao.people.may import choose_who_may
from qiao.people.mutes import mute_member
from tests.web.square import Person, Square

MEMBERS = 200
BITS = 8  # 2 ** 8 > MEMBERS
HOSTS = 12
LANGS = ("en", "fr", "ar", "ja", "es")
WORDS = tuple(
    word
    for line in (
        "tea bread rain window garden letter slow river morning market",
        "bicycle lamp salt winter song kitchen train paper cloud bridge",
    )
    for word in line.split()
)

Floats = NDArray[np.float64]


class Post(NamedTuple):
    """A note or comment of a member, by its id."""

    id: str
    thread: str
    member: int


class Square200(NamedTuple):
    """Who wrote what."""

    momo: list[Post]
    open: list[Post]


def leaves(of: Any, path: str = "") -> Iterator[str]:
    """Return every value in a JSON document with the way to it."""
    if isinstance(of, dict):
        for name, value in of.items():
            yield from leaves(value, f"{path}.{name}")
    elif isinstance(of, list):
        for value in of:
            yield from leaves(value, f"{path}[]")
    else:
        yield f"{path}={of}"


async def written(square: Square, chance: random.Random) -> Square200:
    """Make members who differ in all that a square knows of them, and let them post."""
    db = square.house.database
    people = []
    for number in range(MEMBERS):
        langs = chance.sample(LANGS, 2)
        person = await square.person(f"member_{number}", name=f"Name {number}", langs=langs)
        circle = chance.choice((Circle.EVERYONE, Circle.FOLLOWING, Circle.NOBODY))
        await db.write(choose_who_may, person.id, WhoMay(circle, circle))
        people.append(person)
    hosts = [
        await (await square.person(f"host_{n}")).publishes(body="Come in") for n in range(HOSTS)
    ]

    def body() -> str:
        return " ".join(chance.choices(WORDS, k=9))

    made = Square200([], [])
    deeds = [(n, kind) for n in range(MEMBERS) for kind in ("note", "comment 0", "comment 1")]
    deeds = [(*deed, momo) for deed in deeds for momo in (True, False)]
    chance.shuffle(deeds)
    rooms = {(n, momo): chance.sample(hosts, 2) for n in range(MEMBERS) for momo in (True, False)}
    for n, kind, momo in deeds:
        sent: dict[str, Any] = {"body": body(), "momo": momo}
        if kind == "note":
            topics = chance.sample(WORDS, 2)
            id_ = thread = await people[n].publishes(**sent, topics=[*topics, "everything"])
        else:
            thread = rooms[n, momo][int(kind[-1])]
            said = await people[n].does("POST", f"/notes/{thread}/comments", sent, status=201)
            id_ = said["id"]
        (made.momo if momo else made.open).append(Post(id_, thread, n))
    return made


async def spies(square: Square) -> list[Person]:
    """Make members of the attacker's: one only reads, the others each try half of the square."""
    db, found = square.house.database, [await square.person("spy")]
    known = [await square.house.database.write(_id_of, n) for n in range(MEMBERS)]
    for bit in range(BITS):
        apart, fond = await square.person(f"apart_{bit}"), await square.person(f"fond_{bit}")
        for n in range(MEMBERS):
            if n >> bit & 1:
                await db.write(block, apart.id, known[n], now=now_us())
                await db.write(follow, fond.id, known[n], now=now_us())
            else:
                await db.write(mute_member, apart.id, known[n], now=now_us())
        found += [apart, fond]
    return [*found, square.visitor]


async def _id_of(tx: Any, number: int) -> Any:
    from qiao.people.queries import id_of

    return await id_of(tx, f"member_{number}", reader=None)


async def read(square: Square, made: Square200) -> dict[str, Counter[str]]:
    """Return of each post all that the attacker is shown of it."""
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = {post.id for post in (*made.momo, *made.open)}
    threads = sorted({post.thread for post in (*made.momo, *made.open)} - wanted)

    def take(who: str, items: list[dict[str, Any]], where: str) -> None:
        for place, one in enumerate(items):
            if one["id"] in wanted:
                # what was said is not who said it; ids and times are looked at on their own
                kept = {k: v for k, v in one.items() if k not in ("id", "at", "answers", "body",
                        "excerpt", "title", "note", "topics")}  # fmt: skip
                shown[one["id"]].update(f"{who}{leaf}" for leaf in leaves(kept))
                shown[one["id"]].update([f"{who} {where}", f"{who} {where} near {place // 5}"])

    for number, spy in enumerate(await spies(square)):
        who = f"spy {number}"
        lists = [f"/topics/everything/notes?sort={sort}" for sort in ("new", "hot")]
        lists += [f"/notes/{thread}/comments?sort=old" for thread in threads]
        lists += (
            ["/feeds/explore?"] if spy.who is None else ["/feeds/explore?", "/feeds/following?"]
        )
        for path in lists:
            cursor = ""
            for _ in range(3 if "explore" in path else 40):
                page = await spy.does("GET", path + cursor)
                take(who, page["items"], path)
                if page["cursor"] is None:
                    break
                cursor = f"&cursor={page['cursor']}"
    reader = square.visitor
    for post in made.momo:
        if post.id == post.thread:
            take("page", [await reader.does("GET", f"/notes/{post.id}")], "")
            near = await reader.does("GET", f"/notes/{post.id}/related")
            shown[post.id].update(f"related {card['id']}" for card in near["items"])
    for number in range(MEMBERS):
        page = await reader.does("GET", f"/members/member_{number}/notes")
        for card in page["items"]:
            shown[card["id"]].update([f"listed by {number}"])
    return shown


def measures(
    posts: list[Post], pairs: list[tuple[int, int]], shown: dict[str, Counter[str]]
) -> Floats:
    """Return for each pair how alike two posts are, one column for each way to look."""
    often = Counter(leaf for post in posts for leaf in set(shown[post.id]))
    rare = {leaf: np.log(len(posts) / n) for leaf, n in often.items()}
    sets = [frozenset(shown[post.id]) for post in posts]
    order = {id_: place for place, id_ in enumerate(sorted(post.id for post in posts))}
    at = [order[post.id] for post in posts]
    rows = []
    for a, b in pairs:
        both = sets[a] & sets[b]
        either = sets[a] | sets[b]
        rows.append([
            len(both) / max(1, len(either)),
            sum(rare[leaf] for leaf in both),
            max((rare[leaf] for leaf in both), default=0.0),
            sum(rare[leaf] for leaf in both if ".author" in leaf),
            sum(rare[leaf] for leaf in both if ".lang" in leaf or ".mixed" in leaf),
            sum(rare[leaf] for leaf in both if "near" in leaf or "related" in leaf),
            -sum(rare[leaf] for leaf in sets[a] ^ sets[b]),
            -abs(at[a] - at[b]),
            float(abs(at[a] - at[b]) < 8),
            sum(ord(x) == ord(y) for x, y in zip(posts[a].id, posts[b].id, strict=True)),
        ])  # fmt: skip
    columns = np.array(rows, dtype=np.float64)
    return (columns - columns.mean(axis=0)) / (columns.std(axis=0) + 1e-9)


def auc(scores: Floats, same: NDArray[np.bool_]) -> float:
    """Return how often a pair of one person scores above a pair of two; ties count half."""
    values, ranks = np.unique(scores, return_inverse=True)
    counts = np.bincount(ranks, minlength=len(values))
    middle = np.cumsum(counts) - (counts - 1) / 2
    n, m = int(same.sum()), int((~same).sum())
    return float((middle[ranks][same].sum() - n * (n + 1) / 2) / (n * m))


def kinds(posts: list[Post], pair: tuple[int, int]) -> int:
    """Return how many of two posts are notes."""
    return sum(posts[each].id == posts[each].thread for each in pair)


def guesses(posts: list[Post], shown: dict[str, Counter[str]], chance: random.Random) -> float:
    """Return the AUC of the attacker on members she does not know."""
    held = set(chance.sample(range(MEMBERS), MEMBERS // 2))
    results = []
    pairs = [
        (a, b) for a, b in itertools.combinations(range(len(posts)), 2)
        if posts[a].thread != posts[b].thread
    ]  # fmt: skip
    same = [pair for pair in pairs if posts[pair[0]].member == posts[pair[1]].member]
    # as many notes and comments among the others: that a member has one note tells nothing of who
    others = defaultdict(list)
    for pair in pairs:
        if posts[pair[0]].member != posts[pair[1]].member:
            others[kinds(posts, pair)].append(pair)
    other = [
        pair
        for kind, there in Counter(kinds(posts, pair) for pair in same).items()
        for pair in chance.sample(others[kind], 8 * there)
    ]
    asked = same + other
    truth = np.array([posts[a].member == posts[b].member for a, b in asked])
    columns = measures(posts, asked, shown)
    known = np.array([posts[a].member in held and posts[b].member in held for a, b in asked])
    unknown = np.array(
        [posts[a].member not in held and posts[b].member not in held for a, b in asked]
    )
    weights = np.zeros(columns.shape[1])
    balance = np.where(truth, 1.0 / truth[known].sum(), 1.0 / (~truth[known]).sum())[known]
    for _ in range(400):
        chances = 1 / (1 + np.exp(-columns[known] @ weights))
        slope = columns[known].T @ (balance * (truth[known] - chances))
        weights += 0.5 * (slope - 0.01 * weights)
    results.append(auc(columns[unknown] @ weights, truth[unknown]))
    # and the best of one look alone, chosen where she knows the answers
    alone = [auc(column[known], truth[known]) for column in columns.T]
    best = int(np.argmax(np.abs(np.array(alone) - 0.5)))
    sign = 1.0 if alone[best] >= 0.5 else -1.0
    results.append(auc(sign * columns.T[best][unknown], truth[unknown]))
    return max(results)


async def test_whether_two_momos_are_one_person_is_a_coin_toss(square: Square):
    chance = random.Random(5)
    made = await written(square, chance)
    shown = await read(square, made)

    as_momo = guesses(made.momo, shown, chance)
    by_name = guesses(made.open, shown, chance)
    print(f"AUC of the attacker: {as_momo:.3f} as momo, {by_name:.3f} by name")

    everything = json.dumps({post.id: sorted(shown[post.id]) for post in made.momo})
    assert "member_" not in everything
    assert "Name " not in everything
    assert as_momo <= 0.55
    assert by_name >= 0.95  # she would have seen it
