// A signature drawn by hand, as a picture: what was handed in is shown as an image, in which nothing can run. Pure.

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
