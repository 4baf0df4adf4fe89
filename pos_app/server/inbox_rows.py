"""The statements of the inbox: all of one push are in the bucket of its terminal."""

from __future__ import annotations

from sqlalchemy import bindparam, text

DEVICE = text(
    """UPDATE device SET seen_at = :now WHERE bucket = :bucket AND device_id = :device
    RETURNING status, current_stream, series"""
)
STREAM = text(
    """SELECT m.value AS epoch, s.device_id, s.head_seq, s.head_hash, s.applied_seq, s.seen_ctl, s.sync_ctl
    FROM meta m LEFT JOIN stream s ON s.bucket = :bucket AND s.stream_id = :stream WHERE m.name = 'epoch'"""
)
BEGIN = text(
    """INSERT INTO stream (bucket, stream_id, device_id, head_seq, head_hash, applied_seq, seen_ctl, sync_ctl,
    superseded_by, begun_at) VALUES (:bucket, :stream, :device, 0, :hash, 0, -1, -1, :superseded_by, :now)
    ON CONFLICT (bucket, stream_id) DO NOTHING"""
)
SUPERSEDE = text(
    """UPDATE stream SET superseded_by = :stream
    WHERE bucket = :bucket AND device_id = :device AND stream_id <> :stream AND superseded_by IS NULL"""
)
CURRENT = text(
    """UPDATE stream SET superseded_by = NULL
    WHERE bucket = :bucket AND stream_id = :stream AND superseded_by IS NOT NULL"""
)
TAKE_OVER = text("UPDATE device SET current_stream = :stream WHERE bucket = :bucket AND device_id = :device")
KNOWN = text(
    """SELECT seq, chain_hash FROM fact
    WHERE bucket = :bucket AND stream_id = :stream AND seq >= :first AND seq <= :last"""
)
EVENTS = text(
    """SELECT event_id, content_hash FROM fact
    WHERE bucket = :bucket AND device_id = :device AND event_id IN :events"""
).bindparams(bindparam("events", expanding=True))
KEEP = text(
    """INSERT INTO fact (bucket, stream_id, seq, device_id, event_id, content_hash, chain_hash, kind, occurred_at,
    received_at, body, state, reason) VALUES (:bucket, :stream, :seq, :device, :event, :content, :chain, :kind,
    :occurred_at, :now, :body, :state, :reason) ON CONFLICT (bucket, stream_id, seq) DO NOTHING"""
)
HEAD = text(
    """UPDATE stream SET head_seq = :head, head_hash = :hash, sync_ctl = :sync,
    seen_ctl = CASE WHEN seen_ctl > :seen THEN seen_ctl ELSE :seen END
    WHERE bucket = :bucket AND stream_id = :stream"""
)
SIGNED = text(
    "UPDATE stream SET head_sig = :sig, head_ctl = :ctl WHERE bucket = :bucket AND stream_id = :stream"
)
OPEN = text(
    """INSERT INTO open_list (bucket, stream_id, ctl, before_seq, after_seq, body, is_reinstated)
    VALUES (:bucket, :stream, :ctl, :before, :after, :body, 0) ON CONFLICT (bucket, stream_id, ctl) DO NOTHING"""
)
SERIES = text("UPDATE device SET series = :series WHERE bucket = :bucket AND device_id = :device")
QUARANTINED = text(
    """SELECT seq, reason FROM fact WHERE bucket = :bucket AND stream_id = :stream AND state <> 1 AND state = 2
    AND seq <= :applied ORDER BY seq LIMIT :most"""
)
