import { type Room, STAFF } from "../../rooms";

export default {
  nav: [
    { to: "/board", word: "board", roles: STAFF, order: 10 },
    { to: "/tickets", word: "tickets", roles: STAFF, order: 20 },
    { to: "/letters", word: "letters", roles: ["admin", "manager", "support"], order: 25 },
  ],
  routes: [
    { path: "/board", component: () => import("./Board.vue") },
    { path: "/tickets", component: () => import("./Tickets.vue") },
    { path: "/tickets/:number", component: () => import("./TicketPage.vue"), props: true },
    { path: "/letters", component: () => import("./Letters.vue") },
    { path: "/letters/:id", component: () => import("./Letters.vue"), props: true },
  ],
} satisfies Room;
