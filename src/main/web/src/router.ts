// The address: #/tickets/F-2026-000001 and the like, so that links in mails need nothing of the server.

import { createRouter, createWebHashHistory } from "vue-router";
import { session } from "./api/client";
import { signIn } from "./api/signin";
import { navFor, rooms } from "./house";

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", redirect: () => (session.me ? (navFor(session.me.role)[0]?.to ?? "/account") : "/account") },
    {
      path: "/:given(token=.+)", // a link with a token, opened where somebody is signed in already
      component: () => import("./rooms/Nowhere.vue"),
      beforeEnter: async (to) => {
        await signIn({ token: String(to.params.given).slice(6) }).catch(() => undefined);
        return { path: "/", replace: true };
      },
    },
    ...rooms.flatMap((room) => room.routes),
    { path: "/:rest(.*)*", name: "nowhere", component: () => import("./rooms/Nowhere.vue") },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
});
