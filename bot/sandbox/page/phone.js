// One phone: whose it is, which chat it shows, and what that person does with it.

import { make, show, write } from "./dom.js";
import { colour, summary } from "./bubble.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { newest } from "./model.js";
import { startLink } from "./text.js";
import { date, either, SHORT, t, TIME, translate } from "./words.js";

const TOAST = 3500;
const TYPING = 5000;
const PATIENCE = 5000; // milliseconds after which a bot that has not confirmed an update counts as silent

export class Phone {
  #changed = new Set();
  #whole = true;
  #busy = null;
  #payload = null;
  #sharing = null; // what will be typed into the chat that is chosen now
  #typingUntil = 0;
  #toastTimer = 0;

  /** `place` is the node to stand in; `chosen(phone)` is told when somebody else takes the phone. */
  constructor(model, link, number, place, chosen) {
    Object.assign(this, { model, link, number, chosen, person: null, chat: null });
    const root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    translate(root);
    this.root = root;
    this.part = Object.fromEntries(["who select", ".inside", ".head .title", ".head .under", ".head .avatar", ".back", ".chats", ".room", ".toast",
      ".silent", ".start", ".mute", ".cover", ".spoken", ".cue"].map((path) => {
      const selector = path.startsWith(".") ? path : `.${path}`;
      return [selector.split(/[. ]+/).at(-1), root.querySelector(selector)];
    }));
    this.log = new Log(this, root.querySelector(".log"), root.querySelector(".down"));
    this.composer = new Composer(this, root);
    this.part.select.addEventListener("change", () => this.#switched());
    this.part.back.addEventListener("click", () => this.#toList());
    this.part.start.addEventListener("click", () => this.#start());
    const alert = this.part.cover.querySelector("button");
    alert.addEventListener("click", () => this.#closeAlert());
    alert.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#closeAlert();
      if (event.key === "Tab") event.preventDefault();
    });
    place.append(root);
  }

  get chatNow() { return this.model.chats.get(this.chat); }

  inGroup() { return this.chatNow?.type !== "private"; }

  /** Give the phone to somebody, at a chat; null shows the list of chats. */
  take(person, chat = person) {
    this.person = person;
    this.chat = chat;
    this.#payload = null;
    this.#sharing = null;
    this.#busy = null;
    this.#typingUntil = 0;
    this.composer.clear();
    this.#closeAlert();
    this.redraw();
    this.chosen(this);
  }

  /** Draw everything anew. */
  redraw() {
    this.#whole = true;
    this.render();
  }

  // What the news say

  hear(news) {
    switch (news.kind) {
      case "message": case "gone":
        if (news.chat === this.chat) this.#changed.add(news.message.message_id ?? news.message);
        if (news.chat === this.chat && news.message.by_bot) this.#typingUntil = 0;
        break;
      case "typing":
        if (news.chat_id === this.chat) this.#typing();
        break;
      case "tap":
        if (news.user_id === this.person) this.#spin({ chat: news.chat_id, message: news.message_id, data: news.data });
        break;
      case "answer":
        if (news.user_id === this.person) this.#answered(news);
        break;
      case "offers":
        if (news.person === this.person && news.chat === this.chat) this.composer.hear(news);
        break;
      default:
    }
  }

  /** Bring the screen up to date; called once per frame at most. */
  render() {
    if (this.person === null) return;
    if (this.#whole) {
      this.#options();
      this.log.open(this.chatNow);
    } else if (this.#changed.size && this.chatNow) {
      const added = this.log.update(this.#changed);
      const heard = added.filter((one) => one.from?.id !== this.person);
      if (heard.length) write(this.part.spoken, heard.map((one) => t("says", { who: this.model.sender(one, this.chatNow).name, text: summary(one) })).join("\n"));
    }
    this.#whole = false;
    this.#changed.clear();
    this.#head();
    this.#foot();
    if (this.chat === null) this.#list();
    this.#read();
  }

  #head() {
    const { model, part, chatNow: chat } = this;
    show(part.chats, chat === undefined);
    show(part.room, chat !== undefined);
    show(part.avatar, chat !== undefined);
    show(part.back, chat !== undefined);
    write(part.title, chat ? model.title(chat) : t(this.#sharing === null ? "chats" : "shareTo"));
    write(part.under, chat ? this.#subtitle(chat) : model.people.get(this.person)?.name ?? "");
    this.root.dataset.kind = chat?.type ?? "list";
    if (chat) {
      write(part.avatar, [...model.title(chat)][0] ?? "");
      part.avatar.dataset.colour = chat.type === "private" ? "bot" : colour(chat.id);
    }
    const unread = model.chatsOf(this.person).filter((one) => one !== chat).reduce((sum, one) => sum + model.unread(this.person, one), 0);
    badge(part.back.querySelector(".badge"), unread);
  }

  #subtitle(chat) {
    if (performance.now() < this.#typingUntil) return t("typing");
    if (chat.type === "private") return t("bot");
    return t(chat.type === "channel" ? "subscribers" : "members", { n: chat.members.length });
  }

  #foot() {
    const { part, chatNow: chat } = this;
    const person = this.model.people.get(this.person);
    const own = chat?.type === "private";
    const start = own && (this.#payload !== null || !(person.started || chat.messages.size));
    const mute = chat?.type === "channel" && !chat.admins.includes(this.person);
    const pressed = document.activeElement === part.start && !start;
    show(part.start, start);
    show(part.mute, mute);
    show(this.composer.form, Boolean(chat) && !start && !mute);
    if (pressed) this.composer.input.focus({ preventScroll: true });
    this.composer.lay(start || mute ? null : chat?.keyboard);
    const since = [this.person, this.chat].map((lane) => this.model.waiting.get(lane)).filter(Boolean);
    show(part.silent, Boolean(chat) && since.some((at) => performance.now() - at >= PATIENCE));
  }

  #options() {
    const { model, part } = this;
    const about = model.facts.about ?? {};
    const groups = new Map();
    for (const person of model.people.values()) {
      const { group, note } = about[person.id] ?? {};
      const label = [person.name, either(note)].filter(Boolean).join(" · ");
      const name = either(group) || t("people");
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(make("option", { value: `person:${person.id}` }, label));
    }
    const places = [...model.chats.values()].filter((chat) => chat.type !== "private");
    if (places.length) groups.set(t("places"), places.map((chat) => make("option", { value: `chat:${chat.id}` }, chat.title)));
    part.select.replaceChildren(...[...groups].map(([name, options]) => make("optgroup", { label: name }, ...options)));
    write(this.root.querySelector(".who span"), t("phone", { n: this.number }));
    part.select.value = this.inGroup() && this.chat !== null ? `chat:${this.chat}` : `person:${this.person}`;
  }

  #switched() {
    const [kind, id] = this.part.select.value.split(":");
    const chat = this.model.chats.get(Number(id));
    if (kind === "person") this.take(Number(id));
    else this.take(chat.members.includes(this.person) ? this.person : chat.members.find((one) => this.model.people.has(one)), chat.id);
  }

  #list() {
    const { model, part } = this;
    const rows = model.chatsOf(this.person).map((chat) => {
      const last = newest(chat);
      const unread = make("b", { class: "badge", "aria-label": t("unread", { n: model.unread(this.person, chat) }) });
      badge(unread, model.unread(this.person, chat));
      return make("li", {}, make("button", { type: "button", onclick: () => this.enter(chat.id) },
        make("span", { class: "avatar", "aria-hidden": "true", "data-colour": chat.type === "private" ? "bot" : colour(chat.id) }, [...model.title(chat)][0]),
        make("span", { class: "entry" },
          make("span", {}, make("bdi", {}, model.title(chat)), make("time", {}, last ? this.#when(last.date) : "")),
          make("span", {}, make("bdi", {}, last ? summary(last) : t("empty")), unread))));
    });
    const at = [...part.chats.querySelectorAll("button")].indexOf(document.activeElement);
    part.chats.replaceChildren(...rows);
    if (at >= 0) part.chats.querySelectorAll("button")[at]?.focus();
  }

  #when(seconds) {
    const { zone } = this.model;
    const sameDay = date(seconds, zone, SHORT) === date(this.model.now(), zone, SHORT);
    return date(seconds, zone, sameDay ? TIME : SHORT);
  }

  #read() {
    const { chatNow: chat, model } = this;
    const last = chat && newest(chat);
    if (!last || document.hidden || !this.root.checkVisibility() || model.playing) return;
    if ((model.people.get(this.person)?.read[chat.id] ?? 0) < last.message_id) {
      model.people.get(this.person).read[chat.id] = last.message_id;
      this.act("read", { upto: last.message_id }, true);
    }
  }

  // What the person does

  async act(act, more = {}, silently = false) {
    const wrong = await this.link.act(this.person, this.chat, act, more);
    if (!silently) this.wrong(wrong);
    return wrong;
  }

  /** Say what was wrong with an act, if anything was. */
  wrong(problem) {
    if (problem) this.toast(problem === "busy" || problem === "offline" ? t(problem) : problem);
  }

  send(text, replyTo = null) {
    return this.act("send", { text, reply_to: replyTo });
  }

  react(message, emoji) { return this.act("react", { message: message.message_id, emoji }); }

  vote(message, ...options) { return this.act("vote", { message: message.message_id, options }); }

  tap(message, row, column, button) {
    if (button.url) this.follow(button.url);
    else if (button.copy_text) this.copy(button.copy_text.text);
    else if ("switch_inline_query" in button) this.#share(button.switch_inline_query);
    else if (button.switch_inline_query_chosen_chat) this.#share(button.switch_inline_query_chosen_chat.query ?? "");
    else if ("switch_inline_query_current_chat" in button) this.composer.fill(`@${this.model.bot.username} ${button.switch_inline_query_current_chat}`);
    else this.act("tap", { message: message.message_id, row, column });
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    this.toast(t("copied"));
  }

  /** Follow a link: one to the bot opens the chat with it, others open outside. */
  follow(url) {
    const link = startLink(url);
    if (link?.bot.toLowerCase() !== this.model.bot.username.toLowerCase()) window.open(url, "_blank", "noopener");
    else {
      this.enter(this.person);
      if (link.payload) {
        this.#payload = link.payload;
        this.#foot();
        this.part.start.focus();
      }
    }
  }

  /** Let choose a chat, into which the bot's name and these words are typed. */
  #share(words) {
    this.#toList();
    this.#sharing = `@${this.model.bot.username} ${words}`;
    this.#head();
  }

  /** Open a chat of this person. */
  enter(chat) {
    const text = this.#sharing;
    if (chat !== this.chat) this.take(this.person, chat);
    (this.part.start.hidden ? this.composer.input : this.part.start).focus({ preventScroll: true });
    if (text !== null) this.composer.fill(text);
  }

  #toList() {
    this.take(this.person, null);
    this.part.chats.querySelector("button")?.focus();
  }

