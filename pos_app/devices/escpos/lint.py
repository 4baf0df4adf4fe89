"""Faults in a job that paper would show too late."""

from __future__ import annotations

import msgspec

from pos_app.devices.escpos.commands import UNKNOWN, split_commands
from pos_app.devices.escpos.raster import REAL_TIME
from pos_app.kernel.limits import PRINT_JOB_BYTES_MAX


class Finding(msgspec.Struct, frozen=True):
    """One fault at byte `at`: real_time_in_data, unknown_command, cut_short or too_long."""

    kind: str
    at: int


def lint_job(data: bytes) -> tuple[Finding, ...]:
    """Return everything wrong with a job, none if it is good.

    Real-time commands are executed by an Epson wherever they stand: as commands of their own they are fine,
    inside the data of another command they are not.
    """
    commands, end = split_commands(data)
    own = {command.at for command in commands if command.name.startswith("DLE")}
    findings = [
        Finding("real_time_in_data", hit.start())
        for hit in REAL_TIME.finditer(data)
        if hit.start() not in own
    ]
    findings += [Finding("unknown_command", command.at) for command in commands if command.name == UNKNOWN]
    if end < len(data):
        findings.append(Finding("cut_short", end))
    if len(data) > PRINT_JOB_BYTES_MAX:
        findings.append(Finding("too_long", PRINT_JOB_BYTES_MAX))
    return tuple(findings)
