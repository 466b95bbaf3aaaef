import { type Room, STAFF } from "../../rooms";

export default {
  nav: [{ to: "/quality", word: "quality", roles: STAFF, order: 65 }],
  routes: [
    {
      path: "/quality",
      component: () => import("./Quality.vue"),
      children: [
        { path: "", redirect: "/quality/inspections" },
        { path: "inspections", component: () => import("./Inspections.vue") },
        { path: "inspections/:id", component: () => import("./InspectionPage.vue"), props: true },
        { path: "lots", component: () => import("./Lots.vue") },
        { path: "testruns", component: () => import("./TestRuns.vue") },
        { path: "testruns/:id", component: () => import("./TestRunPage.vue"), props: true },
        { path: "trace", component: () => import("./TracePage.vue") },
      ],
    },
  ],
} satisfies Room;
