"""A broadcast as it is usually written on stock PTB: everybody's message at once, paced by AIORateLimiter.

    python -m tests.bench.stock_broadcast API_BASE DATABASE

Its defaults are Telegram's limits; a message that is refused is tried up to `RETRIES` times more, as PTB offers it.
Taps are answered by the bot of `stock` meanwhile.
"""

from __future__ import annotations

import asyncio
import sys

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter

from tests.bench import stock

TEXT = "今晚 <b>值班</b>"
RETRIES = 5


async def broadcast(application):
    """Send to everybody whom the database knows."""
    async with application.bot_data["db"].execute("SELECT telegram_id FROM people") as cursor:
        people = await cursor.fetchall()
    await asyncio.gather(*(_send(application.bot, person["telegram_id"]) for person in people))


async def _send(bot, chat_id):
    try:
        await bot.send_message(chat_id, TEXT, parse_mode="HTML")
    except TelegramError as error:
        sys.stderr.write(f"lost: {type(error).__name__}\n")


def main(api_base, database):
    application = stock.build(api_base, database, AIORateLimiter(max_retries=RETRIES), broadcast)
    application.run_polling(allowed_updates=stock.ALLOWED)


if __name__ == "__main__":
    main(*sys.argv[1:])
