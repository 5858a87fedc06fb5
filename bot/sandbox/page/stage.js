// The stage around the phones: the clock, the stories, and the line that tells what happens and why.

import { make, show, write } from "./dom.js";
import { date, DAY, either, t, TIME } from "./words.js";

export class StageBar {
  constructor(model, link, notice) {
    Object.assign(this, { model, link, notice });
    this.clock = document.getElementById("clock");
    this.stories = document.getElementById("stories");
    this.story = document.getElementById("story");
    for (const button of document.querySelectorAll("[data-travel]")) {
      button.addEventListener("click", () => this.#travel(button.dataset.travel));
    }
    document.getElementById("home").addEventListener("click", () => this.#play(null));
    document.getElementById("again").addEventListener("click", () => this.#play(this.model.facts.scene.tour));
    setInterval(() => this.#tick(), 1000);
  }

  /** Draw what belongs to the world on show. */
  draw() {
    const { facts } = this.model;
    show(document.querySelector(".clock"), Boolean(facts.clock));
    show(document.querySelector(".stories"), Boolean(facts.tours?.length));
    this.stories.replaceChildren(...(facts.tours ?? []).map((tour) => make("button", {
      type: "button", "data-tour": tour.name, onclick: () => this.#play(tour.name),
    }, make("b", {}, `▶ ${either(tour.title)}`), make("span", {}, either(tour.about)))));
    this.#tick();
    this.scene();
  }

  /** Show where the story stands. */
  scene() {
    const { facts } = this.model;
    const { scene } = facts;
    show(this.story, Boolean(scene));
        if (!scene) return;
    write(document.getElementById("line"), either(scene.line));
    this.story.dataset.over = scene.over;
    show(document.getElementById("again"), scene.over);
    write(document.getElementById("home"), t(scene.over ? "home" : "stop"));
    for (const button of document.querySelectorAll("[data-travel]")) button.disabled = !scene.over;
  }

  #tick() {
    const now = this.model.now();
    if (this.model.facts.clock) write(this.clock, `${date(now, this.model.zone, DAY)} ${date(now, this.model.zone, TIME)}`);
  }

  async #travel(to) {
    const wrong = await this.link.post("/demo/travel", { to });
    if (wrong) this.notice(wrong === "nothing" || wrong === "busy" ? t(wrong) : wrong);
  }

  async #play(tour) {
    document.querySelector(".stories").open = false;
    const wrong = await this.link.post("/demo/play", { tour });
    if (wrong) this.notice(wrong === "busy" ? t("busy") : wrong);
  }
}
