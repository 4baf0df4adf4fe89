"""The bounds of the exchange between tills with their server."""

from __future__ import annotations

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
SHOWN_CARD_MS = 30 * 24 * 60 * 60 * 1000
"""So long after a sale its points go to whoever's card was shown at it, once the server tells whose it is."""
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
STATEMENTS_COMPILED_MAX = 512
"""The server's statements that are kept as the driver takes them."""
