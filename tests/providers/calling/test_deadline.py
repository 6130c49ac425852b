"""A deadline shuts what it watches, whenever it began to watch."""

import socket

from accounts.providers.calling.deadline import Deadline, current


def test_a_socket_opened_too_late_is_shut_at_once():
    with Deadline(0.01) as deadline:
        ours, theirs = socket.socketpair()
        late, other = socket.socketpair()
        with ours, theirs, late, other:
            theirs.settimeout(5)
            other.settimeout(5)
            deadline.watch(ours)
            assert theirs.recv(1) == b""  # the deadline came
            deadline.watch(late)
            assert other.recv(1) == b""
            assert deadline.passed


def test_nothing_is_shut_once_the_call_is_over():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(60) as deadline:
            assert current() is deadline
            deadline.watch(ours)
        assert current() is None
        deadline._cut()
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
