/** Elements made by hand: text of a bundle becomes text, never markup. */

type Child = Node | string | null | false | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | null | undefined>>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(className: string, ...paths: string[]): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", className);
  picture.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    picture.append(path);
  }
  return picture;
}

export function card(title: string, note: string | null, ...children: Child[]): HTMLElement {
  const head = h("div", { class: "card-head" }, h("h2", {}, title), note !== null && h("span", { class: "muted small" }, note));
  return h("section", { class: "card" }, head, ...children);
}

/** A value that a machine wrote: always left to right, selectable. */
export function mono(text: string): HTMLElement {
  return h("bdi", { class: "mono", dir: "ltr" }, text);
}
