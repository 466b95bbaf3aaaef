// What a customer's pages share.

import type { components } from "../../api/schema";
import type { OpenTickets } from "../devices/device";

export type Notice = components["schemas"]["RolloutNotice"];

export interface QuoteLine {
  kind: "PART" | "LABOUR" | "TRAVEL";
  item: string | null;
  description: string;
  quantity: string;
  unitPrice: number;
  cap: number;
  covered: number;
  payable: number;
}

/** A ticket's stages in a customer's words; each stands for some of the desk's states. */
export const STAGES = ["received", "diagnosis", "offer", "repair", "test", "signoff", "done"] as const;
export type Stage = (typeof STAGES)[number];

const OF: Record<string, Stage> = {
  NEW: "received",
  TRIAGED: "diagnosis",
  GUIDING: "diagnosis",
  REMOTE_FIX: "repair",
  DISPATCHED: "diagnosis",
  ON_SITE: "diagnosis",
  DIAGNOSED: "offer",
  QUOTED: "offer",
  APPROVED: "repair",
  DECLINED: "offer",
  REPAIRING: "repair",
  TESTING: "test",
  AWAITING_SIGNOFF: "signoff",
  DISPUTED: "signoff",
  CLOSED: "done",
  CANCELLED: "done",
  MERGED: "done",
  CONVERTED: "done",
};

export const stageOf = (state: string): Stage => OF[state] ?? "diagnosis";

export type Health = "well" | "attention" | "bad";

/** Offline or with a severe ticket is bad; any other open ticket wants attention. */
export function healthOf(online: boolean | undefined, open: OpenTickets | undefined): Health {
  if (online === false || open?.critical || open?.major) return "bad";
  return open?.minor || open?.warning ? "attention" : "well";
}

export type Point = [number, number];

/** Strokes as the server takes them: paths of straight lines and nothing else. */
export function drawing(strokes: Point[][], width: number, height: number): string {
  const paths = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => `<path d="${pathOf(stroke)}" fill="none" stroke="#000000" stroke-width="2"/>`)
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}">${paths}</svg>`;
}

export function pathOf(stroke: Point[]): string {
  const [first, ...rest] = stroke.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`);
  return first === undefined ? "" : `M${first}` + (rest.length ? rest.map((each) => `L${each}`).join("") : `L${first}`);
}

/** How long all strokes are: what is only a dot is no signature. */
export function inkOf(strokes: Point[][]): number {
  return strokes.reduce(
    (sum, stroke) =>
      sum +
      stroke.slice(1).reduce((own, [x, y], i) => {
        const [px, py] = stroke[i] ?? [x, y];
        return own + Math.hypot(x - px, y - py);
      }, 0),
    0,
  );
}
