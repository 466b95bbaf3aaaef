import { expect, test } from "vitest";
import type { Model } from "../src/api/types";
import { withLimit } from "../src/parts/model";

const model = { id: "m", metrics: { t: { unit: "°C", limits: [{ high: 70, severity: "major", latched: true }, { high: 90 }] }, u: {} } } as unknown as Model;

test("a proposed limit takes the place of the present one and leaves the rest", () => {
  const limits = (withLimit(model, "t", { high: 70 }, { high: 72, onDelay: "90s" }).metrics.t as { limits: unknown[] }).limits;
  expect(limits).toEqual([{ high: 72, severity: "major", latched: true, onDelay: "90s" }, { high: 90 }]);
});

test("where there is no such limit it is added", () => {
  expect(withLimit(model, "u", { low: 1 }, { low: 2 }).metrics.u).toEqual({ limits: [{ low: 2 }] });
});
