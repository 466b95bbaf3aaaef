import { type Room, STAFF } from "../../rooms";

export default {
  nav: [
    { to: "/releases", word: "releases", roles: STAFF, order: 50 },
    { to: "/rollouts", word: "rollouts", roles: STAFF, order: 52 },
    { to: "/fleet", word: "fleet", roles: STAFF, order: 54 },
  ],
  routes: [
    { path: "/releases", component: () => import("./Releases.vue") },
    { path: "/releases/new", component: () => import("./ReleaseNew.vue") },
    { path: "/releases/:id(\\d+)", component: () => import("./ReleasePage.vue"), props: true },
    { path: "/rollouts", component: () => import("./Rollouts.vue") },
    { path: "/rollouts/new", component: () => import("./RolloutDraft.vue") },
    { path: "/rollouts/:id(\\d+)", component: () => import("./RolloutPage.vue"), props: true },
    { path: "/rollouts/:id(\\d+)/notices", component: () => import("./Notices.vue"), props: true },
    { path: "/notices", component: () => import("./Notices.vue") },
    { path: "/notices/:id", component: () => import("./NoticePage.vue"), props: true },
    { path: "/fleet", component: () => import("./Fleet.vue") },
    { path: "/reliability", component: () => import("./Reliability.vue") },
    { path: "/life", component: () => import("./Life.vue") },
    { path: "/what-if", component: () => import("./WhatIf.vue") },
  ],
} satisfies Room;
