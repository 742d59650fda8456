/** Finding codes with their axis and severity, as the table of section 10.2 of the format gives them. */

import table from "../../generated/findings.json";

export const AXES = ["content", "completeness", "origin", "time", "custody"] as const;
export type Axis = (typeof AXES)[number];
/** Whether the sealed record agrees with itself is told beside the axes and has no state among them (section 10.3). */
export type Told = Axis | "consistency";
/** What a finding is about: what was sealed; what came after it, by a word that counts; or by anybody's. */
export type About = "sealed" | "later" | "unconfirmed";
export type LaterState = "none" | "confirmed" | "unconfirmed" | "incomplete";
export type AxisState = "pass" | "fail" | "unconfirmed" | "none";
export type Severity = "fatal" | "contradiction" | "missing" | "doubt" | "note";
export type Verdict = "verified" | "unconfirmed" | "incomplete" | "altered" | "unreadable";

export interface CodeRule {
  readonly axis: Told;
  readonly severity: Severity;
  readonly sentence: string;
}

export const CODES: ReadonlyMap<string, CodeRule> = new Map(Object.entries(table as Record<string, CodeRule>));

/** Whether a code speaks of what came after the seal (section 11.2), which has no part in the verdict. */
export function isAfterTheSeal(code: string): boolean {
  return /^(?:addendum|addenda|receipt)-/.test(code) && !OF_AN_ADDENDUM_ALONE.has(code);
}
const OF_AN_ADDENDUM_ALONE: ReadonlySet<string> = new Set(["addendum-alone", "addendum-form", "addendum-info-differs"]);

export interface Finding {
  readonly code: string;
  readonly axis: Told;
  readonly severity: Severity;
  readonly about: About;
  readonly subject: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

/** How a step tells what it found. Without `about`, what concerns addenda is nobody's word that counts. */
export type Report = (
  code: string, subject?: string | null, expected?: string | null, actual?: string | null, about?: About,
) => void;

const SHOWN_OF_A_KIND = 200;

/** What the steps found, each thing once, and of one code no more than anybody reads. */
export class Findings {
  private readonly kept: Finding[] = [];
  private readonly seen = new Set<string>();
  private readonly counts = new Map<string, number>();

  readonly add: Report = (code, subject = null, expected = null, actual = null, about) => {
    const rule = CODES.get(code);
    if (rule === undefined) throw new Error(`no such finding: ${code}`);
    const of = about ?? (isAfterTheSeal(code) ? "unconfirmed" : "sealed");
    const counted = `${code} ${of}`;
    const count = this.counts.get(counted) ?? 0;
    if (count < SHOWN_OF_A_KIND) {
      const key = JSON.stringify([code, subject, expected, actual, of]);
      if (this.seen.has(key)) return;
      this.seen.add(key);
      this.kept.push({ code, axis: rule.axis, severity: rule.severity, about: of, subject, expected, actual });
    }
    this.counts.set(counted, count + 1);
  };

  /** Whether anything of this severity was found about what was sealed. */
  has(severity: Severity): boolean {
    return this.kept.some((f) => f.severity === severity && f.about === "sealed");
  }

  /** How much was found on an axis, shown or not. */
  total(axis: Told): number {
    return [...this.counts].reduce((sum, [key, count]) => sum + (CODES.get(key.split(" ")[0]!)!.axis === axis ? count : 0), 0);
  }

  result(): Finding[] {
    const more = [...this.counts].filter(([, count]) => count > SHOWN_OF_A_KIND);
    for (const [key, count] of more) {
      const [code, about] = key.split(" ") as [string, About];
      this.add("more-findings", code, null, String(count - SHOWN_OF_A_KIND), about);
    }
    return [...this.kept];
  }
}

export type Axes = Record<Axis, AxisState>;

/** State of each axis from its findings. One that was not checked is `none`, never `pass`. */
export function axisStates(findings: readonly Finding[], checked: ReadonlySet<Axis>): Axes {
  const states = {} as Axes;
  for (const axis of AXES) {
    const own = new Set(findings.filter((f) => f.axis === axis && f.about === "sealed").map((f) => f.severity));
    const failed = own.has("fatal") || own.has("contradiction") || own.has("missing");
    states[axis] = failed ? "fail" : own.has("doubt") ? "unconfirmed" : checked.has(axis) ? "pass" : "none";
  }
  return states;
}

/** The first verdict that holds (section 10). */
export function verdictOf(findings: readonly Finding[], axes: Axes): Verdict {
  const severities = new Set(findings.filter((f) => f.about === "sealed").map((f) => f.severity));
  if (severities.has("fatal")) return "unreadable";
  if (severities.has("contradiction")) return "altered";
  if (severities.has("missing")) return "incomplete";
  if (severities.has("doubt")) return "unconfirmed";
  const whole = AXES.every((axis) => axes[axis] === "pass" || (axis === "time" && axes[axis] === "none"));
  return whole ? "verified" : "unconfirmed";
}

/** How things stand after the seal (section 11.3): only what counts is asked. */
export function laterState(findings: readonly Finding[], confirmed: boolean): LaterState {
  const severities = new Set(findings.filter((f) => f.about === "later").map((f) => f.severity));
  if (severities.has("missing")) return "incomplete";
  if (severities.has("doubt")) return "unconfirmed";
  return confirmed ? "confirmed" : "none";
}
