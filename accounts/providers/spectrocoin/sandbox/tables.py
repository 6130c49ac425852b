"""The sandbox's own books, in the door's file. Every name begins with sc_: the file has other guests."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS sc_login (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL, email TEXT NOT NULL, client_id TEXT NOT NULL UNIQUE,
    client_secret TEXT NOT NULL, scopes TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 1,
    verified INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS sc_token (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, login INTEGER NOT NULL, access TEXT NOT NULL UNIQUE,
    refresh TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, made_by TEXT NOT NULL, parent INTEGER,
    at REAL NOT NULL, expires REAL NOT NULL, refresh_until REAL NOT NULL, spent INTEGER NOT NULL DEFAULT 0,
    expiry_code INTEGER, request INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sc_account (
    id INTEGER PRIMARY KEY, login INTEGER NOT NULL, currency TEXT NOT NULL, balance TEXT NOT NULL,
    reserved TEXT NOT NULL DEFAULT '0', UNIQUE (login, currency)
);
CREATE TABLE IF NOT EXISTS sc_history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, amount TEXT NOT NULL,
    description TEXT NOT NULL, status TEXT NOT NULL, at REAL NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS sc_history_of_account ON sc_history (account, at, seq);
CREATE TABLE IF NOT EXISTS sc_send (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, login INTEGER NOT NULL, currency TEXT NOT NULL,
    kind TEXT NOT NULL, receiver TEXT NOT NULL, message TEXT, ref_id TEXT, amount TEXT NOT NULL,
    withdraw TEXT NOT NULL, receive TEXT NOT NULL, status TEXT NOT NULL, money TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0, refused INTEGER, why TEXT, history INTEGER,
    transaction_id TEXT NOT NULL, due REAL, at REAL NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS sc_send_ref ON sc_send (login, ref_id);
CREATE INDEX IF NOT EXISTS sc_send_history ON sc_send (history);
CREATE INDEX IF NOT EXISTS sc_send_due ON sc_send (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS sc_exchange (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, login INTEGER NOT NULL, side TEXT NOT NULL,
    pay_currency TEXT NOT NULL, pay_amount TEXT NOT NULL, receive_currency TEXT NOT NULL,
    receive_amount TEXT NOT NULL, status TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0,
    history INTEGER, due REAL, at REAL NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS sc_exchange_due ON sc_exchange (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS sc_address (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, login INTEGER NOT NULL, currency TEXT NOT NULL,
    address TEXT NOT NULL, message TEXT, fresh INTEGER NOT NULL, at REAL NOT NULL, cause TEXT
);
CREATE INDEX IF NOT EXISTS sc_address_of_login ON sc_address (login, currency, seq);
CREATE TABLE IF NOT EXISTS sc_post (request INTEGER PRIMARY KEY, path TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sc_rate (currency TEXT PRIMARY KEY, per_usd TEXT NOT NULL);
"""

EMPTIED_BY_RESET = (
    "sc_token",
    "sc_account",
    "sc_history",
    "sc_send",
    "sc_exchange",
    "sc_address",
    "sc_post",
    "sc_rate",
)
