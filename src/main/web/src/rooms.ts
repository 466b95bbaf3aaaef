// What a room tells of itself: its pages, and where the bar at the top leads into it.

import type { RouteRecordRaw } from "vue-router";
import type { Role } from "./api/client";

export interface NavEntry {
  /** Where it leads: a path as in the address after #. */
  to: string;
  /** Its word, in the catalogue `nav`. */
  word: string;
  /** Who sees it. */
  roles: Role[];
  /** Smaller stands further left. */
  order: number;
}

export interface Room {
  nav: NavEntry[];
  routes: RouteRecordRaw[];
}

export const STAFF: Role[] = [
  "admin",
  "manager",
  "support",
  "field_engineer",
  "release_engineer",
  "quality",
  "viewer",
];
export const EVERYBODY: Role[] = [...STAFF, "customer"];
