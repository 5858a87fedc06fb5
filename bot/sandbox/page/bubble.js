// One message as it stands in a chat: what it says and carries, its buttons, its time.

import { icon, make } from "./dom.js";
import { formatted } from "./text.js";
import { date, t, TIME } from "./words.js";
import { nameOf } from "./model.js";

const COLOURS = 7;
const SHARES = ["switch_inline_query", "switch_inline_query_chosen_chat", "switch_inline_query_current_chat"];
const NOTICES = ["new_chat_members", "left_chat_member", "pinned_message", "migrate_to_chat_id", "migrate_from_chat_id"];

/** Which of the seven name colours somebody has. */
export const colour = (id) => Math.abs(id) % COLOURS;

/** Whether a message is a line in the middle rather than a bubble. */
export const isNotice = (message) => NOTICES.some((field) => field in message);

/** The contents of a message's node; `phone` is where it is shown. */
export function filled(message, chat, phone) {
  if (isNotice(message)) return [make("p", {}, noticed(message))];
  const { model } = phone;
  const sender = model.sender(message, chat);
  const parts = [];
  if (chat.type !== "private" && sender.id !== phone.person) {
    parts.push(make("bdi", { class: "from", "data-colour": colour(sender.id) }, sender.name));
  }
  if (message.via_bot) parts.push(make("span", { class: "via" }, t("via", { bot: `@${message.via_bot.username}` })));
  if (message.reply_to_message) parts.push(quoted(message.reply_to_message, model, chat, phone));
  parts.push(...carried(message, phone));
  const text = message.text ?? message.caption;
  const use = { onlink: (url) => phone.follow(url), oncommand: (command) => phone.send(command) };
  const time = make("span", { class: "time" },
    message.edit_date && !message.poll ? make("i", {}, `${t("edited")} `) : null,
    make("time", {}, date(message.date, model.zone, TIME)));
  if (text) {
    const words = formatted(text, message.entities ?? message.caption_entities, use);
    parts.push(make("div", { class: "text", dir: "auto" }, ...words));
  }
  const bubble = make("div", { class: "bubble" }, ...parts, ...reactions(message, phone), time);
  return [bubble, ...keys(message, phone)];
}

/** What a message says in one line, for lists, quotes and readers. */
export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return text;
  if (message.poll) return `📊 ${message.poll.question}`;
  if (message.photo) return `🖼 ${t("photo")}`;
  if (message.document) return `📎 ${message.document.file_name ?? t("file")}`;
  if (message.location) return `📍 ${t("location")}`;
  if (message.contact) return `👤 ${t("contact")}`;
  return isNotice(message) ? noticed(message) : message.dice?.emoji ?? t("unknown");
}

function noticed(message) {
  const who = nameOf(message.sender_chat ?? message.from ?? { title: "" });
  if (message.new_chat_members) return t("joined", { who: message.new_chat_members.map(nameOf).join(", ") });
  if (message.left_chat_member) return t("left", { who: nameOf(message.left_chat_member) });
  if (message.pinned_message) return t("pinned", { who });
  return t("upgraded");
}

function quoted(replied, model, chat, phone) {
  const origin = model.sender(replied, chat);
  return make("button", { type: "button", class: "quoted", "data-colour": colour(origin.id), onclick: () => phone.log.jump(replied.message_id) },
    make("bdi", {}, origin.name), make("span", { dir: "auto" }, summary(replied)));
}

function carried(message, phone) {
  if (message.photo) {
    const photo = message.photo.at(-1);
    const image = make("img", { src: `/file/${photo.file_id}`, width: photo.width, height: photo.height, alt: message.caption ?? t("photo") });
    return [image];
  }
  const file = ["document", "video", "audio", "voice", "animation"].map((kind) => message[kind]).find(Boolean);
  if (file) {
    const name = file.file_name ?? t("file");
    return [make("a", { class: "file", href: `/file/${file.file_id}`, download: name },
      make("span", { class: "disc" }, icon("file")),
      make("span", {}, make("bdi", {}, name), make("small", {}, size(file.file_size))))];
  }
  if (message.poll) return [poll(message, phone)];
  if (message.location) {
    const { latitude, longitude } = message.location;
    return [make("p", { class: "text" }, `📍 ${latitude.toFixed(4)}, ${longitude.toFixed(4)}`)];
  }
  if (message.contact) return [make("p", { class: "text" }, `👤 ${message.contact.first_name} ${message.contact.phone_number}`)];
  if (message.dice) return [make("p", { class: "text" }, `${message.dice.emoji} ${message.dice.value}`)];
  return message.text || message.caption ? [] : [make("p", { class: "text" }, t("unknown"))];
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function poll(message, phone) {
  const { poll: about, votes } = message;
  const mine = votes[phone.person];
  const shown = Boolean(mine) || about.is_closed;
  const kind = about.is_closed ? t("closed") : about.type === "quiz" ? t("quiz") : about.is_anonymous ? t("anonymous") : t("open");
  const options = about.options.map((option, number) => {
    const share = about.total_voter_count ? Math.round((100 * option.voter_count) / about.total_voter_count) : 0;
    const right = shown && about.correct_option_ids?.includes(number);
    const mark = right ? "✓ " : mine?.includes(number) ? "● " : "";
    if (shown) {
      return make("div", { class: "option", "data-own": mine?.includes(number), "data-right": right },
        make("span", {}, `${share} %`), make("bdi", {}, mark + option.text),
        make("progress", { max: 100, value: share, "aria-label": option.text }));
    }
    return make("button", { type: "button", class: "option", onclick: () => phone.vote(message, option.text) }, make("bdi", {}, option.text));
  });
  const retract = mine && about.allows_revoting && !about.is_closed
    ? make("button", { type: "button", class: "word", onclick: () => phone.vote(message) }, t("retract")) : null;
  return make("div", { class: "poll" }, make("p", { class: "text", dir: "auto" }, make("strong", {}, about.question)),
    make("small", {}, kind), ...options, make("small", {}, t("votes", { n: about.total_voter_count })), retract);
}

function reactions(message, phone) {
  const found = Object.entries(message.reactions ?? {});
  if (!found.length) return [];
  return [make("div", { class: "reactions" }, ...found.map(([emoji, people]) => {
    const mine = people.includes(phone.person);
    return make("button", { type: "button", "aria-pressed": String(mine), onclick: () => phone.react(message, mine ? [] : [emoji]) },
      `${emoji} ${people.length}`);
  }))];
}

function keys(message, phone) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return [];
  return [make("div", { class: "keys" }, ...rows.map((row, y) => make("div", {}, ...row.map((button, x) => {
    const mark = button.url ? "link" : button.copy_text ? "copy" : SHARES.some((kind) => kind in button) ? "share" : null;
    const node = make("button", {
      type: "button", class: "key", "data-style": button.style, "data-at": `${y},${x}`,
      onclick: () => phone.tap(message, y, x, button),
    }, make("bdi", {}, button.text), mark && icon(mark));
    if (phone.spins(message, button)) node.setAttribute("aria-busy", "true");
    return node;
  }))))];
}
