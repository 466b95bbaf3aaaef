// Reading something for a page: the answer of the last question wins, and whatever else comes late is dropped.

import { type Ref, onScopeDispose, ref, shallowRef } from "vue";
import { type PageOf, Refusal, get } from "../api/client";

const said = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

export interface ReadingOf<T> {
  value: Ref<T | null>;
  loading: Ref<boolean>;
  failure: Ref<string | null>;
  /** The server's status when it refused: 404 and the like. */
  status: Ref<number>;
  read: () => Promise<void>;
}

/** Reads by calling `how`; call read() whenever it may have changed. */
export function useReading<T>(how: (signal: AbortSignal) => Promise<T>): ReadingOf<T> {
  const value = shallowRef<T | null>(null);
  const loading = ref(false);
  const failure = ref<string | null>(null);
  const status = ref(0);
  let turn = 0;
  let running: AbortController | null = null;
  onScopeDispose(() => running?.abort());

  async function read(): Promise<void> {
    const mine = ++turn;
    running?.abort();
    running = new AbortController();
    loading.value = true;
    try {
      const found = await how(running.signal);
      if (mine !== turn) return;
      value.value = found;
      failure.value = null;
      status.value = 200;
    } catch (problem) {
      if (mine !== turn || (problem as Error).name === "AbortError") return;
      failure.value = said(problem);
      status.value = problem instanceof Refusal ? problem.status : 0;
    }
    loading.value = false;
  }
  return { value, loading, failure, status, read };
}

export interface ListOf<T> {
  items: Ref<T[]>;
  hasMore: Ref<boolean>;
  loading: Ref<boolean>;
  failure: Ref<string | null>;
  read: () => Promise<void>;
  more: () => Promise<void>;
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** Reads a list page by page; `query` is asked anew at each read(). */
export function useList<T>(path: string | (() => string), query: () => Query, limit = 50): ListOf<T> {
  const items = shallowRef<T[]>([]);
  const hasMore = ref(false);
  const loading = ref(false);
  const failure = ref<string | null>(null);
  let next: string | null | undefined;
  let turn = 0;
  let running: AbortController | null = null;
  onScopeDispose(() => running?.abort());

  async function load(isMore: boolean): Promise<void> {
    const mine = ++turn;
    running?.abort();
    running = new AbortController();
    loading.value = true;
    try {
      const page = await get<PageOf<T>>(
        typeof path === "string" ? path : path(),
        { limit, ...query(), ...(isMore ? { after: next } : {}) },
        running.signal,
      );
      if (mine !== turn) return;
      items.value = isMore ? [...items.value, ...page.items] : page.items;
      next = page.next;
      hasMore.value = next != null;
      failure.value = null;
    } catch (problem) {
      if (mine !== turn || (problem as Error).name === "AbortError") return;
      failure.value = said(problem);
    }
    loading.value = false;
  }
  return { items, hasMore, loading, failure, read: () => load(false), more: () => load(true) };
}
