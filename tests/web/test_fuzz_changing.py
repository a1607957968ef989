"""Requests that change something, made up by a machine: none of them breaks anything."""

import pytest

from qiao.settings import Settings
from tests.web.fuzzing import GenerationMode, breaks, filled

METHODS = ("post", "put", "patch", "delete")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_breaks_anything(settings: Settings, mode: GenerationMode) -> None:
    with filled(settings) as square:
        broken = breaks(square, METHODS, mode)

    assert broken == {}, repr(broken)
