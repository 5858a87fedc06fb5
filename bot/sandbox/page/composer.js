// Where somebody writes: the input line, what is offered above it (commands, or the bot's finds), the quote, files, and
// the reply keyboard below.

import { make, show, write } from "./dom.js";
import { summary } from "./bubble.js";
import { t } from "./words.js";

const MOST_BYTES = 50 * 1024 * 1024;
const PAUSE = 250; // milliseconds without a key after which the bot is asked

export class Composer {
  #replyTo = null;
  #offered = [];
  #at = -1;
  #asking = 0;

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
    for (const node of [this.input, this.offers]) node.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => { this.#typed(); });
    this.form.addEventListener("focusout", () => setTimeout(() => this.#left(), 150));
    this.menu.addEventListener("click", () => this.#toggle());
    root.querySelector(".attach").addEventListener("click", () => file.click());
    file.addEventListener("change", () => { this.#attach(file.files[0]); file.value = ""; });
    this.quote.querySelector("button").addEventListener("click", () => this.answer(null));
  }

  /** Begin anew: another chat is shown. */
  clear() {
    clearTimeout(this.#asking);
    this.input.value = "";
    this.answer(null);
    this.#close();
  }

  /** Put this into the input line, as if it had been typed. */
  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.#typed();
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

  // What is offered above the input line

  async #typed() {
    clearTimeout(this.#asking);
    const words = this.#words();
    if (words !== null) {
      this.#asking = setTimeout(() => this.phone.act("inline", { query: words }, true), PAUSE);
      return;
    }
    const asked = /^\/(\w*)$/.exec(this.input.value);
    if (!asked) this.#close();
    else this.#offer("commands", await this.#commands(asked[1].toLowerCase()));
  }

  async #toggle() {
    if (!this.offers.hidden) this.#close();
    else {
      this.#offer("commands", await this.#commands(""));
      this.input.focus();
    }
  }

  async #commands(begun) {
    const all = await this.phone.link.commands(this.phone.person, this.phone.chat);
    return all.filter((one) => one.command.startsWith(begun)).map(({ command, description }) => ({
      head: `/${command}`, about: description, complete: `/${command} `, choose: () => this.#command(command),
    }));
  }

  #command(command) {
    this.clear();
    this.phone.send(this.phone.inGroup() ? `/${command}@${this.phone.model.bot.username}` : `/${command}`);
  }

  /** What is typed behind the bot's name, null without it. */
  #words() {
    const name = `@${this.phone.model.bot.username}`.toLowerCase();
    const { value } = this.input;
    return value.toLowerCase().startsWith(`${name} `) ? value.slice(name.length + 1).trim().slice(0, 256) : null;
  }

  /** Show what the bot offers to the words that stand here. */
  hear(offers) {
    if (offers.query !== this.#words() || document.activeElement !== this.input) return;
    const finds = offers.results.map((one) => ({ head: one.title, about: one.description, choose: () => this.#pick(one.id) }));
    const { button } = offers;
    const note = button && { head: button.text, choose: () => this.phone.follow(this.phone.model.startLink(button.start_parameter)) };
    this.#offer("finds", note ? [note, ...finds] : finds, note && finds.length ? 1 : 0);
    write(this.phone.part.spoken, t("found", { n: finds.length }));
  }

  async #pick(result) {
    this.clear();
    this.phone.wrong(await this.phone.act("pick", { result }, true));
  }

  #offer(kind, offered, first = 0) {
    this.#offered = offered;
    this.offers.dataset.label = kind;
    this.offers.setAttribute("aria-label", t(kind));
    this.offers.replaceChildren(...offered.map((one, number) => make("div", {
      role: "option", id: `${this.offers.id}-${number}`, "aria-selected": "false",
      onpointerdown: (event) => event.preventDefault(), onclick: () => one.choose(),
    }, make("b", {}, one.head), one.about ? make("span", {}, one.about) : null)));
    show(this.offers, offered.length > 0);
    this.menu.setAttribute("aria-expanded", String(kind === "commands" && offered.length > 0));
    this.#mark(offered.length && this.input.value ? first : -1);
  }

  #mark(number) {
    this.#at = number;
    [...this.offers.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === number)));
    for (const node of [this.input, this.offers]) {
      if (number < 0) node.removeAttribute("aria-activedescendant");
      else node.setAttribute("aria-activedescendant", `${this.offers.id}-${number}`);
    }
    if (number >= 0) this.offers.children[number].scrollIntoView({ block: "nearest" });
  }

  #left() {
    if (![this.input, this.offers].includes(document.activeElement)) this.#close();
  }

  #close() {
    if (this.offers.hidden) return;
    this.#offered = [];
    this.#mark(-1);
    show(this.offers, false);
    this.menu.setAttribute("aria-expanded", "false");
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.target === this.offers && event.key === "Tab") return;
    const open = !this.offers.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      const count = this.#offered.length;
      this.#mark((this.#at + step + count) % count);
    } else if (open && event.key === "Escape") {
      this.#close();
      this.input.focus();
    }
    else if (open && event.key === "Tab" && this.#offered[this.#at]?.complete) this.input.value = this.#offered[this.#at].complete;
    else if (event.key === "Enter" && !event.shiftKey) {
      if (open && this.#at >= 0) this.#offered[this.#at].choose();
      else this.#submit();
    } else return;
    event.preventDefault();
  }
}
