"""A terminal's side of the protocol without a terminal: a key, a chain of facts, the messages."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.kernel.ids import MemberId, StreamId, TerminalId, derived_id
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.node import ServerNode
from pos_app.wire.chain import chain_hash, chain_start, content_hash
from pos_app.wire.enrolling import EnrolReply, EnrolRequest, ShopKeys
from pos_app.wire.push import MemberSecret, OpenReservation, PushAnswer, PushedFact, PushRequest
from pos_app.wire.signed import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER, head_text, request_text

ROOT = UUID("0192f0c0-0000-7000-8000-00000000beef")
AT_MS = 1_795_305_600_000


class BareTill:
    """One incarnation of a terminal; `number` makes its ids, `stream` another incarnation of the same terminal."""

    def __init__(self, number: int = 1, stream: int = 1) -> None:
        self.number = number
        self.device_id = TerminalId(derived_id(ROOT, f"device {number}"))
        self.stream_id = StreamId(derived_id(self.device_id, f"stream {stream}"))
        self.private = Ed25519PrivateKey.from_private_bytes(content_hash(f"key {number}".encode()))
        self.facts: list[PushedFact] = []
        self.hashes = [chain_start(self.stream_id, self.device_id)]
        self.ctl = 0
        self.acked = 0

    def write(self, kind: str = "drawer.nosale", **more: object) -> PushedFact:
        """Append a fact; its event id follows from its place unless `id` is given."""
        seq = len(self.facts) + 1
        event = more.pop("id", None) or str(derived_id(self.stream_id, f"event {seq}"))
        return self.write_body(json.dumps({"v": 1, "id": event, "t": kind, "at": AT_MS + seq, **more}))

    def write_body(self, body: str) -> PushedFact:
        """Append whatever it is."""
        seq = len(self.facts) + 1
        content = content_hash(body.encode())
        self.hashes.append(chain_hash(self.stream_id, seq, self.hashes[-1], content))
        fact = PushedFact(seq, content.hex(), self.hashes[-1].hex(), body)
        self.facts.append(fact)
        return fact

    def enrol_member(self, member: UUID, digest: str) -> PushedFact:
        """Append an enrolment with a card."""
        ids = [{"kind": "card", "digest": digest}]
        sealed = base64.b64encode(b"sealed").decode()
        more = {"tier": "", "ids": ids, "consent": True, "consent_hash": "", "sealed": sealed}
        return self.write("member.enrol", member=str(member), **more)

    def earn(self, member: UUID, points: int) -> PushedFact:
        """Append points that somebody gave a member by hand."""
        seq = len(self.facts) + 1
        lot = {
            "lot": str(derived_id(self.stream_id, f"lot {seq}")),
            "points": points,
            "earned": AT_MS,
            "expires": None,
        }
        entry = {
            "acct": str(account_id(MemberId(member), POINTS)),
            "leg": "adjust",
            "kind": "ADJUST",
            "amount": points,
            "rule": "",
            "why": ["why.sum", {"amount": points}],
            "line": 0,
            "lots": [lot],
            "own": str(member),
        }
        return self.write("points.adjust", op="", member=str(member), entries=[entry])

    def request(
        self,
        first: int | None = None,
        last: int | None = None,
        *,
        held: Sequence[OpenReservation] = (),
        keys: Sequence[MemberSecret] = (),
        archived: bool = False,
    ) -> PushRequest:
        """A push of facts `first` to `last`, by default all that are not acknowledged, with a new control number."""
        first = self.acked + 1 if first is None else first
        last = len(self.facts) if last is None else last
        if not archived:
            self.ctl += 1
        ctl = -1 if archived else self.ctl
        head = head_text(str(self.stream_id), last, self.hashes[last].hex(), ctl)
        return PushRequest(
            stream_id=str(self.stream_id),
            ctl=ctl,
            from_seq=first,
            prev_hash=self.hashes[first - 1].hex(),
            facts=tuple(self.facts[first - 1 : last]),
            open=tuple(held),
            head_sig=base64.b64encode(self.private.sign(head)).decode(),
            keys=tuple(keys),
            archived=archived,
        )

    def push(self, node: ServerNode) -> PushAnswer:
        """Push everything that is not acknowledged."""
        return node.push(self.device_id, self.request())

    def shop_keys(self) -> ShopKeys:
        """Keys of its own."""

        def key(label: str) -> str:
            return base64.b64encode(content_hash(f"{label} {self.number}".encode())).decode()

        return ShopKeys(key("signing"), key("pepper"), (key("identifiers"),))

    def enrolment(self, code: str, *, has_members: bool = False) -> EnrolRequest:
        """What it sends to become one of a server's."""
        return EnrolRequest(
            v=1,
            code=code,
            device_id=str(self.device_id),
            pubkey=base64.b64encode(self.private.public_key().public_bytes_raw()).decode(),
            name=f"Till {self.number}",
            app="1",
            keys=self.shop_keys(),
            has_members=has_members,
            store_no="0001",
            terminal_no="01",
        )

    def enrol(self, node: ServerNode, *, has_members: bool = False) -> EnrolReply:
        """Become one of the server's, as till `number` of store 0001."""
        code = node.make_code("0001", f"{self.number:02d}")
        return node.enrol(self.enrolment(code, has_members=has_members))

    def headers(self, method: str, path: str, body: bytes, at_ms: int) -> dict[str, str]:
        """The headers of a signed request."""
        signature = self.private.sign(request_text(method, path, body, at_ms, str(self.device_id)))
        return {
            DEVICE_HEADER: str(self.device_id),
            TIME_HEADER: str(at_ms),
            SIGNATURE_HEADER: base64.b64encode(signature).decode(),
        }


def changed(request: PushRequest, **fields: object) -> PushRequest:
    """The same push with other fields."""
    return msgspec.structs.replace(request, **fields)
