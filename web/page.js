"use strict";
// Elements, numbers in prose, and what is shown on hover, focus and tap. All
// text goes in as text, never as markup.

const Page = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "tip") tips.set(node, value);
      else if (name in node && typeof value === "boolean") node[name] = value;
      else if (name === "value") node.value = value;
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return node;
  }

  const tips = new WeakMap();

  /** An HTML element with attributes, listeners (`onclick`) and children. */
  const el = (name, attributes = {}, ...children) =>
    fill(document.createElement(name), attributes, children);

  /** An SVG element. */
  const svg = (name, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, name), attributes, children);

  const byId = (id) => document.getElementById(id);

  // --- numbers

  const significant = (value, digits) => {
    const text = Number(value).toPrecision(digits);
    return text.includes("e") ? Number(text).toString() : text;
  };

  /** Kilograms of one device: 2.66 kg, 5.3 g. */
  function kilograms(kg) {
    if (kg === null || kg === undefined) return "–";
    const size = Math.abs(kg);
    if (kg === 0) return "0 kg";
    if (size < 0.00001) return `${significant(kg * 1e6, 2)} mg`;
    if (size < 0.005) return `${significant(kg * 1e3, 2)} g`;
    if (size < 10) return `${kg.toFixed(2)} kg`;
    if (size < 100) return `${kg.toFixed(1)} kg`;
    return mass(kg);
  }

  /** Kilograms of a fleet, in t, kt or Mt where that is shorter. */
  function mass(kg) {
    for (const [size, unit] of [[1e9, "Mt"], [1e6, "kt"], [1e3, "t"]]) {
      if (Math.abs(kg) >= size) return `${significant(kg / size, 3)} ${unit}`;
    }
    return `${significant(kg, 3)} kg`;
  }

  const percent = (share) =>
    `${share > 0 && share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share)}\u00a0%`;

  /** A number as it is written in a device file. */
  const plain = (value) => (typeof value === "number" ? String(value) : String(value ?? ""));

  // --- what is shown on hover, focus and tap

  const box = () => byId("tip");
  let shownBy = null;

  function show(node) {
    const make = tips.get(node);
    if (!make) return;
    const tip = box();
    tip.replaceChildren(...[make()].flat());
    tip.hidden = false;
    shownBy = node;
    node.setAttribute("aria-describedby", "tip");
    place(node);
  }

  function place(node) {
    const tip = box();
    const at = node.getBoundingClientRect();
    const margin = 8;
    const width = tip.offsetWidth;
    const height = tip.offsetHeight;
    const below = at.bottom + margin + height < innerHeight || at.top < height + margin;
    const left = Math.min(Math.max(margin, at.left), document.documentElement.clientWidth - width - margin);
    tip.style.left = `${Math.max(margin, left)}px`;
    // All of it, where neither side has the room.
    const top = Math.min(below ? at.bottom + 4 : at.top - height - 4, innerHeight - height - margin);
    tip.style.top = `${Math.max(margin, top)}px`;
  }

  function hide() {
    if (!shownBy) return;
    shownBy.removeAttribute("aria-describedby");
    shownBy = null;
    box().hidden = true;
  }

  function holder(target) {
    for (let node = target; node instanceof Element; node = node.parentElement) {
      if (tips.has(node)) return node;
    }
    return null;
  }

  function watchTips() {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse" || box().contains(event.target)) return;
      const node = holder(event.target);
      if (node) show(node);
      else if (!(shownBy && shownBy === document.activeElement)) hide();
    });
    document.addEventListener("focusin", (event) => {
      const node = holder(event.target);
      if (node === event.target) show(node);
      else hide();
    });
    document.addEventListener("click", (event) => {
      const node = holder(event.target);
      if (node) show(node);
      else if (!box().contains(event.target)) hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    addEventListener(
      "scroll",
      (event) => {
        if (event.target === box() || !shownBy) return;
        // What has focus is scrolled to: its tip goes along.
        if (shownBy === document.activeElement) place(shownBy);
        else hide();
      },
      { passive: true, capture: true },
    );
  }

  /** Offers a text as a file. */
  function download(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  return { el, svg, byId, kilograms, mass, percent, plain, significant, watchTips, hide, download };
})();
const { el, svg, byId } = Page;
