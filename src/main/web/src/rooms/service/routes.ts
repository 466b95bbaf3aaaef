import { type Room, STAFF } from "../../rooms";

export default {
  nav: [{ to: "/service", word: "service", roles: STAFF, order: 60 }],
  routes: [
    {
      path: "/service",
      component: () => import("./Service.vue"),
      children: [
        { path: "", redirect: "/service/promises" },
        { path: "promises", component: () => import("./PromiseBoard.vue") },
        { path: "rates", component: () => import("./Rates.vue") },
        { path: "kpis", component: () => import("./Kpis.vue") },
        { path: "pareto", component: () => import("./ParetoPage.vue") },
        { path: "problems", component: () => import("./Problems.vue") },
        { path: "ledger", component: () => import("./LedgerPage.vue") },
      ],
    },
  ],
} satisfies Room;
