"""Names, texts and files that try to be more than text."""

HOSTILE = (
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked=1">',
    '"><svg onload=window.hacked=1>',
    "{{constructor.constructor('window.hacked=1')()}} ${window.hacked=1}",
    "&lt;b&gt;not bold&lt;/b&gt; &amp;",
    "\u202egnp.exe\u202c \u2066left\u2069 \u200fright",
    "👨‍👩‍👧‍👦🇨🇳👍🏽 𠮷野家",
    "javascript:window.hacked=1 data:text/html,<script>window.hacked=1</script>",
)


async def test_what_people_write_stays_text(visitor, demo):
    names = HOSTILE[1], HOSTILE[5]
    world = demo.stage.sandbox.world
    group = next(chat for chat in world.chats.values() if chat.title == "开发区干部群")
    for name in names:
        stranger = demo.stage.person(name)
        group.add(stranger.phone)
        for text in HOSTILE:
            await stranger.sends(text, group)
    await visitor.one.takes("开发区干部群")
    await visitor.one.messages.nth(2).wait_for()
    await visitor.until("n => document.querySelectorAll('#phone-1 article .text').length >= n", 2 * len(HOSTILE))
    texts = await visitor.one.log.locator("article .text").all_text_contents()
    assert texts[-2 * len(HOSTILE) :] == [*HOSTILE, *HOSTILE]
    senders = await visitor.one.log.locator("article .from").all_text_contents()
    assert senders[-2 * len(HOSTILE) :: len(HOSTILE)] == list(names)
    made = "#phones script, #phones svg[onload], #phones img, #phones iframe, #phones [onerror]"
    assert await visitor.page.locator(made).count() == 0
    assert await visitor.page.evaluate("'hacked' in window") is False


async def test_bidi_in_one_message_turns_nothing_around_it(visitor, demo):
    """A right-to-left override stays inside its bubble: time and neighbours are laid out as ever."""
    king = next(one for one in demo.stage.sandbox.world.people.values() if one.name == "王敏")
    await demo.stage.sandbox.server.call("sendMessage", {"chat_id": king.id, "text": "\u202e\u202e翻转"})
    await visitor.two.sees("翻转")
    turned = await visitor.page.evaluate(
        """() => {
            const bubble = [...document.querySelectorAll("#phone-2 .bubble")].at(-1);
            const time = bubble.querySelector("time");
            return [getComputedStyle(bubble.querySelector(".text")).unicodeBidi, time.textContent,
                time.getBoundingClientRect().right <= bubble.getBoundingClientRect().right];
        }"""
    )
    assert turned == ["plaintext", "10:00", True]


async def test_links_go_only_where_links_may_go(visitor, demo):
    king = next(one for one in demo.stage.sandbox.world.people.values() if one.name == "王敏")
    entities = [
        {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:window.hacked=1"},
        {"type": "text_link", "offset": 1, "length": 1, "url": "https://example.cn/"},
    ]
    # Telegram lets no such link through; a page must not rely on it.
    message = king.private.post({"text": "甲乙", "entities": entities}, sender={"from": demo.stage.sandbox.world.bot})
    await visitor.two.sees("甲乙")
    links = visitor.two.log.locator(f'article[data-number="{message.id}"] a')
    assert [await link.get_attribute("href") for link in await links.all()] == ["https://example.cn/"]


async def test_inline_scripts_are_forbidden_by_the_browser_itself(visitor):
    await visitor.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.setAttribute("onerror", "window.hacked = 1");
            image.src = "/nothing";
            document.body.append(image);
            return new Promise((done) => image.addEventListener("error", done, { once: true })).then(() => null);
        }"""
    )
    assert await visitor.page.evaluate("'hacked' in window") is False
