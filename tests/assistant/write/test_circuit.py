"""An endpoint that fails again and again is left alone for a while."""

import pytest

from assistant.write.circuit import Circuit


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def fail(circuit, times):
    for _ in range(times):
        circuit.failed()


def test_circuit_opens_after_three_failures_in_a_row(clock):
    circuit = Circuit(clock)

    fail(circuit, 2)
    assert not circuit.is_open

    fail(circuit, 1)
    assert circuit.is_open


def test_answer_between_failures_keeps_it_closed(clock):
    circuit = Circuit(clock)

    fail(circuit, 2)
    circuit.succeeded()
    fail(circuit, 2)

    assert not circuit.is_open


def test_it_is_tried_again_after_a_minute_and_one_failure_opens_it_again(clock):
    circuit = Circuit(clock)
    fail(circuit, 3)

    clock.now = 60.0
    assert not circuit.is_open

    fail(circuit, 1)
    assert circuit.is_open
