"""The counter of the sending tests, for calls about its orders."""

from tests.remittance.conftest import open_counter

__all__ = ["open_counter"]
