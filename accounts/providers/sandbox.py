"""Both providers' sandboxes on one port. How to use them: docs/sandbox.md."""

from __future__ import annotations

from pathlib import Path

from accounts.providers.bitspark.sandbox.app import Bitspark
from accounts.providers.bitspark.sandbox.tables import SCHEMA as BITSPARK_SCHEMA
from accounts.providers.door import faults, seen
from accounts.providers.door.clock import Clock
from accounts.providers.door.dispatch import Door
from accounts.providers.door.server import DoorServer, state_file
from accounts.providers.door.store import Store
from accounts.providers.spectrocoin.sandbox.app import SpectroCoin
from accounts.providers.spectrocoin.sandbox.tables import SCHEMA as SPECTROCOIN_SCHEMA

__all__ = ["SandboxServer", "serve"]


class SandboxServer(DoorServer):
    """The sandboxes on a loopback socket; `with SandboxServer(tmp) as it: it.url`.

    `port` 0 takes a free one. `speed` is sandbox seconds per real second; at 0 the
    clock moves only by POST /_control/advance. State is kept in `state_dir`. In a
    `lively` world people come by themselves; else nothing happens that nobody began.
    """

    def __init__(
        self,
        state_dir: Path | str,
        port: int = 0,
        speed: float = 0,
        host: str = "127.0.0.1",
        *,
        lively: bool = False,
    ) -> None:
        schema = seen.SCHEMA + faults.SCHEMA + BITSPARK_SCHEMA + SPECTROCOIN_SCHEMA
        store = Store(state_file(Path(state_dir)), schema)
        clock = Clock(speed)
        # Another provider's sandbox is mounted by standing here.
        providers: list[Bitspark | SpectroCoin] = [
            Bitspark(store, clock, lively=lively),
            SpectroCoin(store, clock),
        ]
        with store.write() as con:
            clock.wind(con)
            for provider in providers:
                provider.open(con)
        super().__init__(Door(store, clock, providers), store, host, port, speed)


def serve(host: str, port: int, state_dir: Path | str, speed: float) -> None:
    """Serve until interrupted. Ctrl-C and SIGTERM (made a KeyboardInterrupt) end it cleanly.

    The world is lively where the clock runs by itself.
    """
    with SandboxServer(state_dir, port, speed, host, lively=speed > 0) as server:
        try:
            server.wait()
        except KeyboardInterrupt:
            return
