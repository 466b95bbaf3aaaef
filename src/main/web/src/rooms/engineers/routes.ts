import { EVERYBODY, type Room, STAFF } from "../../rooms";

export default {
  nav: [
    { to: "/releases", word: "releases", roles: ["admin", "manager", "release_engineer", "quality", "viewer", "support"], order: 50 },
    { to: "/rollouts", word: "rollouts", roles: STAFF, order: 52 },
  ],
  routes: [
    { path: "/releases", component: () => import("./Releases.vue") },
    { path: "/releases/new", component: () => import("./NewRelease.vue") },
    { path: "/releases/:id", component: () => import("./ReleasePage.vue"), props: true },
    { path: "/rollouts", component: () => import("./Rollouts.vue") },
    { path: "/rollouts/new", component: () => import("./NewRollout.vue") },
    { path: "/rollouts/:id", component: () => import("./RolloutPage.vue"), props: true },
    { path: "/rollouts/:id/notices", component: () => import("./RolloutNotices.vue"), props: true },
    { path: "/notices/:id", component: () => import("./NoticePage.vue"), props: true, meta: { roles: EVERYBODY } },
  ],
} satisfies Room;
