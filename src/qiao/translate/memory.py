"""The translation memory: what a stored translation is known by."""

from __future__ import annotations

from dataclasses import dataclass

from qiao.translate.events import TranslationHandedOn, TranslationMade, TranslationWanted
from qiao.translate.models import Lang, Passage, TextHash, Translation
from qiao.translate.tidy import text_hash

RETRY_FAILED_S = 600
"""What could not be translated is tried again after this: an operator may have added a model."""

RETRY_MS = 400
"""When to ask again for a translation that is being made."""


@dataclass(frozen=True, slots=True)
class Key:
    """One text, one pair, one policy: translated once for everybody."""

    text_hash: TextHash
    source: Lang
    target: Lang
    policy: str = "default"

    @classmethod
    def of(cls, passage: Passage, source: Lang, target: Lang, policy: str = "default") -> Key:
        """The key of a passage; an edit makes another."""
        return cls(text_hash(passage), source, target, policy)

    @classmethod
    def told(cls, event: TranslationWanted | TranslationHandedOn | TranslationMade) -> Key:
        """The key an event is about."""
        return cls(TextHash(event.text_hash), Lang(event.source), Lang(event.target), event.policy)

    @property
    def params(self) -> dict[str, str]:
        """The key as SQL parameters."""
        return {
            "text_hash": self.text_hash,
            "source": self.source,
            "target": self.target,
            "policy": self.policy,
        }


def draft_policy(policy: str, writer: str) -> str:
    """The policy for words that are not sent yet: one writer's own, and forgotten soon."""
    return f"~{writer}~{policy}"


def is_draft(policy: str) -> bool:
    """Whether what is made under this policy must not last."""
    return policy.startswith("~")


def lasting(policy: str) -> str:
    """The policy under which sentences are remembered, for drafts too."""
    return policy.split("~", 2)[2] if is_draft(policy) else policy


def pending(key: Key) -> Translation:
    """What a reader is told while it is being made."""
    return Translation("pending", key.source, key.target)
