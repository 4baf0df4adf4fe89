"""What a server told counts within its epoch."""

from __future__ import annotations

from sqlalchemy import Connection

from pos_app.storage import kv

_NO_CURSORS = "DELETE FROM cursor"
_AGAIN = (
    "UPDATE stream SET acked_seq = 0, applied_seq = 0 WHERE stream_no < (SELECT max(stream_no) FROM stream)"
)
_UNAPPLIED = "UPDATE stream SET applied_seq = 0"


def meet_epoch(connection: Connection, epoch: str) -> int:
    """Return the number of the server's epoch. In a new one (the server is another, or was restored from a backup)
    everything is asked for anew, and earlier streams are sent again. Inside the caller's transaction.
    """
    number = int(kv.read(connection, kv.EPOCH_NO, "0"))
    if kv.read(connection, kv.SERVER_EPOCH) == epoch:
        return number
    kv.keep(connection, kv.SERVER_EPOCH, epoch)
    kv.keep(connection, kv.EPOCH_NO, str(number + 1))
    connection.exec_driver_sql(_NO_CURSORS)
    connection.exec_driver_sql(_AGAIN)
    connection.exec_driver_sql(_UNAPPLIED)
    return number + 1
