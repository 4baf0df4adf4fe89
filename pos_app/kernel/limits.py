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

# The exchange with a server
PUSH_FACTS_MAX = 500
PUSH_BYTES_MAX = 1024 * 1024
"""Of a push as JSON, before compression; one fact that is larger goes alone."""
MESSAGE_BYTES_MAX = 4 * 1024 * 1024
"""Of any request, unpacked: a server reads no more of it."""
REPLY_BYTES_MAX = 32 * 1024 * 1024
PULL_ROWS_MAX = 2000
OPEN_RESERVATIONS_MAX = 2000
HISTORY_ROWS_MAX = 200
PUBLISH_DOCUMENTS_MAX = 2000
DOCUMENT_BYTES_MAX = 512 * 1024
JOURNAL_FETCH_MAX = 500
HOLD_TIMEOUT_MS = 1500
HOLD_IDLE_MS = 10 * 60 * 1000
"""What is held for a sale that nobody touches for so long is given back."""
SYNC_TIMEOUT_MS = 15_000
SYNC_RETRY_MS_MIN = 500
SYNC_RETRY_MS_MAX = 60_000
SYNC_HEARTBEAT_MS = 30_000
SYNC_AFTER_OUTAGE_MS = 30_000
SIGNED_REQUEST_WINDOW_MS = 5 * 60 * 1000
"""How far a request's time may be from the server's; a terminal learns the difference and asks again."""
ENROL_CODE_MINUTES = 10
ENROL_CODE_TRIES = 5
HOLD_ABANDONED_MS = 72 * 60 * 60 * 1000
"""Holds of a terminal that was silent for so long are given back, flagged."""
FACTS_KEPT_DAYS = 90
FOREIGN_SALES_DAYS = 30
"""So long a till keeps the sales of other tills for returns while it is cut off."""
TAKE_IN_LOCK_MS = 12
"""What a server told goes in by slices; a sale that is filed meanwhile waits for one of them."""
TAKE_IN_IDLE_LOCK_MS = 250
"""The same while nobody has sold anything for TAKE_IN_IDLE_MS: fewer, larger slices are much quicker in all."""
TAKE_IN_IDLE_MS = 60_000
TAKE_IN_ROWS_MIN = 32
TAKE_IN_ROWS_BUSY = 128
SHOP_KEYS_MAX = 8
"""Keys of card and phone digests that a shop can have: one for each till that came with members of its own."""

# The server
SERVER_BUSY_TIMEOUT_MS = 5000
SERVER_CONNECTIONS_MAX = 8
"""Connections of one process to its database."""
SERVER_REACH_S = 5
"""How long the database may be silent before its connection counts as lost."""
SERVER_POOL_WAIT_S = 10
"""How long a request waits for a connection that is free."""
SERVER_RETRIES_MAX = 6
"""How often a transaction runs when others are in its way or the connection is lost."""
APPLY_FACTS_MAX = 200
"""Facts of one stream that are posted before another stream has its turn."""
FINDINGS_MAX = 500
"""Findings of one kind in one report."""
FACT_NUMBER_MAX = 1 << 53
"""Of amounts, quantities, instants in a fact that a server books; sums of them stay within 64 bits."""
APPLY_STEPS_MAX = 12
"""Entries that one transaction posts to an account; those of one fact stay together all the same."""

