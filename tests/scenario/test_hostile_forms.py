"""Every form of the programme, answered by what should break it: answered once, kept whole, and not in the log."""

import json
from datetime import timedelta

import pytest

from bot.clock import micros
from bot.domain.feedback import Receipt
from bot.domain.rules import Question, QuestionKind, Rules
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.suggestion import Filing
from bot.keyring import Keyring
from bot.services.desks import Desks
from bot.services.drafts import Drafts
from bot.services.feedback import Feedback
from bot.services.feedback_upkeep import FeedbackUpkeep
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.suggestion_comments import SuggestionComments
from bot.services.suggestions import Suggestions
from storage import departments
from tests.people import START, open_world
from tests.scenario.doorway import debug_log
from tests.scenario.filing import campaign

CANARY = "王敏想匿名说一句话"
TYPED = {
    "markup": f"<b>{CANARY}</b>&lt;a href='tg://user?id=1'>{{0}}%s</pre>",
    "unseen": f"\u202e{CANARY}\u2066\u200b\ufeff\u3164",
    "nul": f"{CANARY}\0\x1b",
    "figures": f"１２３４５６７８９０１２３４５６７８９０{CANARY}",
    "flood": ("🎉王&<" * 1024)[:4096],
    "list": "、".join([CANARY] * 300),
    "lines": f"{CANARY}\n" * 300,
}
# Events: 1 is to come, at 2 one was, 3 one left late, 4 goes on, at 5 one is asked to speak, at 6 one does.
FORMS = {
    "answers": "qst:1",
    "approvals.decline": "ap-:1:2:0",
    "campaign": "go:/newcampaign",
    "campaign.criteria": "kjc:1",
    "campaign.decide": "krd:1:1:adopted",
    "campaign.edit": "ke:1",
    "campaign.judge": "kj+:1",
    "campaign.rules": "ker:1",
    "check_in.say": "cy:4",
    "check_in.search": "cs:4",
    "check_in.word": "cw:4",
    "desks.admit": "fdga:1",
    "desks.close": "fdx:7K2M",
    "desks.new": "fdg+",
    "desks.publish": "fdp:7K2M",
    "desks.rename": "fdgn:1",
    "desks.reply": "fdr:7K2M",
    "desks.template": "fdk+:1",
    "desks.theme": "fdt:7K2M",
    "event": "orc:1",
    "event.cancel": "orx:1",
    "event.edit": "ore:1",
    "event.excuse": "evx:1:",
    "event.repeat": "orr:1",
    "feedback.more": "fbm",
    "feedback.receipt": "fb?",
    "feedback.tell": "fb+:1",
    "find": "evq?",
    "guests": "le+:1",
    "hours.rule": "hoe:1",
    "material": "ma+:1",
    "office.author": "iw:2",
    "office.merge": "dkm:1",
    "office.words": "dkw:1:note:0",
    "posts": "lep:1",
    "question": "qs+:1:",
    "rating.words": "raw:2",
    "reserved": "rv+:1",
    "rota.decline": "tnn:5",
    "rota.kinds": "tnk:1",
    "rota.member": "tn+:1:1",
    "rota.slides": "tnts:6",
    "rota.title": "tntt:6",
    "rota.volunteer": "tnv:2",
    "series": "orse:1",
    "speaker": "sp+:1",
    "strike.object": "sko:3",
    "task_force": "tf+",
    "task_force.people": "tfa:1",
    "survey": "sv+",
    "survey.answer": "sv=:1",
    "suggestion": "in",
    "suggestion.change": "ie:1",
    "suggestion.comment": "ic+:1",
    "suggestion.comment.hide": "icn:1",
    "suggestion.search": "iq",
    "wish": "wi+",
    "wishclose": "wix:1",
}


@pytest.fixture
async def both(sqlite_url, tmp_path):
    keys = tmp_path / "keys"
    Keyring(keys).begin(b"p" * 32)
    with debug_log() as log:
        async with open_world(sqlite_url, keys=keys) as world:
            yield world, log
            assert [(call.method, call.error) for call in world.refused()] == []


