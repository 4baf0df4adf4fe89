"""Returns: what an earlier sale did to accounts is taken back, in proportion to the goods that come back.

reversal.reverse(compiled, member, sold, returned, event_id, at_ms, ...) -> Reversal
without_receipt.take_back(compiled, member, basket, refund, faulty, event_id) -> Reversal
sold.owners_of(sold), sold.bearers_of(sold)                              whose state `reverse` must be given
"""
