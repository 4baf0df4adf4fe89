"""Every bound of the program, in one place.

Each bound says what happens at it: a `Refused` with a sentence, or a cut that is shown.
"""

from __future__ import annotations

from decimal import Decimal

# The sale
SALE_LINES_MAX = 500
QUANTITY_MILLI_MAX = 9_999_000
"""One line: 9,999 pieces or kilograms; replayed history may exceed it (fuel by the millilitre)."""
QUANTITY_CONFIRM_MILLI = 100_000
"""From 100 pieces on a typed quantity is asked once: a scan into a quantity field must never sell."""
UNIT_PRICE_MINOR_MAX = 99_999_999
SALE_TOTAL_MINOR_MAX = 9_999_999_999
TENDERS_MAX = 20
TENDER_MINOR_MAX = 9_999_999_999
CASH_OVER_FACTOR = 20
"""Cash given may be at most this many times what is due, or CASH_OVER_MINOR more, whichever is larger."""
CASH_OVER_MINOR = 50_000
UNDO_STEPS_MAX = 100
UNSOLD_MAX = 50
REWARDS_PER_SALE_MAX = 50
COMBINATIONS_MAX = 200
"""Combinations of promotions that are tried for the best one; the quote says when there were more."""
COUPONS_PER_SALE_MAX = 10
CODES_PER_SALE_MAX = 10

# What is typed or scanned
ENTRY_LENGTH_MAX = 256
CODE_LENGTH_MAX = 256
NAME_LENGTH_MAX = 120
SHORT_NAME_LENGTH_MAX = 40
PHONE_LENGTH_MAX = 32
SEARCH_RESULTS_MAX = 20
SEARCH_TEXT_MAX = 64
CATEGORY_DEPTH_MAX = 8
PRODUCT_CODES_MAX = 50
TAGS_MAX = 50

# Sign-on
PIN_LENGTH_MIN = 4
PIN_LENGTH_MAX = 12
PIN_LENGTH_MIN_MANAGER = 6
PIN_TRIES = 5
PIN_LOCK_MS = 30_000
PIN_LOCK_MAX_MS = 30 * 60_000

# The program and other files
PROGRAM_BYTES_MAX = 10 * 1024 * 1024
PROGRAM_RULES_MAX = 10_000
PROGRAM_ERRORS_SHOWN = 50
PROGRAM_REWARDS_MAX = 500
"""Each reward is tried on every change of a sale."""
SET_ITEMS_MAX = 1000
"""Items of one set of a promotion."""
PROGRAM_EXTRAS_MAX = 200
"""Stamp cards, activities, plans, entitlements, charities, of each so many."""
PROGRAM_ID_LENGTH_MAX = 40
PROGRAM_LIST_MAX = 10_000
PROGRAM_MONTHS_MAX = 1200
PROGRAM_DAYS_MAX = 36_500
PROGRAM_FACTOR_MAX = 1000
SAME_SALE_ROUNDS = 24
"""Tries for the most points of a sale that can be spent in it: enough for 8 million points by halving."""
PROGRAM_VISITS_MAX = 100_000
PROGRAM_USES_MAX = 100_000_000
PROGRAM_RATE_DIGITS_MAX = 6
"""Digits behind the point of a rate such as points per step or money per point."""
SCENARIO_BYTES_MAX = 1024 * 1024
SCENARIO_STEPS_MAX = 2_000
SCENARIO_PRODUCTS_MAX = 2_000
SCENARIO_PEOPLE_MAX = 200
"""A larger scenario file is refused: no person can have worked out what it must say."""
SETTINGS_BYTES_MAX = 256 * 1024
SHOP_LINES_MAX = 8
"""Lines of a shop's address or footer; more would push the sale off the receipt."""
TAX_CLASSES_MAX = 20
TAX_LABEL_LENGTH_MAX = 3
CARD_PATTERNS_MAX = 20
CODE_RULES_MAX = 40
TRANSLATION_BYTES_MAX = 1024 * 1024
SENTENCE_LENGTH_MAX = 2000
"""A longer sentence is cut: parameters may be as long as a file name."""
IMPORT_LINE_LENGTH_MAX = 64 * 1024
IMPORT_ERRORS_KEPT = 10_000
AGE_MAX = 99
QUICK_KEYS_MAX = 200
PRODUCT_NUMBER_LENGTH_MAX = 20
POINTS_MAX = 10**15

BIRTHDAY_DAYS_MAX = 60
"""A longer window around a birthday would be a season."""
TIER_REVIEWS_MAX = 20
"""Reviews of a tier that are caught up with at once; further ones come with the next visit."""
ENDED_LOTS_KEPT = 50
ENDED_LOTS_KEPT_DAYS = 800
"""Counts that left their window are written off when so many are so old: a review still asks for those of its term."""

# The journal
FACT_BYTES_MAX = 900 * 1024
"""A push carries 1 MiB; a sale of 500 lines with long names in four-byte letters has some 600 KiB."""

