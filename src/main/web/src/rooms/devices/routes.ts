import { type Room, STAFF } from "../../rooms";

export default {
  nav: [
    { to: "/devices", word: "devices", roles: STAFF, order: 30 },
    { to: "/sites", word: "sites", roles: STAFF, order: 35 },
  ],
  routes: [
    { path: "/devices", component: () => import("./Devices.vue") },
    { path: "/devices/:id", component: () => import("./Device.vue"), props: true },
    { path: "/sites", component: () => import("./Sites.vue") },
  ],
} satisfies Room;
