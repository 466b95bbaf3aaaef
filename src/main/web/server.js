// Speaks to the server: requests with the token, and the live stream with its reconnections.

const KEPT = "fieldcare.token";
const PATIENCE = 40_000;
const LONGEST_PAUSE = 15_000;

export class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Server {
  #told;
  #listening = null;
  #lastId = null;
  #clockAhead = 0;
  link = "connecting";

  /** told: onTicket(ticket), onRollout(rollout), onReset(), onLink("live" | "connecting" | "reconnecting"), onRefused(). */
  constructor(told) {
    this.#told = told;
  }

  get token() {
    return sessionStorage.getItem(KEPT);
  }

  set token(token) {
    sessionStorage.setItem(KEPT, token);
  }

  /** Now, by the server's clock. */
  now() {
    return Date.now() + this.#clockAhead;
  }

  setClock(at) {
    if (at) this.#clockAhead = Date.parse(at) - Date.now();
  }

  get(path) {
    return this.send("GET", path);
  }

  async send(method, path, body) {
    const headers = { Authorization: "Bearer " + this.token };
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch("api/v1" + path, { method, headers, body: body && JSON.stringify(body) });
    } catch (failure) {
      throw new Problem(0, failure.message);
    }
    const found = await response.json().catch(() => ({}));
    if (response.ok) return found;
    if (response.status === 401) this.#told.onRefused();
    throw new Problem(response.status, found.detail ?? `${response.status} ${response.statusText}`);
  }

  leave() {
    this.#listening?.abort();
    this.#listening = null;
    this.#lastId = null;
    sessionStorage.removeItem(KEPT);
  }

  /** Listens until leave(), again and again. */
  async listen() {
    this.#listening?.abort();
    const stop = new AbortController();
    this.#listening = stop;
    let pause = 1000;
    this.#say("connecting");
    while (!stop.signal.aborted) {
      const began = Date.now();
      try {
        await this.#listenOnce(stop.signal);
      } catch (failure) {
        if (failure.status === 401) {
          this.#told.onRefused();
          return;
        }
      }
      if (stop.signal.aborted) return;
      this.#say("reconnecting");
      if (Date.now() - began > 30_000) pause = 1000;
      await new Promise((done) => setTimeout(done, pause * (0.75 + Math.random() / 2)));
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  #say(how) {
    this.link = how;
    this.#told.onLink(how);
  }

  async #listenOnce(signal) {
    const once = new AbortController();
    const both = AbortSignal.any([signal, once.signal]);
    const headers = { Authorization: "Bearer " + this.token, Accept: "text/event-stream" };
    if (this.#lastId) headers["Last-Event-ID"] = this.#lastId;
    const response = await fetch("api/v1/stream?topics=tickets,rollouts", { headers, signal: both, cache: "no-store" });
    if (!response.ok) throw new Problem(response.status, response.statusText);
    this.#say("live");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let watch = 0;
    try {
      for (;;) {
        clearTimeout(watch);
        watch = setTimeout(() => once.abort(), PATIENCE);
        const { done, value } = await reader.read();
        if (done) return;
        rest += value;
        const frames = rest.split("\n\n");
        rest = frames.pop();
        frames.forEach((frame) => this.#hear(frame));
      }
    } finally {
      clearTimeout(watch);
    }
  }

  #hear(frame) {
    const fields = {};
    for (const line of frame.split("\n")) {
      const colon = line.indexOf(":");
      if (line.startsWith(": still here at ")) this.setClock(line.slice(16));
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
    if (fields.id) this.#lastId = fields.id;
    if (fields.event === "reset") this.#told.onReset();
    if (fields.event === "ticket") {
      const { ticket, at } = JSON.parse(fields.data);
      this.setClock(at);
      this.#told.onTicket(ticket);
    }
    if (fields.event === "rollout") {
      const { rollout, at } = JSON.parse(fields.data);
      this.setClock(at);
      this.#told.onRollout(rollout);
    }
  }
}
