"""Posting: what an entry of a fact does to an account whose lots may have changed since the entry was drafted.

books: BookedLot, AccountBook, Effect                      what is posted to, what came of it
booking.post(book, entry, at_ms, most) -> (book, Effect)   one entry
booking.OpenBook(book)                                     several entries to one account, the quicker way
following.followed(entry, effect) -> EntryDraft | None     what is to be posted to the points account besides
"""
