"""Which addresses the page listens on, and which names it answers to."""

from __future__ import annotations

import socket

import pytest

from flarelag.errors import UsageError
from flarelag.web.serving import LOOPBACK, Place, lan_address, listening


def test_alone_it_listens_on_this_computer_and_nowhere_else():
    with listening((LOOPBACK,), 0) as (place, sockets):
        assert [each.getsockname() for each in sockets] == [(LOOPBACK, place.port)]
        assert place.url == f"http://127.0.0.1:{place.port}/"
        assert place.hosts == {f"127.0.0.1:{place.port}", f"localhost:{place.port}"}


def test_sockets_are_closed_at_the_end():
    with listening((LOOPBACK,), 0) as (_, sockets):
        pass
    assert all(each.fileno() == -1 for each in sockets)


def test_a_port_that_is_taken_is_said():
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(UsageError, match="choose another port with --port"),
            listening((LOOPBACK,), port),
        ):
            pass


def test_an_address_of_another_computer_is_refused():
    with pytest.raises(UsageError, match=r"192\.0\.2\.7"), listening(("192.0.2.7",), 0):
        pass


def test_in_a_network_it_answers_to_its_address_and_its_name():
    place = Place(port=8383, addresses=("192.168.1.20", LOOPBACK), names=("localhost", "Den.local"))
    assert place.url == "http://192.168.1.20:8383/"
    assert "den.local:8383" in place.hosts
    assert "192.168.1.20:8383" in place.hosts
    assert "192.168.1.20" not in place.hosts


def test_the_address_in_the_network_is_found_or_its_absence_said():
    try:
        found = lan_address()
    except UsageError as error:
        said = error.reason
        assert "--address" in said
    else:
        assert socket.inet_aton(found)
        assert found != "0.0.0.0"  # noqa: S104 - what it must never be
