// The connection: a web socket that brings news and comes back by itself, and requests for what people do.

const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 5000;

export class Link {
  #pause = FIRST_PAUSE;
  #before = Promise.resolve();

  /** `hear(news)` gets every array of news, `connected(yes)` is told when the connection comes and goes. */
  constructor(hear, connected) {
    this.world = 0;
    this.hear = hear;
    this.connected = connected;
    this.#open();
  }

  #open() {
    const socket = new WebSocket(`ws://${location.host}/feed`);
    socket.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news[0].kind === "hello") {
        this.#pause = FIRST_PAUSE;
        this.world = news[0].world;
        this.connected(true);
      }
      this.hear(news);
    };
    socket.onclose = () => {
      this.connected(false);
      setTimeout(() => this.#open(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    };
  }

  /** Let somebody do something; resolves to what was wrong, or to undefined. */
  act(person, chat, act, more = {}) {
    return this.#inTurn(() => this.post("/act", { world: this.world, person, chat, act, ...more }));
  }

  async post(path, body) {
    return problem(fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    }));
  }

  /** Send a file as a photo or a document. */
  upload(person, chat, file) {
    const kind = /^image\/(png|jpeg)$/.test(file.type) ? "photo" : "document";
    const asked = new URLSearchParams({ world: this.world, person, chat, kind, name: file.name, mime: file.type });
    return this.#inTurn(() => problem(fetch(`/upload?${asked}`, { method: "POST", body: file })));
  }

  /** What people do arrives in the order in which they do it. */
  #inTurn(request) {
    this.#before = this.#before.then(request);
    return this.#before;
  }

  /** The command menu of somebody in a chat. */
  async commands(person, chat) {
    const answer = await fetch(`/commands?${new URLSearchParams({ person, chat })}`).catch(() => null);
    return answer?.ok ? answer.json() : [];
  }
}

async function problem(request) {
  const answer = await request.catch(() => null);
  if (!answer) return "offline";
  const { error } = await answer.json().catch(() => ({}));
  if (answer.ok) return undefined;
  return answer.status === 409 ? "busy" : error ?? String(answer.status);
}
