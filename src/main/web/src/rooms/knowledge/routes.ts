import { EVERYBODY, type Room } from "../../rooms";

export default {
  nav: [{ to: "/articles", word: "articles", roles: EVERYBODY, order: 28 }],
  routes: [
    { path: "/articles", component: () => import("./Articles.vue") },
    { path: "/articles/new", component: () => import("./ArticlePage.vue") },
    { path: "/articles/:id", component: () => import("./ArticlePage.vue"), props: true },
  ],
} satisfies Room;
