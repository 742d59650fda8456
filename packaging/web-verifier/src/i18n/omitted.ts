/** What is left out or in doubt, as people read it: where, and in the words of their language what was said of it. */

import type { Layer, Omission, Omissions, Places } from "../verify/sealed_lists";
import { omissionDetail } from "./details";
import { LAYER_DESCRIPTION_WORDS, LAYER_WORDS } from "./program_words";
import { N, type Translator } from "./translator";
import { visible } from "./visible";

/** One line of the ledger of omissions. */
export interface ToldOmission {
  readonly code: string;
  readonly count: number;
  /** The exhibit and what in it, then what was said of it; no part holds a character that could deceive. */
  readonly place: readonly string[];
}

const SHADOW_COPY = /^volume shadow copy (\d{4}-\d\d-\d\d)T([0-9:]{8})(?:\.\d+)?Z$/;
const LOCATOR = /^(s\d+(?:\.[a-z0-9]+)*)(?::([^]*))?$/;

export function toldOmissions({ shown, places }: Omissions, words: Translator): ToldOmission[] {
  return shown.map((one) => ({ code: one.code, count: Number(one.count), place: placeOf(one, places, words) }));
}

function placeOf({ source, locator, detail }: Omission, places: Places, words: Translator): string[] {
  const parts = [placeWords(locator ?? "", places, words)];
  if (parts[0] === (locator ?? "")) parts.unshift(places.sources.get(source) ?? source);
  const shown = parts.map(visible);
  if (detail !== null) shown.push(omissionDetail(detail, words));
  return shown.filter((text) => text !== "");
}

/** `EX-001 (usb.raw) · 2 · System /docs`; what does not begin with the id of a source or a layer stays as it is. */
function placeWords(locator: string, { sources, layers }: Places, words: Translator): string {
  const [, id, path] = LOCATOR.exec(locator) ?? [];
  if (id === undefined) return locator;
  const layer = layers.get(id);
  const inside = layer === undefined ? "" : layerName(layer, words);
  const called = layer === undefined ? (sources.get(id) ?? id) : inside === "" ? layer.source : `${layer.source} · ${inside}`;
  return `${called} ${path ?? ""}`.trim();
}

/** `2 · System` for a partition; else a label, a description or what kind of layer it is. */
function layerName({ id, kind, label, description }: Layer, words: Translator): string {
  const described = (description ?? "").split("; ").map((part) => {
    const [, day, clock] = SHADOW_COPY.exec(part) ?? [];
    if (day !== undefined) return words.tr(N("shadow copy of {time}")).replace("{time}", `${day} ${clock!} UTC`);
    return Object.hasOwn(LAYER_DESCRIPTION_WORDS, part) ? words.tr(LAYER_DESCRIPTION_WORDS[part]!) : part;
  });
  const kindWords = Object.hasOwn(LAYER_WORDS, kind) ? words.tr(LAYER_WORDS[kind]!) : kind;
  const shown = [label, described.join("; "), kindWords].find((text) => text !== null && text !== "") ?? "";
  const partition = /\.p(\d+)$/.exec(id)?.[1];
  return partition === undefined ? shown : `${partition} · ${shown}`;
}
