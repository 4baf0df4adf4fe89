"""Mistakes that a terminal of the protocol could make, each a small change of the right one."""

from __future__ import annotations

from tests.model.faults import machines
from tests.model.journal import Chain, Place
from tests.model.messages import Page, PushAnswer, Row
from tests.model.server import Server
from tests.model.terminal import Terminal
from tests.model.world import World


class TrustsItsAck(Terminal):
    """After a restore it does not go back."""

    __slots__ = ()

    def on_gap(self, head: int) -> None:
        return


class UnlistsAtCapture(Terminal):
    """A captured hold is no longer listed, though its fact is not acked."""

    __slots__ = ()

    def after_capture(self, number: int) -> None:
        del self.open[number]


class IgnoresCtl(Terminal):
    """That the server has seen more requests than this disk knows of means nothing."""

    __slots__ = ()

    def was_rolled_back(self, answer: PushAnswer) -> bool:
        return answer.head > len(self.journal.live.facts)


class IgnoresRollback(Terminal):
    """That the server has more facts than this disk means nothing either."""

    __slots__ = ()

    def was_rolled_back(self, answer: PushAnswer) -> bool:
        return False


class CursorsFirst(Terminal):
    """Cursors are written before the rows; a crash comes between them."""

    __slots__ = ()

    def take_page(self, page: Page, asked_in: int, dies: bool) -> None:
        if dies and asked_in == self.epoch:
            self.learn_epoch(page.epoch)
            self.cursors = page.cursors
        super().take_page(page, asked_in, dies)


class CursorsSurvive(Terminal):
    """Cursors of a former epoch go on."""

    __slots__ = ()

    def learn_epoch(self, epoch: int) -> None:
        self.epoch = epoch


class VersionsOfAnyEpoch(Terminal):
    """Versions of different epochs are compared."""

    __slots__ = ()

    def is_newer(self, row: Row, known: Row) -> bool:
        return row.version > known.version


class PullsAhead(Terminal):
    """Rows that contain another history of the own stream are taken."""

    __slots__ = ()

    def is_ahead(self, row: Row) -> bool:
        return False


class AckIsPosted(Terminal):
    """What is acked counts as posted."""

    __slots__ = ()

    def is_posted(self, row: Row | None, origin: int, place: Place) -> bool:
        live = self.journal.live
        return place[0] != live.stream or place[1] <= live.acked


class NothingIsPosted(Terminal):
    """Every own fact stands beside the balance."""

    __slots__ = ()

    def is_posted(self, row: Row | None, origin: int, place: Place) -> bool:
        return False


class RenewsRiskAtAck(Terminal):
    """What was redeemed at risk is forgotten when the facts are acked, whatever balance is known."""

    __slots__ = ()

    def after_ack(self) -> None:
        super().after_ack()
        self.risk.clear()


class DropsWhatForked(Terminal):
    """Facts of an older stream that the server has others for are given up."""

    __slots__ = ()

    def reissue(self, chain: Chain, first: int) -> None:
        chain.cut(first)


class ForksNothing(Terminal):
    """After a fork the facts that differ are not issued again."""

    __slots__ = ()

    def reincarnate(self, first: int, new_stream: int) -> None:
        super().reincarnate(len(self.journal.live.facts) + 1, new_stream)


class NewIdsAfterRollback(Terminal):
    """Facts that come again in a new stream get new ids."""

    __slots__ = ()

    def reincarnate(self, first: int, new_stream: int) -> None:
        live = self.journal.live
        for at in range(first - 1, len(live.facts)):
            self.journal.history.pop(live.facts[at].content)
            live.facts[at] = live.facts[at]._replace(event=live.facts[at].event + (1 << 30))
        super().reincarnate(first, new_stream)


class DropsPromises(Terminal):
    """A new stream begins without the reservations of the one before it."""

    __slots__ = ()

    def reincarnate(self, first: int, new_stream: int) -> None:
        self.open.clear()
        super().reincarnate(first, new_stream)


class LiveStreamOnly(World):
    """Older streams are not looked after."""

    def _older_streams(self, terminal: Terminal) -> bool:
        return True


class ForgetsRevocations(World):
    """A restored server knows nothing of what was revoked after its backup."""

    def restore(self, backup: Server) -> None:
        self.server.revoked = set()
        gone = {terminal.device for terminal in machines(self)}
        super().restore(backup)
        self.server.revoked &= gone
