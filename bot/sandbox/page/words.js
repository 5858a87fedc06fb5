// What the page itself says, in Chinese and English. What the bot says is the bot's business.

const WORDS = {
  zh: {
    brand: "发光", page: "发光 · 三部手机", clock: "演示世界的时间", hour: "+1 小时", day: "+1 天", next: "到下一件事",
    nextHint: "快进到下一条到期的消息", nothing: "没有等着发的消息", stories: "看一段故事", backstage: "幕后",
    theme: "换深浅色", language: "English", phones: "手机", phone: "手机 {n}：换人", calls: "机器人调用的接口", close: "关上",
    story: "故事", again: "再放一遍", home: "回到自己的世界", stop: "不看了", back: "所有对话", down: "到最新消息",
    silent: "机器人没有回应", commands: "命令", noQuote: "不回复这一条", attach: "发照片或文件", send: "发送",
    write: "写消息", start: "开始", mute: "只有管理员能在频道里发言", keys: "回复键盘", people: "人", places: "群和频道",
    bot: "机器人", typing: "正在输入…", members: "{n} 人", subscribers: "{n} 位订阅者", edited: "已编辑", empty: "还没有消息",
    copied: "已复制", copy: "复制文字", reply: "回复", messages: "消息", me: "我", joined: "{who} 加入了群", left: "{who} 离开了群",
    pinned: "{who} 置顶了一条消息", photo: "照片", file: "文件", poll: "投票", anonymous: "匿名投票", open: "记名投票",
    quiz: "测验", closed: "投票已结束", votes: "{n} 人投票", vote: "投票", sum: "{n} 次调用，{bad} 次会被 Telegram 拒绝",
    offline: "与页面服务器的连接断了，正在重连…", busy: "故事正在演，先看完或停下", location: "位置", contact: "联系人",
    unread: "{n} 条未读", upgraded: "群升级了", unknown: "这种消息这里不显示", refused: "会被拒绝",
    chats: "对话", retract: "收回投票", react: "回应", more: "对这条消息", alert: "提示", says: "{who}：{text}",
    tooBig: "文件太大：最多 50 MB", finds: "机器人找到的", found: "找到 {n} 条", shareTo: "分享到哪里", via: "通过 {bot}",
  },
  en: {
    brand: "Faguang", page: "Faguang · three phones", clock: "The demo world's time", hour: "+1 hour", day: "+1 day",
    next: "To what is next", nextHint: "Move to when the next message is due", nothing: "No message is waiting to be sent",
    stories: "Watch a story", backstage: "Behind the scenes", theme: "Light or dark", language: "中文", phones: "Phones",
    phone: "Phone {n}: whose", calls: "Bot API calls", close: "Close", story: "Story", again: "Play again",
    home: "Back to your own world", stop: "Stop", back: "All chats", down: "To the newest message",
    silent: "The bot does not answer", commands: "Commands", noQuote: "Do not reply to this", attach: "Send a photo or a file",
    send: "Send", write: "Write a message", start: "Start", mute: "Only administrators write in a channel",
    keys: "Reply keyboard", people: "People", places: "Group and channel", bot: "bot", typing: "typing…",
    members: "{n} members", subscribers: "{n} subscribers", edited: "edited", empty: "No messages yet", copied: "Copied",
    copy: "Copy text", reply: "Reply", messages: "Messages", me: "Me", joined: "{who} joined the group",
    left: "{who} left the group", pinned: "{who} pinned a message", photo: "Photo", file: "File", poll: "Poll",
    anonymous: "Anonymous poll", open: "Public poll", quiz: "Quiz", closed: "Poll closed", votes: "{n} votes", vote: "Vote",
    sum: "{n} calls, {bad} that Telegram would refuse",
    offline: "Lost the page's server, connecting again…", busy: "A story is playing: let it end, or stop it",
    location: "Location", contact: "Contact", unread: "{n} unread", upgraded: "The group was upgraded",
    unknown: "A kind of message that is not shown here", refused: "would be refused", chats: "Chats",
    retract: "Take the vote back", react: "React", more: "About this message", alert: "Notice", says: "{who}: {text}",
    tooBig: "The file is too big: at most 50 MB", finds: "What the bot found", found: "{n} found", shareTo: "Share to which chat",
    via: "via {bot}",
  },
};

let language = kept("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export function kept(name) {
  try { return localStorage.getItem(`faguang.${name}`); } catch { return null; }
}

export function keep(name, value) {
  try { localStorage.setItem(`faguang.${name}`, value); } catch { /* a browser that keeps nothing still works */ }
}

export const speaks = () => language;

/** The page's words for `key`, with {places} filled. */
export function t(key, places = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

/** One of a text that comes in both languages: {zh, en}. */
export const either = (text) => text?.[language] ?? text?.zh ?? "";

export function speak(next) {
  language = next;
  keep("language", next);
  translate(document);
}

/** Put the words into everything below `root` that names them. */
export function translate(root) {
  if (root === document) {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.title = t("page");
  }
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of root.querySelectorAll("[data-hint]")) {
    node.title = t(node.dataset.hint);
    node.setAttribute("aria-label", t(node.dataset.hint));
  }
}

const formats = new Map();

/** A date as people read it, in the workplace's zone. */
export function date(seconds, zone, options) {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: zone, ...options }));
  }
  return formats.get(key).format(seconds * 1000);
}

export const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
export const DAY = { month: "long", day: "numeric", weekday: "short" };
export const SHORT = { month: "numeric", day: "numeric" };
