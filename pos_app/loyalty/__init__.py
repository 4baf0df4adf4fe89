"""The loyalty engine: pure functions of program, member, basket, instant.

reading.read_program(text, currency)                    -> Program, or every problem of the file
compiled.compile_program(program, zone)                 -> CompiledProgram
quoting.quote(compiled, member, basket)                 -> Quote
redeeming.redeem(compiled, member, basket, reward_id)   -> Plan, or raises Refused
settling.settle(compiled, member, basket, quote, event_id, masked_name, referrer) -> Settlement; member may be None
reversing.reversal.reverse(compiled, member, sold, returned, event_id, at_ms, ...) -> Reversal: entries with a preview
lifecycle.due.due(compiled, member, at_ms)              -> entries that mature, expire, review by now
lifecycle.due.bring(compiled, member, at_ms, at_counter) -> (those entries, the member after them)
lifecycle.folding.apply(member, entries, at_ms)         -> the member after entries, for all accounts
lifecycle.reviewing.review_tier(compiled, member, at_ms) -> Review (keep, promote, downgrade), or None
lifecycle.activity.activity(compiled, member, activity_id, at_ms, event_id, used_by_all) -> Rewarded, or raises Refused
lifecycle.activity.sign_up(compiled, member, at_ms, event_id) -> Rewarded, at enrolment
lifecycle.entitling.entitlements(compiled, member, at_ms) -> what is left of each; use_entitlement -> entries
lifecycle.adjusting.adjust(compiled, member, key, points, said, is_approved, at_ms, event_id) -> entries
lifecycle.merging.merge(compiled, loser, winner, at_ms, event_id) -> entries; undo(entries) -> entries
lifecycle.claiming.claim(compiled, member, basket, quote, sale_id, at_ms, event_id, masked_name) -> Settlement
lifecycle.offline.spendable(compiled, member, basket, points) -> points that may be spent now
ledger_fold.fold(entries)                               -> open lots per account; fold_accounts: with debts
fingerprint.program_hash(program)                       -> content hash of a program version
why.why_points(quote, translate)                        -> one sentence
"""
