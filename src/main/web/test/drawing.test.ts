import { describe, expect, it } from "vitest";
import { pictureOf } from "../src/parts/drawing";

describe("a drawn signature", () => {
  it("is shown as a picture, with strokes that can be seen", () => {
    const shown = decodeURIComponent(pictureOf('<svg viewBox="0 0 9 9"><path d="M1 1L8 8"/></svg>') ?? "");
    expect(shown).toMatch(/^data:image\/svg\+xml,<svg xmlns="http:\/\/www.w3.org\/2000\/svg" fill="none" stroke="#\w+" viewBox/);
  });

  it("keeps its own strokes", () => {
    const shown = decodeURIComponent(pictureOf('<svg xmlns="http://www.w3.org/2000/svg" stroke="red"></svg>') ?? "");
    expect(shown.match(/stroke=/g)).toHaveLength(1);
    expect(shown.match(/xmlns=/g)).toHaveLength(1);
  });

  it("is nothing where something else was handed in", () => {
    expect(pictureOf(undefined)).toBeNull();
    expect(pictureOf("data:text/html,<b>")).toBeNull();
    expect(pictureOf("data:image/png;base64,AAAA")).toBe("data:image/png;base64,AAAA");
  });
});
