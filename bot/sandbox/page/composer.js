// Where somebody writes: the input line, the command menu, the quote, files, and the reply keyboard below.

import { make, show, write } from "./dom.js";
import { summary } from "./bubble.js";
import { t } from "./words.js";

const MOST_BYTES = 50 * 1024 * 1024;

export class Composer {
  #replyTo = null;
  #offered = [];
  #at = -1;

  constructor(phone, root) {
    this.phone = phone;
    this.form = root.querySelector(".composer");
    this.input = root.querySelector("textarea");
    this.offers = root.querySelector(".offers");
    this.quote = root.querySelector(".quote");
    this.menu = root.querySelector(".menu");
    this.keyboard = root.querySelector(".keyboard");
    this.offers.id = `offers-${phone.number}`;
    this.input.setAttribute("aria-controls", this.offers.id);
    const file = root.querySelector("input[type=file]");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => { this.#typed(); });
    this.input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    this.menu.addEventListener("click", () => this.#toggle());
    root.querySelector(".attach").addEventListener("click", () => file.click());
    file.addEventListener("change", () => { this.#attach(file.files[0]); file.value = ""; });
    this.quote.querySelector("button").addEventListener("click", () => this.answer(null));
  }

  /** Begin anew: another chat is shown. */
  clear() {
    this.input.value = "";
    this.answer(null);
    this.#close();
  }

  /** Write the next message as an answer to this one; null for none. */
  answer(message) {
    this.#replyTo = message?.message_id ?? null;
    show(this.quote, Boolean(message));
    if (!message) return;
    write(this.quote.querySelector("p"), summary(message));
    this.input.focus();
  }

  /** Lay out the reply keyboard of the chat. */
  lay(keyboard) {
    const usable = keyboard && (keyboard.for === null || keyboard.for === this.phone.person) ? keyboard : null;
    const placeholder = usable?.input_field_placeholder ?? t("write");
    if (this.input.placeholder !== placeholder) this.input.placeholder = placeholder;
    if (usable === this.laid) return;
    this.laid = usable;
    this.keyboard.replaceChildren(...(usable?.keyboard ?? []).map((row) => make("div", {}, ...row.map((key) => make("button", {
      type: "button", "data-style": key.style, onclick: () => this.phone.act("press", { label: key.text }),
    }, make("bdi", {}, key.text))))));
    show(this.keyboard, Boolean(usable?.keyboard));
  }

  async #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const replyTo = this.#replyTo;
    this.clear();
    const wrong = await this.phone.send(text, replyTo);
    // What could not be said is not lost.
    if (wrong && !this.input.value) this.input.value = text;
  }

  async #attach(file) {
    if (!file) return;
    if (file.size > MOST_BYTES) this.phone.toast(t("tooBig"));
    else this.phone.wrong(await this.phone.link.upload(this.phone.person, this.phone.chat, file));
  }

  // The command menu

  async #typed() {
    const asked = /^\/(\w*)$/.exec(this.input.value);
    if (!asked) this.#close();
    else this.#offer((await this.#commands()).filter((one) => one.command.startsWith(asked[1].toLowerCase())));
  }

  async #toggle() {
    if (!this.offers.hidden) this.#close();
    else {
      this.#offer(await this.#commands());
      this.input.focus();
    }
  }

  #commands() {
    return this.phone.link.commands(this.phone.person, this.phone.chat);
  }

  #offer(commands) {
    this.#offered = commands;
    this.offers.replaceChildren(...commands.map((one, number) => make("div", {
      role: "option", id: `${this.offers.id}-${number}`, "aria-selected": "false",
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.#choose(number),
    }, make("b", {}, `/${one.command}`), make("span", {}, one.description))));
    show(this.offers, commands.length > 0);
    this.menu.setAttribute("aria-expanded", String(commands.length > 0));
    this.#mark(commands.length && this.input.value ? 0 : -1);
  }

  #mark(number) {
    this.#at = number;
    [...this.offers.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === number)));
    if (number < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", `${this.offers.id}-${number}`);
      this.offers.children[number].scrollIntoView({ block: "nearest" });
    }
  }

  #close() {
    if (this.offers.hidden) return;
    this.#offered = [];
    this.#mark(-1);
    show(this.offers, false);
    this.menu.setAttribute("aria-expanded", "false");
  }

  #choose(number) {
    const { command } = this.#offered[number];
    this.clear();
    this.phone.send(this.phone.inGroup() ? `/${command}@${this.phone.model.bot.username}` : `/${command}`);
  }

  #key(event) {
    if (event.isComposing) return;
    const open = !this.offers.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      const count = this.#offered.length;
      this.#mark((this.#at + step + count) % count);
    } else if (open && event.key === "Escape") this.#close();
    else if (open && event.key === "Tab" && this.#at >= 0) this.input.value = `/${this.#offered[this.#at].command} `;
    else if (event.key === "Enter" && !event.shiftKey) {
      if (open && this.#at >= 0) this.#choose(this.#at);
      else this.#submit();
    } else return;
    event.preventDefault();
  }
}
