// The messages of one chat on one phone. Only what changed is touched.

import { make, show, write } from "./dom.js";
import { filled, isNotice, summary } from "./bubble.js";
import { date, DAY, t } from "./words.js";

const NEAR = 80; // pixels from the end that still count as being there
const EMOJI = ["👍", "❤", "🎉", "👏", "🔥", "🤔", "😢", "🙏"];

export class Log {
  #nodes = new Map();
  #last = null;
  #missed = 0;

  constructor(phone, node, down) {
    this.phone = phone;
    this.node = node;
    this.scroll = node.parentElement;
    this.down = down;
    this.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.scroll.addEventListener("keydown", (event) => this.#key(event));
    node.addEventListener("contextmenu", (event) => this.#menuAt(event));
    node.addEventListener("dblclick", (event) => this.#menuAt(event));
    down.addEventListener("click", () => this.toEnd());
  }

  /** Show a chat from scratch. */
  open(chat) {
    this.chat = chat;
    this.#nodes.clear();
    this.#last = null;
    this.#missed = 0;
    const all = document.createDocumentFragment();
    for (const message of chat?.messages.values() ?? []) this.#append(message, all);
    if (!all.childNodes.length) all.append(make("p", { class: "empty" }, t("empty")));
    this.node.replaceChildren(all);
    this.toEnd();
  }

  /** Bring these messages up to date. Returns those that are new. */
  update(numbers) {
    const atEnd = this.atEnd();
    const added = [];
    for (const number of numbers) {
      const message = this.chat.messages.get(number);
      const node = this.#nodes.get(number);
      if (!message) this.#drop(number);
      else if (node) this.#refill(node, message);
      else {
        this.node.querySelector(":scope > .empty")?.remove();
        this.#append(message, this.node);
        added.push(message);
      }
    }
    if (atEnd) this.toEnd();
    else {
      this.#missed += added.filter((one) => one.from?.id !== this.phone.person).length;
      this.#scrolled();
    }
    return added;
  }

  atEnd() {
    return this.scroll.scrollTop > -NEAR;
  }

  toEnd() {
    this.scroll.scrollTop = 0;
    this.#missed = 0;
    show(this.down, false);
  }

  /** Go to a message that another one answers. */
  jump(number) {
    const node = this.#nodes.get(number);
    node?.scrollIntoView({ block: "center" });
    node?.focus();
  }

  /** The newest inline button with this label, or null. */
  key(label) {
    const found = [...this.node.querySelectorAll(".key")].filter((key) => key.querySelector("bdi").textContent === label);
    return found.at(-1) ?? null;
  }

  /** Show which button waits for its answer. */
  spin(number) {
    const node = this.#nodes.get(number);
    const message = this.chat?.messages.get(number);
    if (!node || !message) return;
    for (const key of node.querySelectorAll(".key")) {
      const [y, x] = key.dataset.at.split(",");
      const button = message.reply_markup?.inline_keyboard[y]?.[x]; // the next frame draws what has just changed
      const busy = button !== undefined && this.phone.spins(message, button);
      if (busy) key.setAttribute("aria-busy", "true");
      else key.removeAttribute("aria-busy");
    }
  }

  #append(message, into) {
    const { zone } = this.phone.model;
    const day = date(message.date, zone, DAY);
    if (!this.#last || date(this.#last.message.date, zone, DAY) !== day) {
      into.append(make("p", { class: "day" }, make("span", {}, day)));
      this.#last = null;
    }
    const node = make("article", { tabindex: "-1", "data-number": message.message_id });
    const sender = this.phone.model.sender(message, this.chat).id;
    if (!isNotice(message) && this.#last?.sender === sender) {
      this.#last.node.classList.remove("tail");
      node.classList.add("next");
    }
    this.#refill(node, message);
    node.classList.add("tail");
    into.append(node);
    this.#nodes.set(message.message_id, node);
    this.#last = { message, node, sender: isNotice(message) ? null : sender };
  }

  #refill(node, message) {
    const focused = node.contains(document.activeElement) && document.activeElement.dataset.at;
    const own = message.from?.id === this.phone.person;
    node.classList.toggle("service", isNotice(message));
    node.classList.toggle("own", own && !isNotice(message));
    node.setAttribute("aria-label", this.#spoken(message));
    node.replaceChildren(...filled(message, this.chat, this.phone));
    // An edited card keeps the place of whoever goes by keyboard.
    if (focused) (node.querySelector(`[data-at="${focused}"]`) ?? node.querySelector(".key") ?? node).focus();
  }

  #spoken(message) {
    const who = this.phone.model.sender(message, this.chat);
    return t("says", { who: who.id === this.phone.person ? t("me") : who.name, text: summary(message) });
  }

  #drop(number) {
    const node = this.#nodes.get(number);
    if (!node) return;
    if (this.#last?.node === node) this.#last = null;
    node.remove();
    this.#nodes.delete(number);
  }

  #scrolled() {
    const atEnd = this.atEnd();
    if (atEnd) this.#missed = 0;
    show(this.down, !atEnd);
    const badge = this.down.querySelector(".badge");
    write(badge, String(this.#missed));
    show(badge, this.#missed > 0);
  }

  // Arrows go from message to message; Enter opens what can be done with one.

  #key(event) {
    const here = event.target.closest("article");
    if (here && event.target !== here) return;
    const nodes = [...this.node.querySelectorAll("article")];
    const at = here ? nodes.indexOf(here) : nodes.length;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      nodes[Math.max(0, Math.min(to, nodes.length - 1))]?.focus();
    } else if (here && (event.key === "Enter" || event.key === "ContextMenu")) {
      event.preventDefault();
      this.#menu(here);
    } else if (here && event.key === "Escape") this.scroll.focus();
  }

  #menuAt(event) {
    const node = event.target.closest("article");
    if (!node || event.target.closest("a, button")) return;
    event.preventDefault();
    this.#menu(node);
  }

  #menu(node) {
    const message = this.chat.messages.get(Number(node.dataset.number));
    if (!message || isNotice(message)) return;
    this.node.querySelector(".deeds")?.remove();
    const close = () => { menu.remove(); node.focus(); };
    const item = (words, act) => make("button", { type: "button", role: "menuitem", onclick: () => { close(); act(); } }, words);
    const menu = make("div", { class: "deeds", role: "menu", "aria-label": t("more") },
      ...EMOJI.map((one) => item(one, () => this.phone.react(message, [one]))),
      item(t("reply"), () => this.phone.composer.answer(message)),
      item(t("copy"), () => this.phone.copy(summary(message))));
    menu.addEventListener("keydown", (event) => {
      const items = [...menu.children];
      const at = items.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      event.stopPropagation();
      if (step) items[(at + step + items.length) % items.length].focus();
      else if (event.key === "Escape" || event.key === "Tab") close();
      else return;
      event.preventDefault();
    });
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.remove(); });
    node.append(menu);
    menu.scrollIntoView({ block: "nearest" });
    menu.firstElementChild.focus();
  }
}
