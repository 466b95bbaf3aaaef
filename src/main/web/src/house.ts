// Every room there is, found by its routes.ts.

import type { Role } from "./api/client";
import type { NavEntry, Room } from "./rooms";

const files = import.meta.glob<{ default: Room }>("./rooms/*/routes.ts", { eager: true });
export const rooms: Room[] = Object.values(files).map((file) => file.default);

export function navFor(role: Role): NavEntry[] {
  return rooms
    .flatMap((room) => room.nav)
    .filter((entry) => entry.roles.includes(role))
    .sort((a, b) => a.order - b.order);
}
