"""A long chat in a rush: nothing is lost, only what changed is touched. Frame times are printed, not judged."""

import asyncio

OLD = 500
PER_SECOND = 50
SECONDS = 3

_WATCH = """() => {
    window.touched = new Set();
    window.strays = 0;
    const articleOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("article");
    new MutationObserver((records) => {
        for (const record of records) {
            const article = articleOf(record.target);
            if (article) window.touched.add(article.dataset.number);
            for (const node of [...record.addedNodes, ...record.removedNodes]) {
                if (node.nodeName === "ARTICLE") window.touched.add(node.dataset.number);
                else if (!article) window.strays += 1;
            }
        }
    }).observe(document.querySelector("#phone-2 .log"), { subtree: true, childList: true, characterData: true });
    window.frames_ = [];
    window.long = [];
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration)))
        .observe({ type: "longtask" });
    let before = performance.now();
    const tick = (now) => { window.frames_.push(now - before); before = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


async def test_five_hundred_messages_and_fifty_updates_a_second(visitor, demo, capsys):
    sandbox = demo.stage.sandbox
    king = next(one for one in sandbox.world.people.values() if one.name == "王敏")
    bot = {"from": sandbox.world.bot}
    old = [king.private.post({"text": f"旧消息 {n}"}, sender=bot, by_bot=True) for n in range(OLD)]
    await visitor.until("n => document.querySelectorAll('#phone-2 article').length >= n", OLD)
    await visitor.page.evaluate(_WATCH)

    changed = set()

    def update(n):
        """Half of the updates are edits of old messages, half are new ones."""
        if n % 2:
            changed.add(king.private.post({"text": f"新消息 {n}"}, sender=bot, by_bot=True).id)
            return
        message = old[n * 3]
        message.raw |= {"text": f"改过 {n}", "edit_date": int(sandbox.world.now())}
        sandbox.world.feed.changed("edit", chat_id=king.id, message_id=message.id, message=message.raw)
        changed.add(message.id)

    loop = asyncio.get_running_loop()
    for n in range(PER_SECOND * SECONDS):
        loop.call_later(n / PER_SECOND, update, n)
    await visitor.two.sees(f"新消息 {PER_SECOND * SECONDS - 1}")
    await visitor.two.sees(f"改过 {PER_SECOND * SECONDS - 2}")

    shown = await visitor.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#phone-2 article')].map("
        "(one) => [one.dataset.number, one.querySelector('.text').textContent]))"
    )
    assert shown == {str(message.id): message.text for message in king.messages()}
    touched = await visitor.page.evaluate("[...window.touched]")
    assert {int(number) for number in touched} == changed
    assert await visitor.page.evaluate("window.strays") == 0
    frames = sorted(await visitor.page.evaluate("window.frames_"))
    long = await visitor.page.evaluate("window.long")
    with capsys.disabled():
        print(
            f"\n{len(shown)} messages, {PER_SECOND} updates/s for {SECONDS} s: {len(frames)} frames,"
            f" median {frames[len(frames) // 2]:.1f} ms, p95 {frames[int(len(frames) * 0.95)]:.1f} ms,"
            f" longest {frames[-1]:.1f} ms, tasks over 50 ms: {len(long)}"
        )
