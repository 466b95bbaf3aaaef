// Speaks to the server: requests in the name of whoever is signed in, and what it says when it refuses.

import { reactive } from "vue";

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problem: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** One page of a list. */
export interface PageOf<T> {
  items: T[];
  next?: string | null;
}

export interface Me {
  user: string;
  name: string;
  role: Role;
  customer: string | null;
  by: "password" | "openid" | "token";
  csrf: string;
  language: "en" | "zh" | null;
  totp: boolean;
  mustChange?: boolean;
}

export type Role =
  | "admin"
  | "manager"
  | "support"
  | "field_engineer"
  | "release_engineer"
  | "quality"
  | "customer"
  | "viewer";

/** Who is signed in, for the whole console. */
export const session = reactive({
  me: null as Me | null,
  /** Why the reader is at the door again; empty when they left by themselves. */
  refused: "",
  clockAhead: 0,
});

/** Now, by the server's clock, in epoch milliseconds. */
export function serverNow(): number {
  return Date.now() + session.clockAhead;
}

export function setClock(at: string | null | undefined): void {
  if (at) session.clockAhead = Date.parse(at) - Date.now();
}

type Query = Record<string, string | number | boolean | null | undefined>;

function address(path: string, query?: Query): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value != null && value !== "");
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return "api/v1" + path + (text ? "?" + text : "");
}

/** Headers that a request of this method needs beside its body's. */
export function headersFor(method: string): Record<string, string> {
  return method === "GET" || !session.me ? {} : { "X-CSRF-Token": session.me.csrf };
}

/** Sends; a body that is not a string, Blob or FormData goes as JSON. Throws a {@link Refusal}. */
export async function request(
  method: string,
  path: string,
  body?: unknown,
  options: { query?: Query; type?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const asked = session.me;
  const headers: Record<string, string> = { ...headersFor(method), ...options.headers };
  let sent: BodyInit | undefined;
  if (body instanceof Blob || typeof body === "string") {
    sent = body;
    headers["Content-Type"] = options.type ?? "text/plain; charset=utf-8";
  } else if (body !== undefined) {
    sent = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      body: sent,
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (failure) {
    if ((failure as Error).name === "AbortError") throw failure;
    throw new Refusal(0, "network", (failure as Error).message);
  }
  if (response.ok) return response;
  const found = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const detail = String(found.detail ?? `${response.status} ${response.statusText}`);
  const refusal = new Refusal(response.status, String(found.code ?? found.type ?? ""), detail, found);
  if (response.status === 401 && !path.startsWith("/session")) expire(asked);
  throw refusal;
}

/** Back to the door, unless somebody has signed in since this one asked: a late answer is not about them. */
export function expire(who: Me | null): void {
  if (!who || session.me !== who) return;
  session.me = null;
  session.refused = "expired";
}

async function json<T>(response: Response): Promise<T> {
  return (response.status === 204 ? {} : await response.json().catch(() => ({}))) as T;
}

export const get = async <T>(path: string, query?: Query, signal?: AbortSignal) =>
  json<T>(await request("GET", path, undefined, { query, signal }));
export const post = async <T>(path: string, body?: unknown, query?: Query) =>
  json<T>(await request("POST", path, body ?? {}, { query }));
export const put = async <T>(path: string, body: unknown) => json<T>(await request("PUT", path, body));
export const patch = async <T>(path: string, body: unknown) => json<T>(await request("PATCH", path, body));
export const remove = async <T>(path: string, body?: unknown) => json<T>(await request("DELETE", path, body));

/** Fetches a file and hands it to the reader under this name. */
export async function download(path: string, name: string): Promise<void> {
  const response = await request("GET", path);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Every item of a list, page after page; for lists that are short by nature. */
export async function all<T>(path: string, query: Query = {}, most = 2000): Promise<T[]> {
  const found: T[] = [];
  let after: string | null | undefined;
  do {
    const page: PageOf<T> = await get(path, { limit: 200, ...query, after });
    found.push(...page.items);
    after = page.next;
  } while (after && found.length < most);
  return found;
}
