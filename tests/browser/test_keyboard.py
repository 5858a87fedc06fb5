"""Without a mouse: everything can be reached, done and left by keys alone, and the focus never gets lost."""

LAST_SEAT = "11-25 14:30 从项目签约到投产 · 余 1 席"


async def focused(visitor):
    """What the focused element says or is called."""
    return await visitor.page.evaluate(
        "(e => e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)"
    )


async def tab_to(visitor, name, key="Tab", most=60):
    """Press Tab until what is called `name` has the focus; fails when it cannot be reached."""
    met = []
    for _ in range(most):
        await visitor.page.keyboard.press(key)
        met.append(await focused(visitor))
        if met[-1] == name:
            return
    raise AssertionError(f"{name!r} is not reached by {key}; met {met}")


async def test_sign_up_and_leave_by_keys_alone(visitor):
    keys, two = visitor.page.keyboard, visitor.two
    await visitor.page.locator("#phone-2 select").focus()
    await tab_to(visitor, "写消息")
    await keys.type("/ev")
    await two.root.get_by_role("option", name="/events").wait_for()
    await keys.press("Enter")
    await two.key(LAST_SEAT).wait_for()
    await tab_to(visitor, LAST_SEAT, "Shift+Tab")
    await keys.press("Enter")
    # The list has become a card in place; the focus is still in it.
    await two.sees("名额：24 / 25")
    await tab_to(visitor, "报名", "Shift+Tab", most=3) if await focused(visitor) != "报名" else None
    await keys.press("Enter")
    await two.flashes("已报名：第 25 / 25 席")
    await two.key("取消报名").wait_for()
    assert await visitor.page.evaluate("document.activeElement.closest('#phone-2 article') !== null")


async def test_a_person_is_chosen_and_started_by_keys_alone(visitor):
    keys, three = visitor.page.keyboard, visitor.three
    await visitor.page.locator("#phone-3 select").focus()
    await keys.type("陈晨")
    await tab_to(visitor, "开始")
    await keys.press("Enter")
    await three.sees("个人信息处理告知")
    assert await focused(visitor) == "写消息"
    await tab_to(visitor, "English", "Shift+Tab")
    await keys.press("Enter")
    await three.key("I agree").wait_for()


async def test_arrows_go_from_message_to_message_and_enter_opens_what_can_be_done(visitor):
    keys, two = visitor.page.keyboard, visitor.two
    await visitor.page.locator("#phone-2 .scroll").focus()
    await keys.press("ArrowUp")
    assert (await focused(visitor)).startswith("发光：王敏，想做点什么？")
    await keys.press("Enter")
    assert await focused(visitor) == "👍"
    await keys.press("ArrowRight")
    await keys.press("Enter")
    await two.last.get_by_role("button", name="❤ 1").wait_for()
    assert (await focused(visitor)).startswith("发光：王敏，想做点什么？")
    await keys.press("Enter")
    await keys.press("ArrowLeft")
    await keys.press("ArrowLeft")
    assert await focused(visitor) == "回复"
    await keys.press("Enter")
    await keys.type("谢谢")
    await keys.press("Enter")
    await two.log.locator(".own .quoted").get_by_text("王敏，想做点什么？").wait_for()
    await keys.press("Escape")


async def test_an_alert_holds_the_focus_and_gives_it_back(visitor, demo):
    keys, two = visitor.page.keyboard, visitor.two
    sandbox = demo.stage.sandbox
    king = next(one for one in sandbox.world.people.values() if one.name == "王敏")
    await sandbox.server.call(
        "sendMessage",
        {
            "chat_id": king.id,
            "text": "旧的",
            "reply_markup": {"inline_keyboard": [[{"text": "旧按钮", "callback_data": "no:such"}]]},
        },
    )
    await two.key("旧按钮").focus()
    await keys.press("Enter")
    await two.root.get_by_role("alertdialog").get_by_text("这个按钮已经过期了").wait_for()
    assert await focused(visitor) == "OK"
    await keys.press("Tab")
    assert await focused(visitor) == "OK"
    await keys.press("Escape")
    assert await focused(visitor) == "旧按钮"


async def test_the_drawer_lists_the_calls_and_shows_refusals(visitor, demo):
    keys = visitor.page.keyboard
    await demo.stage.sandbox.server.call("sendMessage", {"chat_id": 1, "text": "wohin?"})
    await visitor.page.locator("#refusals").get_by_text("1").wait_for()
    await visitor.page.locator("#backstage").focus()
    await keys.press("Enter")
    refused = visitor.page.locator("#calls .refused")
    await refused.get_by_text("Bad Request: chat not found").wait_for()
    assert await refused.count() == 1
    await visitor.page.locator("#close").focus()
    await keys.press("Escape")
    await visitor.page.locator("#drawer").wait_for(state="hidden")
    assert await visitor.page.evaluate("document.activeElement.id") == "backstage"


async def test_new_messages_are_spoken(visitor):
    await visitor.two.types("/me")
    await visitor.until("() => document.querySelector('#phone-2 .spoken').textContent.startsWith('发光：')")
