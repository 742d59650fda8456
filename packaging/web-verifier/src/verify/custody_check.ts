/** The custody ledger: its form, its chain, and its times (section 4 of the format). */

import { type Bytes, concat, hex } from "../bundle/bytes";
import { sha256 } from "../bundle/digests";
import { MAX_CUSTODY_EVENTS } from "../bundle/grammar";
import { CUSTODY, type JsonObject } from "../bundle/schema";
import { list, obj, parseLine, str, textOrNull } from "../bundle/sealed_json";
import type { Report } from "./codes";
import type { ListReader } from "./sealed_lists";
import { fromUtc, isDay, utcText } from "./times";

export const LEDGER = "metadata/custody.jsonl";

export interface CustodyEvent {
  readonly sequence: string;
  readonly id: string;
  readonly event: string;
  readonly time: string;
  readonly timed: boolean;
  readonly zone: string | null;
  readonly refersTo: string | null;
  readonly lineDigest: string;
  readonly line: Bytes;
  readonly values: JsonObject;
}

export interface Ledger {
  readonly count: number;
  readonly head: string;
  /** Events up to the first line that breaks a rule. */
  readonly events: readonly CustodyEvent[];
  /** Whether every line could be read as an event. */
  readonly whole: boolean;
}

/** `sealedAsIs`: every digest up to the ledger's is the sealed one, so what is broken was sealed broken. */
export async function readLedger(reader: ListReader, sealedAsIs: boolean, add: Report): Promise<Ledger | null> {
  if (!reader.has(LEDGER)) return null;
  const events: CustodyEvent[] = [];
  const ids = new Set<string>();
  let head: Bytes = new Uint8Array(32);
  let count = 0;
  let whole = true;
  for await (const line of reader.lines(LEDGER, false)) {
    count += 1;
    if (count > MAX_CUSTODY_EVENTS) {
      add("list-too-large", LEDGER);
      break;
    }
    if (whole) {
      const values = line.whole ? parseLine(line.bytes, CUSTODY) : null;
      const inForm = values !== null && isDay(str(values["time_utc"]));
      const right =
        inForm &&
        values["sequence"] === String(count) &&
        values["previous"] === hex(head) &&
        !ids.has(str(values["event_id"]));
      if (right) {
        events.push(eventOf(values, line.bytes.slice()));
        ids.add(str(values["event_id"]));
      } else {
        whole = false;
        const code = sealedAsIs ? "custody-broken-when-sealed" : inForm ? "custody-broken" : "custody-form";
        add(code, `${LEDGER}:${count}`);
      }
    }
    head = sha256(concat(head, sha256(line.bytes)));
  }
  return { count, head: hex(head), events, whole };
}

function eventOf(values: JsonObject, line: Bytes): CustodyEvent {
  return {
    sequence: str(values["sequence"]),
    id: str(values["event_id"]),
    event: str(values["event"]),
    time: str(values["time_utc"]),
    timed: values["clock_source"] === "computer",
    zone: textOrNull(values["local_offset"]),
    refersTo: textOrNull(values["refers_to"]),
    lineDigest: hex(sha256(line)),
    line,
    values,
  };
}

export interface CustodyBounds {
  /** When it was sealed, by the trusted token in signature001, else by the first signature's word. */
  readonly sealedAt: number | null;
  /** The case's reference by request.json. */
  readonly caseReference: string | null;
}

export function checkLedger(ledger: Ledger, bounds: CustodyBounds, add: Report): void {
  const { events, whole } = ledger;
  if (whole && events.at(-1)?.event !== "sealed") add("custody-not-sealed-last");
  const first = events[0];
  const begun = first?.values["reason"] === "case-created" ? textOrNull(first.values["authority_reference"]) : null;
  if (begun !== null && bounds.caseReference !== null && begun !== bounds.caseReference) {
    add("custody-other-case", null, bounds.caseReference, begun);
  }
  let clock: string | null = null;
  const before = new Set<string>();
  for (const one of events) {
    const text = one.time.slice(0, -1);
    if (one.timed) {
      if (clock !== null && text < clock) add("custody-clock-back", one.sequence, `${clock}Z`, one.time);
      clock = text;
    }
    if (bounds.sealedAt !== null && Math.floor(fromUtc(one.time) / 1000) > Math.floor(bounds.sealedAt / 1000)) {
      add("custody-after-seal", one.sequence, utcText(bounds.sealedAt), one.time);
    }
    if (one.zone === null) add("custody-zone-unknown", one.sequence);
    if (one.refersTo !== null && !before.has(one.refersTo)) {
      add("custody-refers-to-nothing", one.sequence, null, one.refersTo);
    }
    before.add(one.id);
  }
}

const TOLD_EVENTS = 500;

/** The ledger in short: codes and values, no sentences. */
export function story(ledger: Ledger): Record<string, string>[] {
  return ledger.events.slice(-TOLD_EVENTS).map((one) => {
    const told: Record<string, string> = { sequence: one.sequence, event: one.event, time: one.time };
    if (one.values["clock_source"] === "stated") told["clock"] = "stated";
    const exhibits = list(one.values["exhibits"]).map(str);
    if (exhibits.length > 0) told["exhibits"] = exhibits.join(", ");
    for (const key of ["reason", "place"]) {
      const value = textOrNull(one.values[key]);
      if (value !== null) told[key] = value;
    }
    const [person] = list(one.values["persons"]);
    if (person !== undefined) {
      told["person"] = str(obj(person)["name"]);
      told["organisation"] = textOrNull(obj(person)["organisation"]) ?? "";
    }
    return told;
  });
}
