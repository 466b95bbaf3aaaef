// The pages of administration, and who sees each.

import type { Component } from "vue";
import type { Role } from "../../api/client";

export interface AdminPage {
  path: string;
  roles: Role[];
  component: () => Promise<Component>;
}

const BOTH: Role[] = ["admin", "manager"];
const ADMIN: Role[] = ["admin"];

export const PAGES: AdminPage[] = [
  { path: "standards", roles: BOTH, component: () => import("./Standards.vue") },
  { path: "calendars", roles: BOTH, component: () => import("./Calendars.vue") },
  { path: "models", roles: BOTH, component: () => import("./Models.vue") },
  { path: "parties", roles: BOTH, component: () => import("./Parties.vue") },
  { path: "contracts", roles: BOTH, component: () => import("./Contracts.vue") },
  { path: "coverages", roles: BOTH, component: () => import("./CoveragesPage.vue") },
  { path: "prices", roles: BOTH, component: () => import("./Prices.vue") },
  { path: "roster", roles: BOTH, component: () => import("./RosterPage.vue") },
  { path: "keys", roles: BOTH, component: () => import("./Keys.vue") },
  { path: "journal", roles: BOTH, component: () => import("./Journal.vue") },
  { path: "users", roles: ADMIN, component: () => import("./Users.vue") },
  { path: "webhooks", roles: ADMIN, component: () => import("./Webhooks.vue") },
  { path: "mail", roles: ADMIN, component: () => import("./MailPage.vue") },
  { path: "tokens", roles: ADMIN, component: () => import("./TokensPage.vue") },
  { path: "health", roles: ADMIN, component: () => import("./Health.vue") },
];
