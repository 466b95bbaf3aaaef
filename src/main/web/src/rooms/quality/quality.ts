// The things of quality by their names, and what is said about them.

import type { components } from "../../api/schema";
import { session } from "../../api/client";
import { wordOr } from "../../words";

type Schemas = components["schemas"];
export type Inspection = Schemas["Inspection"];
export type Lot = Schemas["MaterialLot"];
export type Nonconformity = Schemas["Nonconformity"];
export type TestRun = Schemas["TestRun"];
export type TestFailure = Schemas["TestFailure"];
export type TracedDevice = Schemas["TracedDevice"];
export type TracedUnit = Schemas["TracedUnit"];
export type ProcessRecord = Schemas["ProcessRecord"];
export type SamplingSeries = Schemas["SamplingSeries"];

/** Who may change anything here; everybody else reads. */
export const mayChange = () => ["admin", "manager", "quality"].includes(session.me?.role ?? "");

const GOOD = ["ACCEPTED", "RELEASED", "PASSED", "IN_FIELD", "SHIPPED", "NORMAL"];
const BAD = ["REJECTED", "FAILED", "ON_HOLD", "BLOCKED", "DISCONTINUED"];

/** How a state is coloured. */
export const tone = (state: string) => (GOOD.includes(state) ? "good" : BAD.includes(state) ? "bad" : state === "TIGHTENED" ? "minor" : "");

export const stateWord = (state: string) => wordOr("quality", state);

/** What an inspection is of, in a few words. */
export const aboutOf = (it: Inspection) => it.lot ?? `${it.model ?? ""} · ${it.line ?? ""}`;

/** From what was typed: items with their defects; the others of the sample have none. */
export function resultsOf(sample: string[], defects: Record<string, number | string>): Record<string, number> {
  return Object.fromEntries(sample.map((item) => [item, Math.max(0, Math.round(Number(defects[item] ?? 0)) || 0)]));
}

export interface Node {
  name: string;
  kind: "root" | "part" | "former" | "group" | "device";
  children: Node[];
}

/** What is and was in a unit, as a tree below it. */
export function treeOf(serial: string, units: TracedUnit[]): Node {
  const below = (parent: string, level: number): Node[] =>
    units
      .filter((unit) => unit.parent === parent && unit.level === level)
      .map((unit) => ({ name: unit.serial, kind: unit.to ? "former" : "part", children: below(unit.serial, level + 1) }));
  return { name: serial, kind: "root", children: below(serial, 1) };
}

/** Where something went, by customer. */
export function fanOf(name: string, devices: TracedDevice[], nobody: string): Node {
  const groups = new Map<string, Node>();
  for (const device of devices) {
    const customer = device.customer ?? nobody;
    const group = groups.get(customer) ?? { name: customer, kind: "group", children: [] };
    group.children.push({ name: device.serial, kind: "device", children: [] });
    groups.set(customer, group);
  }
  return { name, kind: "root", children: [...groups.values()] };
}

/** How many rows its picture needs. */
export const leaves = (node: Node): number => (node.children.length ? node.children.reduce((sum, each) => sum + leaves(each), 0) : 1);
