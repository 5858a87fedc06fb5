"""Answers to taps and to inline queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sandbox.markup import checked
from bot.sandbox.text import message_text, plain
from bot.sandbox.updates import CALLBACK_KEPT
from bot.sandbox.wire import bad_request, beyond

from .registry import method

if TYPE_CHECKING:
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_ANSWER_LIMIT = 200
_MOST_RESULTS = 50
_MOST_ID_BYTES = 64
_MOST_OFFSET_BYTES = 64
_PAYLOAD = re.compile(r"[A-Za-z0-9_\-]{1,64}")


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Json) -> bool:
    """Stop the spinner, with a toast, an alert or a link; once, and in time."""
    query = world.queries.get(params["callback_query_id"])
    if query is None or query.answer is not None or world.now() - query.at >= CALLBACK_KEPT:
        raise bad_request(_TOO_OLD)
    text = plain(params, "text", _ANSWER_LIMIT, "MESSAGE_TOO_LONG")
    url = params.get("url")
    if url and not _opens_bot(world, url):
        raise bad_request("URL_INVALID")
    query.answer = {"text": text, "alert": bool(params.get("show_alert")), "url": url}
    if not world.record:
        del world.queries[query.query_id]
    if url:
        world.people[query.person_id].opened_url = url
    world.feed.changed("answer", user_id=query.person_id, query_id=query.query_id, **query.answer)
    return True


def _opens_bot(world: World, url: str) -> bool:
    head, _, payload = url.partition("?start=")
    named = re.fullmatch(r"(?:https?://)?(?:t|telegram)\.me/(\w+)", head)
    return bool(named and named[1].lower() == world.bot["username"].lower() and _PAYLOAD.fullmatch(payload))


@method("answerInlineQuery")
def answer_inline_query(world: World, params: Json) -> bool:
    """Offer results; articles with a text are played, other kinds are refused."""
    query = world.inline_queries.get(params["inline_query_id"])
    if query is None or "results" in query or world.now() - query["at"] >= CALLBACK_KEPT:
        raise bad_request(_TOO_OLD)
    results: list[Json] = params["results"]
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if not all(1 <= len(result_id.encode()) <= _MOST_ID_BYTES for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if params.get("cache_time", 0) < 0:
        raise beyond("cache_time is in seconds, 0 at least")
    if len((params.get("next_offset") or "").encode()) > _MOST_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = params.get("button")
    if button:
        _check_button(button)
    query["results"] = [_result(result) for result in results]
    query["button"] = button
    world.feed.changed("inline_results", user_id=query["from"], query_id=params["inline_query_id"])
    return True


def _check_button(button: Json) -> None:
    if not button["text"].strip():
        raise beyond("the button above the results has no text")
    if len(button.keys() & {"start_parameter", "web_app"}) != 1:
        raise beyond("the button above the results takes exactly one of start_parameter and web_app")
    if not _PAYLOAD.fullmatch(button.get("start_parameter", "x")):
        raise bad_request("START_PARAM_INVALID")


def _result(result: Json) -> Json:
    if not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content", {})
    if result["type"] != "article" or "message_text" not in content:
        raise beyond("only articles with a text are played among inline results")
    shown = message_text({**content, "text": content["message_text"]})
    if options := content.get("link_preview_options"):
        shown["link_preview_options"] = options
    markup = checked(result.get("reply_markup"), "private", inline_only=True)
    if markup:
        shown["reply_markup"] = markup
    return {"id": result["id"], "title": result["title"], "description": result.get("description"), "content": shown}