  async #start() {
    const payload = this.#payload;
    this.#payload = null;
    await this.act("start", { payload });
    this.#foot();
  }

  // What flashes up

  spins(message, button) {
    const busy = this.#busy;
    return busy !== null && busy.chat === this.chat && busy.message === message.message_id && busy.data === button.callback_data;
  }

  #spin(busy) {
    const before = this.#busy;
    this.#busy = busy;
    for (const one of [before, busy]) if (one?.chat === this.chat) this.log.spin(one.message);
  }

  #answered(news) {
    this.#spin(null);
    if (news.alert) this.#alert(news.text);
    else if (news.text) this.toast(news.text);
    if (news.url && this.root.contains(document.activeElement)) this.follow(news.url);
  }

  #typing() {
    this.#typingUntil = performance.now() + TYPING;
    setTimeout(() => this.#head(), TYPING + 50);
  }

  toast(text) {
    clearTimeout(this.#toastTimer);
    this.part.toast.textContent = text;
    show(this.part.toast, true);
    write(this.part.spoken, text);
    this.#toastTimer = setTimeout(() => show(this.part.toast, false), TOAST);
  }

  #alert(text) {
    const { cover, inside } = this.part;
    this.#before = document.activeElement;
    cover.querySelector("p").textContent = text;
    inside.inert = true;
    show(cover, true);
    if (this.root.contains(this.#before) || this.#before === document.body) cover.querySelector("button").focus();
  }

  #before = null;

  #closeAlert() {
    const { cover, inside } = this.part;
    if (cover.hidden) return;
    const focused = cover.contains(document.activeElement);
    inside.inert = false;
    show(cover, false);
    if (focused) (this.#before?.isConnected && this.#before !== document.body ? this.#before : this.composer.input).focus();
  }

  // What a story shows

  /** Show what the person is about to do: `how` is taps, types or starts. */
  cue(how, what, typing) {
    this.root.classList.add("acting");
    const said = { taps: `👆 ${what}`, starts: `▶ ${t("start")}`, types: `⌨ ${what}` }[how] ?? how;
    write(this.part.cue, said);
    show(this.part.cue, true);
    if (how === "taps") {
      const key = this.log.key(what);
      key?.classList.add("pointed");
      key?.scrollIntoView({ block: "nearest" });
    } else if (how === "types" && typing) this.composer.input.value = what;
    else if (how === "starts") this.part.start.classList.add("pointed");
  }

  uncue() {
    this.root.classList.remove("acting");
    show(this.part.cue, false);
    for (const node of this.root.querySelectorAll(".pointed")) node.classList.remove("pointed");
    this.composer.input.value = "";
  }
}

function badge(node, count) {
  write(node, count > 99 ? "99+" : String(count));
  show(node, count > 0);
}

