"""`pos-app demo --tills`: two tills of a server that runs already."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.display import has_display
from pos_app.cli.server_address import last_listening
from pos_app.demo.chain import Chain, Typing, answers, check_server, join_both, laid_cable
from pos_app.demo.chain_play import play
from pos_app.demo.chain_windows import open_windows
from pos_app.kernel.errors import Refused
from pos_app.runtime.system_clock import SystemClock


def act(chosen: argparse.Namespace) -> int:
    """Join both tills, open their windows or play the story, check the books of all three."""
    from pos_app.cli.main import main

    return show(Chain(Path(chosen.data or "chain").absolute()), Typing(main, _show), has_window=has_display())


def show(chain: Chain, typing: Typing, *, has_window: bool, use_keyring: bool = True) -> int:
    """Do it. Returns 0 when all three agree. Raises Refused `demo.no_server`, `demo.other_server`, Unavailable."""
    listening = last_listening(chain.server)
    if listening is None or not answers(listening.address):
        raise Refused("demo.no_server", folder=str(chain.server))
    address = listening.address
    with laid_cable(chain, address) as cable:
        check_server(chain, typing("server", "terminals", "--data", str(chain.server)))
        join_both(chain, address, cable, SystemClock(), typing)
        typing.show("")
        if has_window:
            open_windows(chain, cable, typing.show)
            cable.plug()
            for folder in chain.tills:
                typing("sync", "--once", "--data", str(folder))
            agree = True
        else:
            agree = play(chain, cable, typing.show, use_keyring)
        typing.show("")
        typing("server", "verify", "--data", str(chain.server))
        for folder in chain.tills:
            typing("verify", "--data", str(folder))
    return 0 if agree else 1


def _show(line: str) -> None:
    print(line, flush=True)
