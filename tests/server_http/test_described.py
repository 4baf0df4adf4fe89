"""The running server keeps to its own description, whatever it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.support.bare_tills import BareTill
from tests.support.served import Served, now_ms

FEW, MANY = 6, 200


def ask(server: Served, till: BareTill, case: Any) -> None:
    """Send a case, signed, and compare the answer with the description."""
    operation = case.operation
    if operation.method == "get":
        answer = server.http.get(operation.path)
    else:
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
        headers = till.headers("POST", operation.path, body, now_ms())
        answer = server.http.post(
            operation.path, content=body, headers={"content-type": "application/json", **headers}
        )
    assert answer.status_code < 500, (operation.path, case.body, answer.text)
    assert str(answer.status_code) in operation.definition.raw["responses"], (operation.path, answer.text)
    operation.validate_response(answer)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(
    server: Served, till: BareTill, mode: GenerationMode, rounds: Callable[[int, int], int]
) -> None:
    bounded = settings(
        max_examples=rounds(FEW, MANY),
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    schema = schemathesis.openapi.from_dict(server.http.get("/v1/openapi.json").json())
    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # our description has no invalid part
        if operation.method == "get" and mode is GenerationMode.NEGATIVE:
            continue

        @bounded
        @given(case=operation.as_strategy(generation_mode=mode))
        def all_cases(case: Any) -> None:
            ask(server, till, case)

        all_cases()
        asked.add(operation.path)
    assert "/v1/push" in asked
    assert server.http.get("/readyz").status_code == 200