# Storage
DRAFT_BYTES_MAX = 4 * 1024 * 1024
STORAGE_BUSY_TIMEOUT_MS = 5000
STORAGE_CACHE_KIB = 16 * 1024
STORAGE_STATEMENTS_KEPT = 128
WAL_FILE_BYTES_KEPT = 32 * 1024 * 1024
CHECKPOINT_COMMITS = 256
"""After this many commits (some 20 MB) the checkpoint thread moves the write-ahead log into the database file. The
commit after it needs two syncs: below one in a hundred nobody waits noticeably longer."""
BULK_SALES_PER_COMMIT = 500
CATALOGUE_BLOCK = 2_000
"""Products that are written together into an empty catalogue."""
PRODUCT_VERSIONS_KEPT = 20_000
"""Products whose stored version is remembered in memory; the oldest ones are forgotten beyond it."""
PROGRAM_VERSIONS_KEPT = 8
"""Versions of the program that stay compiled for returns."""
SEGMENTS_MAX = 50
SEGMENT_LENGTH_MAX = 40
PURCHASE_ANSWERS_KEPT = 200_000
"""Which product fits which question about earlier purchases: all are forgotten together beyond it."""
RECEIPT_NUMBER_MAX = 9_999_999
KEYRING_TIMEOUT_S = 3

# Printing
RECEIPT_COLUMNS_MIN = 16
"""Narrower paper is refused: amounts would no longer fit on one line."""
RECEIPT_COLUMNS_MAX = 96
RECEIPT_WRAP_LINES_MAX = 4
"""A longer text on a receipt ends in two dots."""
PRINTER_FILE_BYTES_MAX = 64 * 1024
RASTER_BAND_ROWS = 128
RASTER_ROWS_MAX = 2400
"""30 cm of image at 8 dots per millimetre; a longer one is refused."""
RECEIPT_QR_BYTES_MAX = 512
"""A longer QR text is refused: its modules would be too small for paper."""
PRINT_CONNECT_TIMEOUT_S = 3
PRINT_WRITE_TIMEOUT_S = 10
PRINT_REOPEN_DELAY_MS = 200
PRINT_CHUNK_BYTES = 4096
PRINT_ANSWER_TIMEOUT_MS = 1000
"""A printer that does not answer a real-time question within this time is not sent anything."""
PRINT_CONFIRM_TIMEOUT_MS = 5000
"""On top of the time the bytes take on a serial line."""
PRINT_ANSWER_BYTES_MAX = 256
"""Bytes read while waiting for one answer; a printer that says more talks rubbish."""
PRINT_JOB_BYTES_MAX = 1024 * 1024
PRINT_TRIES_MAX = 3
SIMULATED_PAPERS_KEPT = 20

# The lanes
LANE_QUEUE_MAX = 1000
LANE_STOP_TIMEOUT_MS = 5000

# Logs, crash reports
LOG_BYTES_MAX = 1024 * 1024
LOG_FILES_KEPT = 5
"""Full log files that are kept; older ones are deleted."""
LOG_RECORD_LENGTH_MAX = 16 * 1024
CRASH_BYTES_MAX = 64 * 1024
"""A longer report loses its middle."""
CRASH_REPORTS_KEPT = 20

# Screen
MESSAGES_KEPT = 20
MESSAGE_SHOWN_MS = 8000
SCAN_GAP_MS = 100
SCAN_TOTAL_MS = 1500
SCAN_LENGTH_MIN = 4
SOUNDS_WAITING_MAX = 4
SCAN_DOUBLED_MS = 100
"""A key that X11 calls held, this soon after the one before it, is a doubled digit of a scanner: no system lets a held
key repeat for the first time before 150 ms."""
SCAN_LONG_GAP_MS = 400
"""The one longer gap within a scan that is overlooked when the code proves itself."""
CARD_CONFIRM_MS = 600
"""A second press of Card (or of Cancel) counts as an answer only after this time: a double tap is no answer."""
LATE_CARD_MS = 20_000
"""A card or phone number this soon after a paid sale left the screen may still be meant for that sale: it is asked."""
SIGN_RETYPED_MS = 1500
"""A digit within this time after + or - means that a number was being typed: the step is taken back."""
SCAN_GAP_MS_MIN = 20
SCAN_GAP_MS_MAX = 200
SCAN_LENGTH_MAX = 20
"""What counts as a scan may be set to at most this many characters."""
SCAN_MARK_LENGTH_MAX = 4
SCREEN_SCALE_MIN = Decimal("0.8")
SCREEN_SCALE_MAX = Decimal("1.6")
KEYBOARD_LAYOUTS_MAX = 8

# The replay
REPLAY_CHUNK_ROWS = 65_536
"""Rows of history held in memory at a time."""
REPLAY_PRODUCTS_KEPT = 16_384
"""Products remembered between baskets, so that memory stays constant."""
REPLAY_SCANNED_EVERY = 20
"""Every twentieth basket is rung up scan by scan."""
KEYBOARD_BYTES_MAX = 64 * 1024
"""A larger layout file of the on-screen keyboard is refused."""
KEYBOARD_ROW_MAX = 13
"""More keys in a row would be too narrow to touch: the layout is refused."""

# A backtest
BACKTEST_REWARDS_PER_SALE = 5
"""Rewards that a simulated member uses in one sale at most."""
BACKTEST_RULES_SHOWN = 40
BACKTEST_MEMBERS_SHOWN = 5

# A scanner on a serial port
SCANNER_POLL_MS = 200
"""How long one read waits; ending the program waits as long."""
SCANNER_REOPEN_MS = 1000
"""How often a scanner that was unplugged is looked for."""

RETURNED_LINES_MAX = 500
"""Lines that can come back in one sale."""
RECENT_SALES_MAX = 200
"""Sales among which one is looked for without its receipt."""
RECENT_SALES_SHOWN = 30
"""Of those, so many are on the screen at once."""
