"""Accounts that do the same to the same notes within minutes of each other, over and over.

Two who like something new at the same moment are no cluster; who does so five times, and with half
of all she does, is in one. Near-linear: who may be a pair is found by comparing a few numbers of
each member (minhash over what she did and when), and only then counted exactly.
"""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import SECOND

TOGETHER_US = 5 * 60 * SECOND
OFTEN = 5
"""So many deeds together, at least …"""
SHARE = 0.5
"""… and of all that the one of two did who did less."""
PARTNERS = 2
"""Two who live together are nobody's campaign."""

HASHES = 24
ALIKE_HASHES = 3
NEIGHBOURS = 8

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


class Deeds(NamedTuple):
    """Who did something to what, and when: columns of one length. `what`: a note and a kind."""

    member: Ints
    what: Ints
    at_us: Ints


class _Members(NamedTuple):
    """Deeds sorted by member, then `what`; `start[i]:start[i + 1]` are those of `ids[i]`."""

    ids: Ints
    start: Ints
    what: Ints
    at_us: Ints

    def did(self, one: int) -> slice:
        return slice(int(self.start[one]), int(self.start[one + 1]))


def lockstep(deeds: Deeds) -> list[list[int]]:
    """Return the clusters among `deeds`, each a sorted list of members."""
    members = _busy(deeds)
    partners: dict[int, set[int]] = defaultdict(set)
    for one, other in _candidates(members).tolist():
        if _always_together(members, one, other):
            partners[one].add(other)
            partners[other].add(one)
    for one in [one for one, others in partners.items() if len(others) < PARTNERS]:
        for other in partners.pop(one):
            partners[other].discard(one)
    return sorted(sorted(int(members.ids[one]) for one in group) for group in _joined(partners))


def _busy(deeds: Deeds) -> _Members:
    """Leave each member's first deed of each kind on a note, of members who did enough."""
    order = np.lexsort((deeds.at_us, deeds.what, deeds.member))
    member, what, at_us = deeds.member[order], deeds.what[order], deeds.at_us[order]
    first = np.ones(len(member), dtype=np.bool_)
    first[1:] = (member[1:] != member[:-1]) | (what[1:] != what[:-1])
    member, what, at_us = member[first], what[first], at_us[first]
    _, number, count = np.unique(member, return_inverse=True, return_counts=True)
    busy = count[number] >= OFTEN
    member, what, at_us = member[busy], what[busy], at_us[busy]
    ids, start = np.unique(member, return_index=True)
    return _Members(ids, np.append(start, len(member)), what, at_us)


def _candidates(members: _Members) -> Ints:
    """Return pairs (n, 2) of positions in `members.ids` who may be together often."""
    nobody = np.zeros((0, 2), dtype=np.int64)
    owner, token = _shared_tokens(members)
    who, start = np.unique(owner, return_index=True)
    if len(who) <= PARTNERS:
        return nobody
    signs = np.empty((HASHES, len(who)), dtype=np.uint64)
    for seed in range(HASHES):
        salt = _mixed(np.array([seed + 1], dtype=np.uint64))
        signs[seed] = np.minimum.reduceat(_mixed(token ^ salt), start)
    found = []
    for seed in range(HASHES):
        # of many who share one number, those who share the next too stand side by side
        order = np.lexsort((signs[seed - 1], signs[seed]))
        value = signs[seed][order]
        for step in range(1, min(NEIGHBOURS + 1, len(order))):
            same = value[step:] == value[:-step]
            found.append(np.stack((order[:-step][same], order[step:][same]), axis=1))
    pairs = np.unique(np.sort(np.concatenate(found), axis=1), axis=0)
    alike = np.zeros(len(pairs), dtype=np.int64)
    for sign in signs:
        alike += sign[pairs[:, 0]] == sign[pairs[:, 1]]
    return np.asarray(who[pairs[alike >= ALIKE_HASHES]], dtype=np.int64)


def _shared_tokens(members: _Members) -> tuple[Ints, Words]:
    """Return (position of a member, what she did and when) for what others did then, too."""
    owner = np.repeat(np.arange(len(members.ids)), np.diff(members.start))
    what = _mixed(members.what.astype(np.uint64))
    tokens = []
    for shift in (0, 1):
        # two grids, half a step apart: whoever is near shares a cell of one of them
        cell = (members.at_us + shift * TOGETHER_US) // (2 * TOGETHER_US)
        tokens.append(_mixed(what ^ _mixed(2 * cell.astype(np.uint64) + np.uint64(shift))))
    token, owner = np.concatenate(tokens), np.concatenate((owner, owner))
    _, number, count = np.unique(token, return_inverse=True, return_counts=True)
    shared = count[number] > 1
    token, owner = token[shared], owner[shared]
    order = np.argsort(owner, kind="stable")
    return owner[order], token[order]


def _mixed(words: Words) -> Words:
    """Mix 64 bits well (the finaliser of SplitMix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _always_together(members: _Members, one: int, other: int) -> bool:
    a, b = members.did(one), members.did(other)
    _, in_a, in_b = np.intersect1d(
        members.what[a], members.what[b], assume_unique=True, return_indices=True
    )
    if len(in_a) < OFTEN:
        return False
    apart_us = np.abs(members.at_us[a][in_a] - members.at_us[b][in_b])
    together = int(np.count_nonzero(apart_us <= TOGETHER_US))
    fewer = min(a.stop - a.start, b.stop - b.start)
    return bool(together >= max(OFTEN, SHARE * fewer))


def _joined(partners: dict[int, set[int]]) -> list[set[int]]:
    """Return the connected groups."""
    groups, placed = [], set[int]()
    for first in partners:
        if first in placed:
            continue
        group, waiting = {first}, [first]
        while waiting:
            for other in partners[waiting.pop()] - group:
                group.add(other)
                waiting.append(other)
        placed |= group
        if len(group) > PARTNERS:
            groups.append(group)
    return groups
