"""The loyalty engine: pure functions of program, member, basket, instant.

reading.read_program(text, currency)                    -> Program, or every problem of the file
compiled.compile_program(program, zone)                 -> CompiledProgram
quoting.quote(compiled, member, basket)                 -> Quote
redeeming.redeem(compiled, member, basket, reward_id)   -> Plan, or raises Refused
settling.settle(compiled, member, basket, quote, event_id, masked_name) -> Settlement
expiring.expire(compiled, member, at_ms)                -> entries that write off what has ended
ledger_fold.fold(entries)                               -> open lots per account
fingerprint.program_hash(program)                       -> content hash of a program version
why.why_points(quote, translate)                        -> one sentence
"""
