// A signature drawn by hand: strokes made a drawing, and the drawing a picture, an image in which nothing can run. Pure.

const LOOKS: Record<string, string> = { xmlns: "http://www.w3.org/2000/svg", fill: "none", stroke: "#14202b" };

/** The address of the picture; null where nothing was drawn. */
export function pictureOf(drawing: unknown): string | null {
  if (typeof drawing !== "string") return null;
  if (drawing.startsWith("data:image/png;base64,")) return drawing;
  const head = /^\s*<svg\b[^>]*>/.exec(drawing)?.[0];
  if (!head) return null;
  const missing = Object.entries(LOOKS).filter(([name]) => !new RegExp(`\\s${name}=`).test(head));
  const added = missing.map(([name, value]) => ` ${name}="${value}"`).join("");
  return "data:image/svg+xml," + encodeURIComponent(drawing.replace("<svg", "<svg" + added));
}

export type Point = [number, number];

/** Strokes as the server takes them: paths of straight lines and nothing else. */
export function drawing(strokes: Point[][], width: number, height: number): string {
  const paths = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => `<path d="${pathOf(stroke)}" fill="none" stroke="#000000" stroke-width="2"/>`)
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${Math.round(height)}">${paths}</svg>`;
}

export function pathOf(stroke: Point[]): string {
  const [first, ...rest] = stroke.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`);
  return first === undefined ? "" : `M${first}` + (rest.length ? rest.map((each) => `L${each}`).join("") : `L${first}`);
}

/** How long all strokes are: what is only a dot is no signature. */
export function inkOf(strokes: Point[][]): number {
  return strokes.reduce(
    (sum, stroke) =>
      sum +
      stroke.slice(1).reduce((own, [x, y], i) => {
        const [px, py] = stroke[i] ?? [x, y];
        return own + Math.hypot(x - px, y - py);
      }, 0),
    0,
  );
}
