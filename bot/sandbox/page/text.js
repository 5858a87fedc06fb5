// Text with entities (offsets in UTF-16 units, as JavaScript counts) becomes nodes.

import { make } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|tg|mailto|tel):/i;

/** `use` has onlink(url) and oncommand(text). */
export function formatted(text, entities = [], use = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return piece(text, 0, text.length, sorted, use);
}

function piece(text, start, end, entities, use) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    at = Math.min(entity.offset + entity.length, end);
    const inner = entities.slice(i + 1).filter((one) => one.offset + one.length <= at);
    nodes.push(wrap(entity, text.slice(entity.offset, at), piece(text, entity.offset, at, inner, use), use));
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, nodes, use) {
  if (PLAIN[entity.type]) return make(PLAIN[entity.type], {}, ...nodes);
  switch (entity.type) {
    case "text_link": return link(entity.url, nodes, use);
    case "url": return link(SAFE.test(words) ? words : `https://${words}`, nodes, use);
    case "email": return link(`mailto:${words}`, nodes, use);
    case "phone_number": return link(`tel:${words}`, nodes, use);
    case "bot_command":
      return make("button", { type: "button", class: "word", onclick: () => use.oncommand?.(words) }, ...nodes);
    case "spoiler":
      return make("button", { type: "button", class: "spoiler", onclick: (event) => event.currentTarget.classList.add("seen") }, ...nodes);
    case "mention": case "text_mention": case "hashtag": case "cashtag":
      return make("span", { class: "word" }, ...nodes);
    case "date_time": return make("time", {}, ...nodes);
    default: return make("span", {}, ...nodes);
  }
}

function link(url, nodes, use) {
  if (!SAFE.test(url)) return make("span", {}, ...nodes);
  const follow = (event) => {
    event.preventDefault();
    use.onlink?.(url);
  };
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, ...nodes);
}

/** {bot, payload} of a link that presses Start, else null. */
export function startLink(url) {
  const found = /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\w+)(?:\?start=([\w-]+))?$/.exec(url);
  return found && { bot: found[1], payload: found[2] ?? "" };
}
