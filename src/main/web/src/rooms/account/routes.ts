import type { Room } from "../../rooms";

export default {
  nav: [],
  routes: [{ path: "/account", component: () => import("./Account.vue") }],
} satisfies Room;
