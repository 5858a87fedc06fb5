// Puts the page together: news come in, phones are drawn once per frame.

import { make, show, write } from "./dom.js";
import { Drawer } from "./drawer.js";
import { Link } from "./link.js";
import { Model } from "./model.js";
import { Phone } from "./phone.js";
import { StageBar } from "./stage.js";
import { keep, kept, speak, speaks, t, translate } from "./words.js";

const PHONES = 3;
const NOTICE = 4000;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const model = new Model();
const tabs = document.querySelector(".tabs");
const notice = document.getElementById("notice");
const last = []; // the phones by who acted, the latest last
let due = false;
let fresh = true;
let noticeTimer = 0;

translate(document);
theme(kept("theme"));
const link = new Link(hear, connected);
const drawer = new Drawer(model);
const bar = new StageBar(model, link, say);
const phones = Array.from({ length: PHONES }, (_, n) => new Phone(model, link, n + 1, document.getElementById("phones"), chosen));
phones.forEach(addTab);
select(phones[0]);
last.push(...phones);

document.getElementById("language").addEventListener("click", () => {
  speak(speaks() === "zh" ? "en" : "zh");
  write(document.getElementById("language"), t("language"));
  bar.draw();
  for (const phone of phones) phone.redraw();
  phones.forEach(named);
  drawer.render();
});
write(document.getElementById("language"), t("language"));
document.getElementById("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  keep("theme", dark ? "light" : "dark");
  theme(dark ? "light" : "dark");
});
document.addEventListener("visibilitychange", () => soon());
setInterval(() => soon(), 1000); // a bot that stays silent makes no news

function hear(all) {
  for (const news of all) {
    switch (news.kind) {
      case "hello": begin(news); break;
      case "message": model.message(news.chat, news.message); break;
      case "gone": model.chats.get(news.chat)?.messages.delete(news.message); break;
      case "chat": model.chat(news.chat); break;
      case "person": model.people.set(news.person.id, news.person); break;
      case "call": model.called(news.call); break;
      case "waiting": model.wait(news.waiting); break;
      case "clock": model.facts.clock = news; model.setClock(news.now); bar.draw(); break;
      case "scene": model.facts.scene = news; bar.scene(); break;
      case "cue": cue(news); break;
      default:
    }
    for (const phone of phones) phone.hear(news);
  }
  soon();
}

function begin(news) {
  model.hello(news);
  if (model.facts.clock) model.setClock(news.now);
  drawer.clear();
  bar.draw();
  const same = !fresh && phones[0].place === model.facts.place;
  fresh = false;
  for (const [n, phone] of phones.entries()) {
    phone.uncue();
    phone.place = model.facts.place;
    if (same && model.people.has(phone.person) && (phone.chat === null || phone.chatNow)) phone.redraw();
    else {
      const everybody = [...model.people.keys()];
      const [person, chat = person] = model.facts.phones?.[n] ?? [everybody[n] ?? everybody[0]];
      if (person !== undefined) phone.take(person, chat);
    }
  }
}

/** Draw once in the next frame, however many news came; a hidden page draws when it is seen. */
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    for (const phone of phones) phone.render();
    drawer.render();
  });
}

function cue(news) {
  for (const phone of phones) phone.uncue();
  if (news.person === null) return;
  let phone = phones.find((one) => one.person === news.person);
  if (!phone) {
    phone = last[0];
    phone.take(news.person);
  }
  if (phone.chat !== news.chat) phone.take(news.person, news.chat);
  last.splice(last.indexOf(phone), 1);
  last.push(phone);
  select(phone);
  phone.render();
  phone.cue(news.how, news.what, !CALM.matches || news.how === "types");
}

function connected(yes) {
  write(notice, yes ? "" : t("offline"));
  show(notice, !yes);
  document.body.dataset.connected = yes;
}

function say(text) {
  clearTimeout(noticeTimer);
  write(notice, text);
  show(notice, true);
  noticeTimer = setTimeout(() => show(notice, false), NOTICE);
}

function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
}

// Tabs: on a narrow screen one phone at a time.

function addTab(phone) {
  phone.tab = make("button", { type: "button", role: "tab", id: `tab-${phone.number}`, "aria-controls": `phone-${phone.number}`, onclick: () => select(phone) });
  phone.tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = phones[(phones.indexOf(phone) + step + PHONES) % PHONES];
    select(next);
    next.tab.focus();
  });
  phone.root.id = `phone-${phone.number}`;
  tabs.append(phone.tab);
}

function select(phone) {
  for (const one of phones) {
    one.tab.setAttribute("aria-selected", String(one === phone));
    one.tab.tabIndex = one === phone ? 0 : -1;
    one.root.classList.toggle("shown", one === phone);
  }
  soon();
}

function chosen(phone) {
  named(phone);
}

function named(phone) {
  const chat = phone.chatNow;
  const name = chat && chat.type !== "private" ? chat.title : model.people.get(phone.person)?.name ?? "";
  if (phone.tab) write(phone.tab, name);
  phone.root.setAttribute("aria-label", `${phone.number} · ${name}`);
}
