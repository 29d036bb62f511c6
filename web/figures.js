"use strict";
// Pictures as SVG: bars, curves, a histogram. Colours and sizes are attributes,
// so that a picture that is saved looks as it does here.

const Figures = (() => {
  let colours = {};

  /** The colours of the reports, on light paper: a saved picture has those. */
  const colour = (name) => colours[name]?.[0] ?? "currentColor";

  /** The rules for swatches, and for pictures on dark paper. */
  function paint(known) {
    colours = known;
    const rules = new CSSStyleSheet();
    const dark = [];
    for (const [name, [light, other]] of Object.entries(known)) {
      rules.insertRule(`.swatch[data-colour="${name}"] { background: ${light} }`);
      dark.push(`.swatch[data-colour="${name}"] { background: ${other} }`, `svg [fill="${light}"] { fill: ${other} }`, `svg [stroke="${light}"] { stroke: ${other} }`);
    }
    rules.insertRule(`@media (prefers-color-scheme: dark) { ${dark.join(" ")} }`, rules.cssRules.length);
    document.adoptedStyleSheets = [rules];
  }

  const LEAST_KG = 0.01;
  const LOG_NOTE = ["kg CO2e, logarithmic: compare the ends", "of bars, not the lengths of their parts"];
  /** About as wide as a bold letter, in px. */
  const LETTER = 7.4;
  const FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

  const { kilograms } = Page;

  function frame(width, height, title, description) {
    return svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}. ${description}`,
        "font-family": FONT, "font-size": 12, fill: "currentColor",
      },
      svg("title", {}, title),
      svg("desc", {}, description),
    );
  }

  const label = (x, y, anchor, text, more = {}) =>
    svg("text", { x, y, "text-anchor": anchor, ...more }, text);

  const rule = (x1, y1, x2, y2, more = {}) =>
    svg("line", { x1, y1, x2, y2, stroke: "currentColor", "stroke-opacity": 0.18, ...more });

  /** Round steps from zero to at least `most`, about `count` of them. */
  function steps(most, count) {
    if (!(most > 0)) return [0, 1];
    const raw = most / count;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
    const ticks = [];
    for (let i = 0; (i - 1) * step < most; i += 1) ticks.push(Number((i * step).toPrecision(12)));
    return ticks;
  }

  function axis(most, scale, width) {
    if (scale === "log") {
      const first = Math.log10(LEAST_KG);
      const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(most, LEAST_KG * 10)) - 1e-9));
      const ticks = [];
      for (let power = first; power <= last; power += 1) ticks.push(10 ** power);
      const at = (kg) => (kg <= LEAST_KG ? 0 : (width * (Math.log10(kg) - first)) / (last - first));
      return { at, ticks };
    }
    const ticks = steps(most, width < 380 ? 4 : 6);
    const end = ticks[ticks.length - 1];
    return { at: (kg) => (width * kg) / end, ticks };
  }

  function fitting(text, width) {
    const most = Math.max(8, Math.floor(width / LETTER));
    const letters = Array.from(text);
    return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
  }

  const tick = (kg) => (kg >= 1 || kg === 0 ? String(kg) : String(Number(kg.toPrecision(6))));

  /**
   * Stacked bars, one a row: `{ label, total, low, high, parts: [{ colour,
   * label, kg, tip }] }`.
   */
  function bars(rows, { width, scale, title }) {
    const top = 4;
    const rowHeight = 48;
    const left = 1;
    const right = 16;
    const notes = scale === "log" ? (width < 540 ? LOG_NOTE : [LOG_NOTE.join(" ")]) : ["kg CO2e"];
    const height = top + rows.length * rowHeight + 20 + 14 * notes.length;
    const most = Math.max(...rows.map((row) => Math.max(row.total, row.high ?? 0)));
    const { at, ticks } = axis(most, scale, width - left - right);
    const described = rows.map((row) => `${row.label}: ${kilograms(row.total)}`).join("; ");
    const figure = frame(width, height, title, described);
    const bottom = top + rows.length * rowHeight;
    for (const kg of ticks) {
      const x = left + at(kg);
      figure.append(rule(x, top + 14, x, bottom));
      figure.append(label(x, bottom + 14, x < 20 ? "start" : x > width - 30 ? "end" : "middle", tick(kg), { "fill-opacity": 0.75 }));
    }
    notes.forEach((note, index) => figure.append(label(left, bottom + 30 + 14 * index, "start", note, { "fill-opacity": 0.75, "font-size": 11 })));
    rows.forEach((row, index) => {
      const y = top + index * rowHeight;
      figure.append(label(left, y + 12, "start", fitting(row.label, width - 76), { "font-weight": 600 }));
      figure.append(label(width - 2, y + 12, "end", kilograms(row.total), { "font-weight": 600 }));
      let sum = 0;
      for (const part of row.parts) {
        const x = at(sum);
        sum += part.kg;
        const size = at(sum) - x;
        if (size <= 0) continue;
        figure.append(svg("rect", {
          x: left + x, y: y + 18, width: Math.max(0.5, size - (size > 3 ? 1 : 0)), height: 20,
          fill: part.colour, tabindex: part.tip ? 0 : null, class: "part", tip: part.tip,
          role: part.tip ? "img" : null, "aria-label": part.tip ? `${part.label}: ${kilograms(part.kg)}` : null,
        }));
      }
      if (row.high > row.low) {
        const [from, to] = [left + at(row.low), left + at(row.high)];
        const line = { stroke: "currentColor", "stroke-opacity": 0.75, "stroke-width": 1.5 };
        figure.append(rule(from, y + 41, to, y + 41, line), rule(from, y + 38.5, from, y + 43.5, line), rule(to, y + 38.5, to, y + 43.5, line));
      }
    });
    return figure;
  }

  /** One bar of shares. */
  function shares(parts, { width, title }) {
    const total = parts.reduce((sum, part) => sum + part.kg, 0);
    const described = parts.map((part) => `${part.label}: ${kilograms(part.kg)}`).join("; ");
    const figure = frame(width, 18, title, described);
    let sum = 0;
    for (const part of parts) {
      const x = total > 0 ? (width * sum) / total : 0;
      sum += part.kg;
      const size = total > 0 ? (width * part.kg) / total : 0;
      if (size > 0) figure.append(svg("rect", { x, y: 0, width: Math.max(0.5, size - (size > 3 ? 1 : 0)), height: 18, fill: part.colour }));
    }
    return figure;
  }

  /**
   * Curves over years: `{ label, colour, years, points: [{ years, low,
   * typical, high }] }`, each with its band and its lifespan marked.
   */
  function curves(series, { width, title, crossings }) {
    const height = 210;
    const [right, top, bottom] = [10, 10, 34];
    const points = series.flatMap((one) => one.points);
    const most = Math.max(...points.map((point) => point.high));
    const last = Math.max(...points.map((point) => point.years));
    const ticks = steps(most, 4);
    const left = Math.max(44, 12 + LETTER * Math.max(...ticks.map((kg) => tick(kg).length)));
    const x = (years) => left + ((width - left - right) * years) / last;
    const y = (kg) => height - bottom - ((height - top - bottom) * kg) / ticks[ticks.length - 1];
    const ends = series.map((one) => `${one.label}: ${kilograms(one.points[one.points.length - 1].typical)} after ${last} years`);
    const figure = frame(width, height, title, ends.join("; "));
    for (const kg of ticks) {
      figure.append(rule(left, y(kg), width - right, y(kg)), label(left - 6, y(kg) + 4, "end", tick(kg), { "fill-opacity": 0.75 }));
    }
    for (const years of steps(last, width < 380 ? 4 : 8).filter((years) => years <= last)) {
      figure.append(label(x(years), height - bottom + 16, "middle", String(years), { "fill-opacity": 0.75 }));
    }
    figure.append(label(width - right, height - 3, "end", "years in service", { "fill-opacity": 0.75, "font-size": 11 }));
    figure.append(label(2, height - 3, "start", "kg CO2e", { "fill-opacity": 0.75, "font-size": 11 }));
    const at = (point, key) => `${x(point.years).toFixed(1)} ${y(point[key]).toFixed(1)}`;
    for (const one of series) {
      const over = one.points.map((point) => at(point, "high"));
      const under = one.points.map((point) => at(point, "low")).reverse();
      figure.append(svg("path", { d: `M${over.join("L")}L${under.join("L")}Z`, fill: one.colour, "fill-opacity": 0.14 }));
    }
    for (const one of series) {
      const d = `M${one.points.map((point) => at(point, "typical")).join("L")}`;
      figure.append(svg("path", { d, fill: "none", stroke: one.colour, "stroke-width": 2 }));
      figure.append(rule(x(one.years), top, x(one.years), height - bottom, { stroke: one.colour, "stroke-opacity": 0.8, "stroke-dasharray": "3 3" }));
    }
    for (const crossing of crossings ?? []) {
      if (crossing > last) continue;
      figure.append(rule(x(crossing), top, x(crossing), height - bottom, { "stroke-opacity": 0.6 }));
      figure.append(label(x(crossing), top + 8, x(crossing) > width / 2 ? "end" : "start", ` ${Page.significant(crossing, 3)} years `, { "font-size": 11 }));
    }
    return figure;
  }

  /** How likely footprints are, with P5, the median and P95 marked. */
  function histogram(found, { width, title, colour }) {
    const height = 120;
    const [left, right, top, bottom] = [6, 6, 16, 20];
    const { start_kg_co2e: start, step_kg_co2e: step, shares: likely } = found.histogram;
    const { p5, p50, p95 } = found.total_kg_co2e;
    const end = start + step * likely.length;
    const most = Math.max(...likely);
    const figure = frame(width, height, title, `5 % are below ${kilograms(p5)}, half below ${kilograms(p50)}, 95 % below ${kilograms(p95)}`);
    const x = (kg) => left + ((width - left - right) * (kg - start)) / (end - start);
    likely.forEach((share, index) => {
      const from = start + index * step;
      const inside = from + step / 2 >= p5 && from + step / 2 <= p95;
      const size = ((height - top - bottom) * share) / most;
      figure.append(svg("rect", {
        x: x(from), y: height - bottom - size, width: Math.max(0.5, x(from + step) - x(from) - 0.5), height: size,
        fill: colour, "fill-opacity": inside ? 0.85 : 0.3,
      }));
    });
    figure.append(rule(left, height - bottom, width - right, height - bottom));
    for (const [kg, name] of [[p5, "P5"], [p50, "P50"], [p95, "P95"]]) {
      figure.append(rule(x(kg), top - 2, x(kg), height - bottom, { "stroke-opacity": 0.55, "stroke-dasharray": "2 2" }));
      figure.append(label(x(kg), top - 5, "middle", name, { "font-size": 10, "fill-opacity": 0.8 }));
      const anchor = x(kg) < 30 ? "start" : x(kg) > width - 30 ? "end" : "middle";
      figure.append(label(anchor === "start" ? 0 : anchor === "end" ? width : x(kg), height - 5, anchor, kilograms(kg), { "font-size": 11 }));
    }
    return figure;
  }

  /** The picture as a file: black on white, for it leaves the page's theme. */
  function file(figure) {
    const copy = figure.cloneNode(true);
    copy.setAttribute("color", "#1c2127");
    copy.insertBefore(svg("rect", { width: "100%", height: "100%", fill: "#ffffff" }), copy.children[2] ?? null);
    for (const part of copy.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
  }

  return { colour, paint, bars, shares, curves, histogram, file };
})();
