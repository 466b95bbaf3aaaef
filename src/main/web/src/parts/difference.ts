// How two texts differ, line by line: what both have is kept in order, as much of it as can be.

export interface Line {
  /** "+" is new, "-" is gone, " " is in both. */
  mark: "+" | "-" | " ";
  text: string;
}

const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");

/** By the longest common subsequence; equal ends are set aside first, so that long texts cost little. */
export function difference(before: string, after: string): Line[] {
  const a = before === "" ? [] : linesOf(before);
  const b = after === "" ? [] : linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (text: string): Line => ({ mark: " ", text });
  return [
    ...a.slice(0, start).map(same),
    ...between(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

function between(a: string[], b: string[]): Line[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: " ", text: a[i++] ?? "" });
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) lines.push({ mark: "-", text: a[i++] ?? "" });
    else lines.push({ mark: "+", text: b[j++] ?? "" });
  }
  return lines;
}

export type Shown = Line | { mark: "…"; count: number };

/** Only what is different, with so many lines around it; what is left out is counted. */
export function around(lines: Line[], margin = 3): Shown[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - margin), i + margin + 1).some((line) => line.mark !== " "));
  const shown: Shown[] = [];
  lines.forEach((line, i) => {
    const last = shown.at(-1);
    if (near[i]) shown.push(line);
    else if (last?.mark === "…") last.count++;
    else shown.push({ mark: "…", count: 1 });
  });
  return shown;
}
