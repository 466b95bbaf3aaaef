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