async def staged(world):
    """An owner who takes part in everything, so that every form can be open to her."""
    li = await world.member("李静", role="owner", department="党群部")
    zhang = await world.member("张强")
    await world.app.db.write(departments.ensure, ("投资促进部", "招商一科"))
    rules = Rules(approval=True, questions=(Question("q1", "要吃什么", QuestionKind.TEXT),))
    yesterday = START - timedelta(days=1)
    await world.event(li, "要来的", rules=rules)
    await world.event(li, "去过的")
    await world.event(li, "退晚的", rules=Rules(leave_hours=24, strikes=1))
    await world.event(li, "在开的", starts=START + timedelta(minutes=1))

    def fill(tx):
        for event in (2, 3):
            tx.run(
                "UPDATE events SET starts_at = :s, ends_at = :t, closes_at = :s WHERE id = :e",
                e=event,
                s=micros(yesterday),
                t=micros(yesterday + timedelta(hours=2)),
            )
        insert = (
            "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at, left_at) "
            "VALUES (:e, :p, :state, 1, 0, :left)"
        )
        late = micros(yesterday - timedelta(hours=1))
        for event, person, state, left in (
            (1, li.person_id, "seated", None),
            (2, li.person_id, "seated", None),
            (3, li.person_id, "left", late),
            (4, li.person_id, "seated", None),
            (1, zhang.person_id, "asking", None),
        ):
            tx.run(insert, e=event, p=person, state=state, left=left)
        tx.run("UPDATE events SET seated = 1, last_turn = 1, asking = CASE id WHEN 1 THEN 1 ELSE 0 END WHERE id <> 3")
        tx.run("INSERT INTO check_ins (event_id, person_id, at, way) VALUES (2, :p, 0, 'code')", p=li.person_id)
        tx.run("INSERT INTO rated (event_id, person_id) VALUES (2, :p)", p=li.person_id)
        tx.run("INSERT INTO check_in_desks (event_id, secret, word, opened_at) VALUES (4, 'x', '发光', 0)")
        tx.run("INSERT INTO task_forces (keeper_id, name, created_at) VALUES (:p, '专班', 0)", p=li.person_id)
        tx.run("INSERT INTO wishes (person_id, title, state, created_at) VALUES (:p, '课', 'open', 0)", p=li.person_id)

    await world.app.db.write(fill)
    await rotas(world, li)
    await world.app.db.write(surveyed, li.person_id)
    await a_desk(world, li, zhang)
    await ideas(world, li, zhang)
    return li


async def a_desk(world, li, zhang):
    """A desk that she reads, where a thread of hers has arrived; its receipt was typed a moment ago."""
    desks, feedback, upkeep = (world.app.service(kind) for kind in (Desks, Feedback, FeedbackUpkeep))
    await upkeep.run()
    desk = await desks.add(li.person_id, "吐槽建议", "都可以说", sensitive=False)
    for reader in (li, zhang):
        await desks.admit(li.person_id, desk.id, reader.person_id)
    receipt = Receipt("7K2M", "A1B2C3D4E5F6G7H8")
    await feedback.send(li.id, desk.id, "一件事", receipt)
    began = world.clock.now()
    for hours in (7, 25):
        world.clock.set(began + timedelta(hours=hours))
        await upkeep.run()
    world.clock.set(began)
    await feedback.open(li.id, str(receipt))


def surveyed(tx, person):
    """A survey that asks her for words; it would be too small for the service."""
    tx.run(
        "INSERT INTO surveys (author_id, title, questions, audience, by_department, opens_at, closes_at, asked, "
        "created_at) VALUES (:p, '食堂', :questions, '[\"all\"]', 0, 0, :end, 5, 0)",
        p=person,
        questions=json.dumps([{"kind": "text", "text": "怎么样", "options": []}]),
        end=micros(START + timedelta(days=9)),
    )
    tx.run("INSERT INTO survey_roll (survey_id, person_id, cell, state) VALUES (1, :p, 0, 'asked')", p=person)


