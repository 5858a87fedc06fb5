// Everything that exists in the world on show, kept up to date by the news.

const CALLS = 400;

export class Model {
  constructor() {
    this.forget();
  }

  forget() {
    this.bot = { id: 0, first_name: "", username: "" };
    this.people = new Map();
    this.chats = new Map();
    this.calls = [];
    this.refused = 0;
    this.facts = {};
    this.waiting = new Map();
    this.clock = { now: 0, at: 0 };
  }

  get zone() { return this.facts.zone ?? "UTC"; }

  /** Whether a story plays: people only watch. */
  get playing() { return Boolean(this.facts.scene && !this.facts.scene.over); }

  /** The world's time in seconds. */
  now() {
    const running = this.facts.clock?.running ?? true;
    return this.clock.now + (running ? (performance.now() - this.clock.at) / 1000 : 0);
  }

  hello(news) {
    this.forget();
    this.bot = news.bot;
    this.facts = news.facts;
    this.setClock(news.now);
    for (const person of news.people) this.people.set(person.id, person);
    for (const chat of news.chats) {
      this.chats.set(chat.id, { ...chat, messages: new Map(chat.messages.map((one) => [one.message_id, one])) });
    }
    for (const call of news.calls) this.called(call);
    this.wait(news.waiting);
  }

  setClock(now) {
    this.clock = { now, at: performance.now() };
  }

  chat(news) {
    const known = this.chats.get(news.id);
    this.chats.set(news.id, { messages: known?.messages ?? new Map(), ...news });
  }

  message(chat, message) {
    this.chats.get(chat)?.messages.set(message.message_id, message);
  }

  called(call) {
    this.calls.push(call);
    if (bad(call)) this.refused += 1;
    if (this.calls.length > CALLS && bad(this.calls.shift())) this.refused -= 1;
  }

  /** Note from whom updates wait, each since when. */
  wait(lanes) {
    this.waiting = new Map(lanes.map((lane) => [lane, this.waiting.get(lane) ?? performance.now()]));
  }

  /** The chats on somebody's phone. */
  chatsOf(person) {
    const own = [...this.chats.values()].filter((chat) => chat.id === person || chat.members.includes(person));
    return own.sort((a, b) => lastDate(b) - lastDate(a));
  }

  /** How many messages of others stand unread in a chat. */
  unread(personId, chat) {
    const upto = this.people.get(personId)?.read[chat.id] ?? 0;
    let count = 0;
    for (const message of [...chat.messages.values()].reverse()) {
      if (message.message_id <= upto) break;
      if (message.from?.id !== personId) count += 1;
    }
    return count;
  }

  /** The link that opens the chat with the bot with a payload. */
  startLink(payload) {
    return `https://t.me/${this.bot.username}?start=${payload}`;
  }

  /** Whose name stands above a message: {id, name, bot}. */
  sender(message, chat) {
    const origin = message.sender_chat ?? message.from ?? chat;
    return { id: origin.id, name: nameOf(origin), bot: Boolean(origin.is_bot) };
  }

  title(chat) {
    return chat.type === "private" ? this.bot.first_name : chat.title;
  }
}

export const bad = (call) => !call.ok && !call.injected;
export const newest = (chat) => [...chat.messages.values()].at(-1);
export const nameOf = (one) => one.title ?? [one.first_name, one.last_name].filter(Boolean).join(" ");
const lastDate = (chat) => newest(chat)?.date ?? 0;
