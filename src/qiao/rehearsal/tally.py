"""What is counted in a rehearsal, day by day, with the error that watching only some leaves."""

from dataclasses import dataclass, field
from math import sqrt


@dataclass
class Mean:
    """A mean over watched readers."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        """Take in one."""
        self.n += 1
        self.total += value
        self.squares += value * value

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else float("nan")

    @property
    def error(self) -> float:
        """Return the standard error."""
        if self.n < 2:
            return float("nan")
        variance = max(0.0, self.squares / self.n - self.mean**2)
        return sqrt(variance / (self.n - 1))

    def and_(self, other: "Mean") -> "Mean":
        """Return the mean of both."""
        return Mean(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass
class Tally:
    """Sums and means by day of the wave; days before it are negative."""

    sums: dict[str, dict[int, float]] = field(default_factory=dict)
    means: dict[str, dict[int, Mean]] = field(default_factory=dict)
    by_author: dict[int, float] = field(default_factory=dict)  # impressions in the wave

    def add(self, name: str, day: int, much: float = 1.0) -> None:
        """Add to a day's sum."""
        days = self.sums.setdefault(name, {})
        days[day] = days.get(day, 0.0) + much

    def most(self, name: str, day: int, much: float) -> None:
        """Keep a day's most."""
        days = self.sums.setdefault(name, {})
        days[day] = max(days.get(day, 0.0), much)

    def put(self, name: str, day: int, much: float) -> None:
        """Write down how something stood at the end of a day."""
        self.sums.setdefault(name, {})[day] = much

    def mean(self, name: str, day: int, value: float) -> None:
        """Add to a day's mean."""
        self.means.setdefault(name, {}).setdefault(day, Mean()).add(value)

    def over(self, name: str, days: range) -> Mean:
        """Return the mean over some days."""
        found = Mean()
        for day, mean in self.means.get(name, {}).items():
            if day in days:
                found = found.and_(mean)
        return found

    def sum(self, name: str, days: range) -> float:
        """Return a sum over some days."""
        return sum(much for day, much in self.sums.get(name, {}).items() if day in days)

    def series(self, name: str) -> dict[int, tuple[float, float]]:
        """Return (value, half of the 95 % band) by day."""
        if name in self.means:
            return {
                day: (mean.mean, 1.96 * mean.error)
                for day, mean in sorted(self.means[name].items())
            }
        return {day: (much, 0.0) for day, much in sorted(self.sums.get(name, {}).items())}
