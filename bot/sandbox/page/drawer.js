// Behind the scenes: every call of the bot, its size and duration, and what Telegram would have refused.

import { make, show, write } from "./dom.js";
import { bad } from "./model.js";
import { t } from "./words.js";

export class Drawer {
  #shown = new Map();

  constructor(model) {
    this.model = model;
    this.button = document.getElementById("backstage");
    this.node = document.getElementById("drawer");
    this.list = document.getElementById("calls");
    this.button.addEventListener("click", () => this.#open(this.node.hidden));
    document.getElementById("close").addEventListener("click", () => { this.#open(false); this.button.focus(); });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.#open(false); this.button.focus(); }
    });
  }

  #open(open) {
    show(this.node, open);
    this.button.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("backstage", open);
    this.render();
  }

  /** Forget what is listed: another world is shown. */
  clear() {
    this.#shown.clear();
    this.list.replaceChildren();
  }

  render() {
    const { calls, refused } = this.model;
    const count = document.getElementById("refusals");
    write(count, String(refused));
    show(count, refused > 0);
    if (this.node.hidden) return;
    write(document.getElementById("sum"), t("sum", { n: calls.at(-1)?.number ?? 0, bad: refused }));
    const oldest = calls[0]?.number ?? 0;
    for (const [number, node] of this.#shown) {
      if (number >= oldest) break;
      node.remove();
      this.#shown.delete(number);
    }
    for (const call of calls.filter((one) => !this.#shown.has(one.number))) {
      const node = row(call);
      this.#shown.set(call.number, node);
      this.list.prepend(node);
    }
  }
}

function row(call) {
  return make("li", { class: bad(call) ? "refused" : call.ok ? null : "injected" },
    make("details", {},
      make("summary", {}, make("code", {}, call.method), make("span", {}, `${call.size} B`), make("span", {}, `${call.ms} ms`),
        call.error ? make("em", {}, call.error) : null),
      make("pre", { tabindex: "0" }, call.params)));
}
