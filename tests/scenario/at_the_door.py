"""What the scenarios of check-in share: an event with a desk, people with a seat, the code that is shown."""

import pytest

from bot.domain.check_in import code, step_of
from bot.services.check_in_desk import CheckInDesks
from bot.services.events import Events

WHAT = "开放型经济与开发区\n时间：11月25日周三 14:30–16:00\n地点：管委会一楼报告厅"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def opened(world, li, **more):
    """An event whose desk 李静 opened, and the secret of its codes."""
    event = await world.event(li, **more)
    return event, (await world.app.service(CheckInDesks).open(li.person_id, event.id)).secret


async def signed_up(world, event, *names):
    people = await world.members(*names)
    for someone in people:
        await world.app.service(Events).sign_up(event.id, someone.person_id)
    return people


def shown(world, secret, back=0):
    """The code on the screen, or the one so many steps ago."""
    return code(secret, step_of(world.clock.now()) - back)


async def scans(someone, world, event, secret, back=0):
    await someone.starts(f"c_{event.id}_{shown(world, secret, back)}")


async def half_past_two(world, event, **later):
    """The moment the event begins, or so much later."""
    await world.until(event.starts_at)
    await world.later(**later)


async def present(world, event):
    """The names of those who were checked in, with the way and who noted it."""

    def look(tx):
        return tx.all(
            "SELECT p.name, c.way, COALESCE(o.name, '') FROM check_ins c JOIN people p ON p.id = c.person_id "
            "LEFT JOIN people o ON o.id = c.by_id WHERE c.event_id = :e ORDER BY c.id",
            e=event.id,
        )

    return await world.app.db.read(look)