async def ideas(world, li, zhang):
    """A campaign with a suggestion of hers, about which somebody said something."""
    made = await campaign(world, li)
    seen = await world.app.service(Suggestions).file(li.person_id, Filing(made.id, "路灯坏了"))
    await world.app.service(SuggestionComments).add(zhang.person_id, seen.suggestion.id, "北门那盏")
    back = await world.app.service(Suggestions).file(li.person_id, Filing(made.id, "很多事"))
    await world.app.service(Office).act(li.person_id, back.suggestion.id, Action.RETURN, Told("请一事一议"))


async def rotas(world, li):
    """Turns to speak in one series, and another series without her; another organiser hears of it."""
    chen = await world.member("陈晨", role="organiser")
    for title in ("问过的", "要讲的"):
        await world.event(chen, title)
    await world.event(chen, "另一个系列的", series="业务课堂")

    def fill(tx):
        for series, name in ((1, "中层"), (2, "年轻干部")):
            tx.run("INSERT INTO rotas (series_id, keeper_id) VALUES (:s, :p)", s=series, p=chen.person_id)
            tx.run("INSERT INTO rota_kinds (series_id, name, place) VALUES (:s, :n, 0)", s=series, n=name)
        tx.run(
            "INSERT INTO rota_members (series_id, person_id, kind_id, state, joined_at) VALUES (1, :p, 1, 'member', 0)",
            p=li.person_id,
        )
        for event, state in ((5, "invited"), (6, "accepted")):
            tx.run(
                "INSERT INTO rota_turns (event_id, person_id, kind_id, state, asked_at, answer_by, starts_at) "
                "SELECT id, :p, 1, :state, 0, starts_at, starts_at FROM events WHERE id = :e",
                e=event,
                p=li.person_id,
                state=state,
            )

    await world.app.db.write(fill)


async def opened(world, li, form):
    """Open the form; return whether that is the one that is open."""

    def anew(tx):
        tx.run("DELETE FROM drafts")
        tx.run("UPDATE rota_turns SET state = 'invited' WHERE event_id = 5")
        tx.run("UPDATE suggestions SET state = 'returned' WHERE id = 2")

    kept = world.app.service(Drafts)
    await kept.drop(li.person_id, li.id)  # a secret one, which is no row
    await world.app.db.write(anew)
    await li.forges(FORMS[form])
    draft = await kept.get(li.person_id, li.id)
    return draft is not None and draft.form == form


async def test_each_form_bears_what_is_typed_and_sent(both):
    world, log = both
    li = await staged(world)
    for form in FORMS:
        for kind, typed in TYPED.items():
            assert await opened(world, li, form), form
            before = len(li.heard())
            await li.sends(typed)
            assert len(li.heard()) == before + 1, (form, kind)
        assert await opened(world, li, form), form
        before = len(li.heard())
        li.phone.sends_document(CANARY.encode(), f"../../{CANARY}\0<b>.pdf")
        await world.settled()
        assert len(li.heard()) == before + 1, form
    said = log.getvalue()
    assert said
    assert CANARY not in said
    assert json.dumps(CANARY)[1:-1] not in said
    assert [line for line in map(json.loads, said.splitlines()) if line["level"] in {"error", "critical"}] == []


async def test_no_form_is_forgotten(both):
    world, _log = both
    forms = {name for feature in world.app.desk.features for name in feature.forms}
    # Tried by stories of their own: people are asked at the door, roles, links and topics are given by owners, and
    # notices take what others have to refuse.
    own = {"profile", "rename", "move", "grant", "invite", "topic", "notice", "notice_edit", "notice_decline"}
    own |= {"notice_template", "notice_template.rename"}
    assert forms - own == set(FORMS)
