/** States have a shape each, not only a colour: tick, triangle, octagon, broken ring, minus, letter. */

import type { AxisState, LaterState, Severity, Verdict } from "../verify/codes";
import { svg } from "./dom";

export type Shape = "ok" | "warn" | "bad" | "incomplete" | "none" | "info";

const CIRCLE = "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z";
const OUTLINES: Record<Shape, string> = {
  ok: CIRCLE,
  warn: "M12 2.5 23 21.5H1z",
  bad: "M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z",
  incomplete: "M12 2a10 10 0 1 0 10 10h-6a4 4 0 0 0-4-4z",
  none: CIRCLE,
  info: CIRCLE,
};
const MARKS: Record<Shape, string> = {
  ok: "m7.5 12.2 3.1 3.1 6-6.3",
  warn: "M12 9v5.2M12 17.6v.2",
  bad: "m8.7 8.7 6.6 6.6m0-6.6-6.6 6.6",
  incomplete: "M12 12.2v4.6M12 19v.1",
  none: "M8 12h8",
  info: "M12 11v6M12 7.4v.2",
};

export function shape(name: Shape, size: "row" | "tile" = "row"): SVGSVGElement {
  const picture = svg(`shape ${name} ${size}`, OUTLINES[name], MARKS[name]);
  picture.lastElementChild?.setAttribute("class", "mark");
  return picture;
}

export const OF_VERDICT: Record<Verdict, Shape> = {
  verified: "ok", unconfirmed: "warn", incomplete: "incomplete", altered: "bad", unreadable: "none",
};
export const OF_STATE: Record<AxisState, Shape> = { pass: "ok", unconfirmed: "warn", fail: "bad", none: "none" };
export const OF_LATER: Record<LaterState, Shape> = {
  none: "none", confirmed: "ok", unconfirmed: "warn", incomplete: "incomplete",
};
export const OF_SEVERITY: Record<Severity, Shape> = {
  fatal: "bad", contradiction: "bad", missing: "bad", doubt: "warn", note: "info",
};
