import { expect, test, vi } from "vitest";

vi.stubGlobal("sessionStorage", { getItem: () => null });
const { clusters, viewOf } = await import("../src/rooms/devices/clusters");

const site = (id: string, longitude: number | null, latitude: number | null, open = {}) => ({ id, name: id, zone: "UTC", longitude, latitude, open });

test("sites close together are one, with the worst of their tickets", () => {
  const all = [site("a", 120.1, 30.2, { minor: 2 }), site("b", 120.11, 30.21, { critical: 1 }), site("c", 104, 30.6)];
  const found = clusters(all, viewOf(all), 20);
  expect(found).toHaveLength(2);
  const both = found.find((each) => each.sites.length === 2);
  expect(both?.worst).toBe("critical");
  expect(both?.count).toBe(3);
});

test("seen from nearer they come apart", () => {
  const all = [site("a", 120.1, 30.2), site("b", 120.9, 30.9)];
  expect(clusters(all, { west: 0, east: 180, south: 0, north: 90 }, 20)).toHaveLength(1);
  expect(clusters(all, viewOf(all), 20)).toHaveLength(2);
});

test("a site without coordinates is not drawn", () => {
  expect(clusters([site("x", null, null)], viewOf([]), 20)).toEqual([]);
});
