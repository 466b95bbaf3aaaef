import type { Role } from "../../api/client";
import type { Room } from "../../rooms";
import { PAGES } from "./pages";

const roles: Role[] = ["admin", "manager"];

export default {
  nav: [{ to: "/admin", word: "admin", roles, order: 90 }],
  routes: [
    {
      path: "/admin",
      component: () => import("./Admin.vue"),
      children: [{ path: "", redirect: "/admin/standards" }, ...PAGES.map(({ path, component }) => ({ path, component }))],
    },
  ],
} satisfies Room;
