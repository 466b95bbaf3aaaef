// Sending a form: what the server refuses about a field is said at the field, all else as ever.

import { type Ref, nextTick, ref } from "vue";
import { Refusal } from "../api/client";
import { complain, tell } from "./doing";

export interface Form {
  busy: Ref<boolean>;
  /** What is wrong, by the name of the field. */
  wrong: Ref<Record<string, string>>;
  clear: () => void;
  /** Sends; says `done` when it went well. Whether it did. */
  send: (what: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** The field of the form that a refusal is about: the longest of the names that its path ends in or lies below. */
export function fieldOf(path: string, names: readonly string[]): string | null {
  const plain = path.replace(/\[(\d+)\]/g, ".$1");
  const found = names.filter((name) => plain === name || plain.startsWith(name + "."));
  return found.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** What was expected and found, without the place, which the field shows already. */
export function wordsOf(detail: string): string {
  const at = detail.indexOf("expected ");
  return at < 0 ? detail : detail.slice(at);
}

/** @param names of the fields the form has, in a list of rows as in shifts.0.email */
export function useForm(names: () => readonly string[]): Form {
  const busy = ref(false);
  const wrong = ref<Record<string, string>>({});
  async function send(what: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    wrong.value = {};
    try {
      await what();
      if (done) tell(done);
      return true;
    } catch (failure) {
      const path = failure instanceof Refusal ? failure.problem.field : null;
      const field = typeof path === "string" ? fieldOf(path, names()) : null;
      if (!field) complain((failure as Error).message);
      else {
        wrong.value = { [field]: wordsOf((failure as Error).message) };
        void nextTick(() => document.querySelector<HTMLElement>(`[aria-invalid="true"]`)?.focus());
      }
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, wrong, clear: () => (wrong.value = {}), send };
}
