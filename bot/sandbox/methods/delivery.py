"""How updates reach the bot: long polling or a webhook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.sandbox.wire import ApiError, bad_request

from .registry import method

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_BATCH = 100
_LONGEST = 50
_MOST_CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_\-]{1,256}")


@method("getUpdates")
def get_updates(world: World, params: Json) -> Awaitable[bytes]:
    """Hand out what waits, or wait for it; the whole answer is returned as it is sent."""
    if world.webhook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    world.updates.want(params.get("allowed_updates"))
    timeout = min(max(float(params.get("timeout") or 0), 0), _LONGEST)
    return world.updates.poll(int(params.get("offset") or 0), int(params.get("limit") or _BATCH), timeout)


@method("setWebhook")
def set_webhook(world: World, params: Json) -> bool:
    """Post updates to `url` from now on; an empty one ends it."""
    url = params.get("url") or ""
    if not url:
        return bool(delete_webhook(world, params))
    if not urlsplit(url).hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = params.get("secret_token") or ""
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = int(params.get("max_connections") or 40)
    if not 1 <= connections <= _MOST_CONNECTIONS:
        raise bad_request("max_connections is out of range")
    world.updates.want(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    world.updates.conflict("terminated by setWebhook request")
    world.webhook.set(url, secret, connections)
    return True


@method("deleteWebhook")
def delete_webhook(world: World, params: Json) -> bool:
    """Return to long polling."""
    world.webhook.clear()
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, _params: Json) -> Json:
    """Tell where updates go and how many wait."""
    webhook, updates = world.webhook, world.updates
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": len(updates.outstanding)}
    if webhook.url:
        info |= {"max_connections": webhook.connections, "ip_address": "127.0.0.1"}
    if webhook.last_error:
        info |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    if updates.wanted:
        info["allowed_updates"] = sorted(updates.wanted)
    return info


@method("logOut", "close")
def leave_server(world: World, _params: Json) -> bool:
    """Say goodbye to this server; the sandbox goes on serving."""
    world.webhook.clear()
    return True
