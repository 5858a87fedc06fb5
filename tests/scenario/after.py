"""What happens after an event: people are ticked off, and the bot does what it does every few minutes."""

from bot.clock import micros
from handlers import FEATURES


async def jobs(world):
    """What the bot does every few minutes."""
    for feature in FEATURES:
        if feature.name == "hours":
            for job in feature.jobs:
                await job.run(world.app.desk, world.clock.now())
    await world.settled()


async def tick(world, event, *people):
    """Let people be there, as the check-in does."""
    for one in people:
        await world.app.db.write(
            lambda tx, one=one: tx.run(
                "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, :at, 'list')",
                e=event.id,
                p=one.person_id,
                at=micros(world.clock.now()),
            )
        )


async def untick(world, event, one):
    await world.app.db.write(
        lambda tx: tx.run("DELETE FROM check_ins WHERE event_id = :e AND person_id = :p", e=event.id, p=one.person_id)
    )


def buttons(someone):
    """The labels of the newest message's buttons, whatever row they stand in."""
    return [label for row in someone.labels for label in row]