# The server over HTTP
SERVER_PORT = 8731
SERVER_HEADER_BYTES_MAX = 16 * 1024
SERVER_HEADER_TIMEOUT_S = 10
"""A connection whose first request line with its headers takes longer is closed."""
SERVER_BODY_TIMEOUT_S = 20
MESSAGE_DRAINED_MAX = 4 * MESSAGE_BYTES_MAX
"""So much of a request that is too large is read on, so that its sender hears why; then the connection ends."""
SERVER_IDLE_TIMEOUT_S = 75
"""A connection without a request is kept open for so long; longer than the heartbeat of a terminal."""
SERVER_STOP_TIMEOUT_S = 20
"""Requests in flight have so long to end when the server stops."""
SERVER_SOCKETS_MAX = 4096
SERVER_REQUESTS_MAX = 256
"""Requests in work or waiting in one process; more are asked to come back later."""
SERVER_THREADS = 8
SERVER_DEVICE_REQUESTS_MAX = 4
"""Requests of one terminal at the same time."""
SERVER_BUSY_RETRY_S = 2
SERVER_GZIP_BYTES_MIN = 1024
"""A shorter answer is not worth compressing."""
APPLY_QUEUE_MAX = 10_000
"""Streams waiting to be applied by one process; one that found no place is found by the sweep."""
APPLY_SWEEP_S = 3.0
"""How often facts are looked for that a process left behind."""
TIDY_EVERY_S = 60.0
"""How often what silent terminals hold is looked for."""
VERIFY_WRONG_MAX = 50
"""Wrong rows that one check of a server names."""
FINDINGS_SHOWN = 20
"""Single entries that `pos-app server findings` lists."""
SERVER_FIGURES_KEPT_S = 5
"""How old the counted figures of the metrics may be."""
CERTIFICATE_YEARS = 10
CERTIFICATE_WARN_DAYS = 30
BACKUP_FRAME_ROWS = 500
BACKUP_FRAME_BYTES_MAX = 256 * 1024 * 1024
"""A longer frame belongs to no backup of ours."""

# A till that asks its server
SYNC_CONNECT_MS = 3000
"""How long a connection may take to come about; ending the program waits no longer."""
SYNC_STOP_MS = 1000
SYNC_PACKED_FROM = 1024
"""Bytes from which on a message is compressed."""
SYNC_KEEP_CONNECTION_S = 60
SYNC_CONNECTIONS_MAX = 4
SYNC_ROUNDS_MAX = 2000
"""Pushes, and pages of what changed, in one exchange."""
SYNC_TURNS_MAX = 12
"""Answers in a row that bring an exchange no further, such as gaps."""
SYNC_PAGE_READ = 64 * 1024
SYNC_RETRY_AFTER_MAX_MS = 10 * 60 * 1000
"""A server that asks for more patience than this is asked again all the same."""
SYNC_CLOCK_TOLERANCE_MS = 1000
"""A clock that differs by less is taken for equal."""
CERTIFICATE_BYTES_MAX = 64 * 1024
ADDRESS_LENGTH_MAX = 253
ENROL_CODE_LENGTH = 8
FINGERPRINT_SHOWN = 16
"""Hex digits of a certificate's SHA-256 that an enrolment code ends with."""
DOCUMENTS_AT_ONCE = 500

# What a server takes in
REPLACED_TERMINALS_MAX = 16
"""How many lost terminals in a row one can stand for."""
FACT_KIND_LENGTH_MAX = 40
PUSH_KEYS_MAX = 500
QUARANTINED_TOLD_MAX = 200
"""Facts that cannot be applied, as one answer names them."""
PULL_BYTES = 8 * 1024 * 1024
"""About so much goes into one page of what changed; one row that is larger goes alone."""
DOCUMENTS_A_WRITE = 50
LOOKUP_DIGESTS_MAX = 16
PULL_STREAMS_MAX = 64
LOOKUPS_A_MINUTE = 30
LOOKUP_MISSES_AN_HOUR = 20
LOOKUP_MISSES_A_DAY = 60
STREAMS_REMEMBERED = 65_536
"""Whose streams are whose, as one process remembers it."""

# A till that is cut off from its server
OFFLINE_STATE_MAX_MS = 7 * 24 * 60 * 60 * 1000
"""Points of a member whom the server told of longer ago cannot be spent without it."""
OFFLINE_HOURS_MAX = 24 * 14
OFFLINE_WARN_PERCENT = 80
"""Of what a till may let go in a day: from there on the cashier is told."""
OFFLINE_CONTACT_NOTED_MS = 10 * 60 * 1000
"""How often a till writes down that it could reach its server."""
OFFLINE_COUPONS_A_DAY = 20
"""Coupons that a till takes in a day without asking its server."""
COPIED_STREAMS_MIN = 5
"""Lives of one till's data from which on somebody should ask whether two machines share it."""

# What people see of the exchange
REPORT_ROWS_MAX = 5000
"""Members, papers that one morning report adds up."""
REPORT_DAYS_MAX = 31
"""How far back a morning report goes when no manager was there for long."""
EXCHANGE_ROWS_SHOWN = 50
"""Waiting facts, and facts that the server cannot apply, on one screen."""
EXCHANGE_CLOCK_SHOWN_MS = 60 * 1000
"""From here on the difference of the clocks is worth a row."""
