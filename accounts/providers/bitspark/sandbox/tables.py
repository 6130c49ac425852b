"""The sandbox's own books, in the door's file."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS login (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, owner TEXT NOT NULL, email TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE, secret TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS account (
    id TEXT PRIMARY KEY, login TEXT NOT NULL, currency TEXT NOT NULL, balance TEXT NOT NULL,
    shop_commission TEXT NOT NULL DEFAULT '0', UNIQUE (login, currency)
);
CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, login TEXT NOT NULL, currency TEXT NOT NULL,
    amount TEXT NOT NULL, balance TEXT NOT NULL, reason TEXT NOT NULL, transfer TEXT
);
CREATE TABLE IF NOT EXISTS recipient (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, login TEXT NOT NULL,
    attributes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS transfer (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, login TEXT NOT NULL, number TEXT NOT NULL,
    destination TEXT NOT NULL, currency TEXT NOT NULL, amount TEXT NOT NULL, account_currency TEXT NOT NULL,
    debited TEXT NOT NULL, rate TEXT NOT NULL, province TEXT NOT NULL, delivery_method TEXT NOT NULL,
    provider TEXT NOT NULL, recipient_id TEXT NOT NULL, recipient TEXT NOT NULL, sender TEXT NOT NULL,
    callback_url TEXT NOT NULL, status TEXT NOT NULL, receipt TEXT NOT NULL DEFAULT '{}', shown_rate TEXT,
    tracking TEXT, walk TEXT NOT NULL, due REAL, created_at REAL NOT NULL, updated_at REAL NOT NULL,
    changed INTEGER NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS transfer_of_login ON transfer (login, seq);
CREATE INDEX IF NOT EXISTS transfer_changed ON transfer (changed);
CREATE INDEX IF NOT EXISTS transfer_due ON transfer (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, transfer TEXT NOT NULL, status TEXT NOT NULL, at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_transfer ON event (transfer, seq);
CREATE TABLE IF NOT EXISTS callback (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, transfer TEXT NOT NULL, status TEXT NOT NULL, url TEXT NOT NULL,
    body TEXT NOT NULL, state TEXT NOT NULL, due REAL, tries INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0, judged INTEGER NOT NULL DEFAULT 0, taken_at REAL,
    last TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS callback_due ON callback (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS payment (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, login TEXT NOT NULL, kind TEXT NOT NULL,
    currency TEXT NOT NULL, amount TEXT NOT NULL, arrived TEXT, txid TEXT NOT NULL, address TEXT,
    reference TEXT, bank_detail TEXT, bank_detail_id TEXT, callback_url TEXT NOT NULL, status TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0, proofs TEXT NOT NULL DEFAULT '[]', walk TEXT NOT NULL, due REAL,
    created_at REAL NOT NULL, updated_at REAL NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS payment_of_login ON payment (login, seq);
CREATE INDEX IF NOT EXISTS payment_due ON payment (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS exchange (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, login TEXT NOT NULL, currency_from TEXT NOT NULL,
    currency_to TEXT NOT NULL, base TEXT NOT NULL, quoted TEXT NOT NULL, rate TEXT NOT NULL,
    commission TEXT NOT NULL, created_at REAL NOT NULL, cause TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS rule (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS rate (currency TEXT PRIMARY KEY, per_usd TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS holder (
    login TEXT PRIMARY KEY, shop_id TEXT NOT NULL UNIQUE, shop_code TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL, first_password TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS profile (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, login TEXT NOT NULL, given TEXT NOT NULL, at REAL NOT NULL,
    cause TEXT
);
CREATE TABLE IF NOT EXISTS threshold (account TEXT PRIMARY KEY, amount TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS customer (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS top_up (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL,
    owner TEXT NOT NULL, shop TEXT NOT NULL, keeper TEXT NOT NULL, currency TEXT NOT NULL,
    amount TEXT NOT NULL, fee TEXT NOT NULL, bitspark_percentage TEXT NOT NULL, fee_id TEXT NOT NULL,
    user_account TEXT NOT NULL, shop_account TEXT NOT NULL, status TEXT NOT NULL,
    receipt_url TEXT, performed_by_shop INTEGER NOT NULL DEFAULT 0, due REAL,
    created_at REAL NOT NULL, decided_at REAL, cause TEXT, decision TEXT
);
CREATE INDEX IF NOT EXISTS top_up_of_keeper ON top_up (keeper, seq);
CREATE INDEX IF NOT EXISTS top_up_of_owner ON top_up (owner, seq);
CREATE INDEX IF NOT EXISTS top_up_due ON top_up (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS fee (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, login TEXT, model TEXT NOT NULL,
    fee_type TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL, amount TEXT NOT NULL,
    currency TEXT NOT NULL, active INTEGER NOT NULL, created_at REAL NOT NULL, cause TEXT
);
CREATE TABLE IF NOT EXISTS memo (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, login TEXT NOT NULL, currency TEXT,
    code TEXT NOT NULL UNIQUE, is_used INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL, cause TEXT
);
"""

EMPTIED_BY_RESET = (
    "account",
    "ledger",
    "recipient",
    "transfer",
    "event",
    "callback",
    "payment",
    "exchange",
    "rule",
    "rate",
    "profile",
    "threshold",
    "customer",
    "top_up",
    "fee",
    "memo",
)
