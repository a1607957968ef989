"""What an operator can set about being told how the square is."""

from pydantic import BaseModel


class OperatorSettings(BaseModel, extra="forbid", frozen=True):
    """The operator's page of tonight."""

    thresholds: dict[str, tuple[float, float]] = {}
    """Where a figure of `/operator/tonight` warns and where it alarms, by the figure's name, as
    `{"disk": [30, 7]}`; what is not named keeps its default. Shares are 0 to 1."""
