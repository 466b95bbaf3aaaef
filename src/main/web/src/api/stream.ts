// The server's news, live: one connection for the whole console, begun again whenever it breaks.

import { reactive } from "vue";
import { Refusal, expire, headersFor, session, setClock } from "./client";

const PATIENCE = 40_000;
const LONGEST_PAUSE = 15_000;

export type Link = "connecting" | "live" | "reconnecting";
export const link = reactive({ state: "connecting" as Link });

type Hearer = (data: Record<string, unknown>) => void;
const hearers = new Map<string, Set<Hearer>>();
let topics = new Set<string>();
let lastId: string | null = null;
let stop: AbortController | null = null;

/**
 * Calls back for each event of this name ("ticket", "rollout", …; "reset" when news may have been
 * missed and what is shown must be read again). Returns what ends it.
 */
export function on(event: string, hear: Hearer): () => void {
  const all = hearers.get(event) ?? new Set();
  hearers.set(event, all);
  all.add(hear);
  return () => all.delete(hear);
}

/** Listens to these topics until told to stop. */
export async function listen(to: string[]): Promise<void> {
  stop?.abort();
  topics = new Set(to);
  const mine = new AbortController();
  stop = mine;
  let pause = 1000;
  link.state = "connecting";
  while (!mine.signal.aborted) {
    const began = Date.now();
    const asked = session.me;
    try {
      await once(mine.signal);
    } catch (failure) {
      if (failure instanceof Refusal && failure.status === 401) {
        expire(asked);
        if (!session.me) return;
      }
    }
    if (mine.signal.aborted) return;
    link.state = "reconnecting";
    if (Date.now() - began > 30_000) pause = 1000;
    await new Promise((done) => setTimeout(done, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}

export function hush(): void {
  stop?.abort();
  stop = null;
  lastId = null;
}

async function once(signal: AbortSignal): Promise<void> {
  const broken = new AbortController();
  const headers: Record<string, string> = { ...headersFor("GET"), Accept: "text/event-stream" };
  if (lastId) headers["Last-Event-ID"] = lastId;
  const response = await fetch("api/v1/stream?topics=" + [...topics].join(","), {
    headers,
    signal: AbortSignal.any([signal, broken.signal]),
    cache: "no-store",
    credentials: "same-origin",
  });
  if (!response.ok || !response.body) throw new Refusal(response.status, "", response.statusText);
  const isAgain = link.state === "reconnecting";
  link.state = "live";
  if (isAgain) tell("resumed", {});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let watch: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      clearTimeout(watch);
      watch = setTimeout(() => broken.abort(), PATIENCE);
      const { done, value } = await reader.read();
      if (done) return;
      rest += value;
      const frames = rest.split("\n\n");
      rest = frames.pop() ?? "";
      frames.forEach(hear);
    }
  } finally {
    clearTimeout(watch);
  }
}

function hear(frame: string): void {
  const fields: Record<string, string> = {};
  for (const line of frame.split("\n")) {
    if (line.startsWith(": still here at ")) setClock(line.slice(16));
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  if (fields.id) lastId = fields.id;
  if (!fields.event) return;
  const data = (fields.data ? JSON.parse(fields.data) : {}) as Record<string, unknown>;
  setClock(data.at as string | undefined);
  tell(fields.event, data);
}

function tell(event: string, data: Record<string, unknown>): void {
  hearers.get(event)?.forEach((each) => each(data));
}
