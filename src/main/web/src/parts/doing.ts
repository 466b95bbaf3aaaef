// Doing something at the server from a button: busy meanwhile, and the reader hears how it went.

import { type Ref, ref } from "vue";
import { ElMessage } from "element-plus/es/components/message/index";
import { t } from "../words";

export interface Doing {
  busy: Ref<boolean>;
  /** Runs it; says `done` when it went well. Whether it did. */
  run: (what: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

export function useDoing(): Doing {
  const busy = ref(false);
  async function run(what: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    try {
      await what();
      if (done) tell(done);
      return true;
    } catch (failure) {
      complain((failure as Error).message);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, run };
}

export function tell(text: string): void {
  ElMessage({ type: "success", message: text, grouping: true });
}

export function complain(text: string): void {
  ElMessage({ type: "error", message: t("common.refused", [text]), duration: 8000, showClose: true, grouping: true });
}
