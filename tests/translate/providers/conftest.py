"""Tests of providers over HTTP talk to servers on this machine, and to no others."""

import pytest
import pytest_socket


@pytest.fixture
def local_sockets(socket_enabled: None) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
