"""The same job as it is usually written on stock PTB: Updater, httpx, AIORateLimiter, aiosqlite under a lock.

    python -m tests.bench.stock API_BASE DATABASE [WEBHOOK_PORT]

The same tables and the same statements as in ours, each awaited by itself. AIORateLimiter's limit of 30 calls a second
over all chats is lifted: it counts answers to people as bulk, and nothing but the limit would be measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiosqlite
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import AIORateLimiter, ApplicationBuilder, CallbackQueryHandler

TOKEN = "42:bench"
ZONE = ZoneInfo("Asia/Shanghai")
ALLOWED = ["message", "callback_query", "my_chat_member"]
PATIENCE = 60  # seconds; PTB's 5 run out in a rush like this

CARD = (
    "<b>{title}</b>\n{series} · 追光\n\n时间：{start:%m月%d日 %H:%M}–{end:%H:%M}\n地点：{place}\n"
    "席位：{seated} / {capacity}，候补：{waiting}\n学时：{hours:g}\n\n<b>{standing}</b>"
)


async def sign_up(update, context):
    """Answer a tap on 报名."""
    query = update.callback_query
    event_id = int(query.data.split(":")[1])
    async with context.bot_data["lock"]:
        event, state, place = await _sign_up(context.bot_data["db"], event_id, query.from_user.id)
    standing = f"已报名：第 {place} 席" if state == "seated" else f"名额已满，已列入候补第 {place} 位"
    label = "取消报名" if state == "seated" else "取消候补"
    await query.answer(standing)
    await query.edit_message_text(
        CARD.format(standing=standing, **event),
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"ev?:{event_id}:")]]),
    )


async def _sign_up(db, event_id, account):
    now = datetime.now(UTC)
    await db.execute("BEGIN IMMEDIATE")
    try:
        person = await _one(db, "SELECT id, consent FROM people WHERE telegram_id = ?", account)
        event = await _one(
            db,
            "SELECT e.*, r.name AS series FROM events e LEFT JOIN series r ON r.id = e.series_id WHERE e.id = ?",
            event_id,
        )
        mine = await _one(db, "SELECT state FROM sign_ups WHERE event_id = ? AND person_id = ?", event_id, person["id"])
        assert mine is None
        seated = event["seated"] < event["capacity"]
        state, turn = ("seated" if seated else "waiting"), event["last_turn"] + 1
        await db.execute(
            "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) VALUES (?, ?, ?, ?, ?)",
            (event_id, person["id"], state, turn, _micros(now)),
        )
        await db.execute(
            f"UPDATE events SET {state} = {state} + 1, last_turn = ? WHERE id = ?",
            (turn, event_id),
        )
        start, end = _instant(event["starts_at"]), _instant(event["ends_at"])
        if seated:
            eve = (start - timedelta(days=1)).replace(hour=18, minute=0)
            for lead, due in (("eve", eve), ("1h", start - timedelta(hours=1))):
                await _promise(db, person["id"], event, lead, due, now)
        await _one(
            db,
            "SELECT e.title FROM events e JOIN sign_ups s ON s.event_id = e.id WHERE s.person_id = ? "
            "AND s.state IN ('seated', 'waiting') AND e.ends_at > ? AND e.starts_at < ? AND e.id <> ?",
            person["id"],
            event["starts_at"],
            event["ends_at"],
            event_id,
        )
        await db.commit()
    except BaseException:
        await db.rollback()
        raise
    card = {**dict(event), "start": start, "end": end, state: event[state] + 1}
    return card, state, event[state] + 1


async def _promise(db, person_id, event, lead, due, now):
    await db.execute(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, state, changed_at) "
        "VALUES (?, 'event.reminder', ?, ?, ?, ?, ?, 'waiting', ?)",
        (
            person_id,
            event["id"],
            json.dumps({"lead": lead}),
            f"event.reminder:{event['id']}:{person_id}:{lead}",
            _micros(due),
            event["starts_at"],
            _micros(now),
        ),
    )


async def _one(db, sql, *values):
    async with db.execute(sql, values) as cursor:
        return await cursor.fetchone()


def _micros(at):
    return round(at.timestamp() * 1_000_000)


def _instant(micros):
    return datetime.fromtimestamp(micros / 1_000_000, ZONE)


def build(api_base, database, limiter, at_start=None):
    """Return the application; `at_start(application)` goes on beside it."""

    async def open_database(application):
        db = await aiosqlite.connect(database, isolation_level=None)
        db.row_factory = aiosqlite.Row
        await db.execute("PRAGMA journal_mode = WAL")
        await db.execute("PRAGMA synchronous = FULL")
        application.bot_data.update(db=db, lock=asyncio.Lock())
        if at_start:
            application.bot_data["beside"] = asyncio.create_task(at_start(application))

    async def close_database(application):
        await application.bot_data["db"].close()

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api_base}/bot").concurrent_updates(True)
    builder = builder.rate_limiter(limiter)
    builder = builder.read_timeout(PATIENCE).write_timeout(PATIENCE).connect_timeout(PATIENCE).pool_timeout(PATIENCE)
    application = builder.post_init(open_database).post_shutdown(close_database).build()
    application.add_handler(CallbackQueryHandler(sign_up, pattern=r"^ev\+:"))
    return application


def main(api_base, database, port=None):
    application = build(api_base, database, AIORateLimiter(overall_max_rate=1_000_000))
    if port is None:
        application.run_polling(allowed_updates=ALLOWED)
    else:
        url = f"http://127.0.0.1:{port}/hook"
        application.run_webhook(
            "127.0.0.1",
            int(port),
            "hook",
            webhook_url=url,
            secret_token="bench",
            max_connections=100,
            allowed_updates=ALLOWED,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
