"""What the tests of the store are given: a mirror on this machine, and this machine's sockets."""

from collections.abc import Iterator

import pytest
import pytest_socket

from .standin import StandIn, serving


@pytest.fixture
def standin(socket_enabled: None) -> Iterator[StandIn]:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with serving() as mirror:
        yield mirror
