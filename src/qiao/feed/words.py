"""Small numbers for texts that come again and again."""

from sys import intern


class Words:
    """Gives each text a small number, for good."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def number(self, text: str) -> int:
        """Return the number of `text`, a new one if need be."""
        # readers' tastes name the same notes: one string for all
        number = self._numbers.setdefault(intern(text), len(self.texts))
        if number == len(self.texts):
            self.texts.append(intern(text))
        return number

    def find(self, text: str) -> int | None:
        """Return the number of `text` if it has one."""
        return self._numbers.get(text)
