import type { Role } from "../../api/client";
import type { Room } from "../../rooms";

const CUSTOMER: Role[] = ["customer"];

export default {
  nav: [
    { to: "/home", word: "home", roles: CUSTOMER, order: 1 },
    { to: "/my/devices", word: "myDevices", roles: CUSTOMER, order: 2 },
    { to: "/my/tickets", word: "myTickets", roles: CUSTOMER, order: 3 },
    { to: "/my/promises", word: "myPromises", roles: CUSTOMER, order: 4 },
  ],
  routes: [
    { path: "/home", component: () => import("./Home.vue") },
    { path: "/my/devices", component: () => import("./MyDevices.vue") },
    { path: "/my/devices/:id", component: () => import("./MyDevice.vue"), props: true },
    { path: "/my/tickets", component: () => import("./MyTickets.vue") },
    { path: "/my/tickets/new", component: () => import("./NewTicket.vue") },
    { path: "/my/tickets/:number", component: () => import("./MyTicket.vue"), props: true },
    { path: "/my/promises", component: () => import("./MyPromises.vue") },
    { path: "/my/notices", component: () => import("./MyNotices.vue") },
  ],
} satisfies Room;
