"use strict";
// What the device costs: pictures, tables, and where each number comes from.

const Sources = (() => {
  const { significant, kilograms } = Page;

  /** A reference; its address is a link where it is one of the web. */
  function reference(key, known) {
    const found = known?.find((source) => source.key === key && source.title) ?? App.sources.get(key);
    if (!found) return el("li", {}, key);
    const doi = /(?:doi:|doi\.org\/)(10\.\S+?)[.,;]?$/.exec(found.locator ?? "");
    const web = /^https:\/\/\S+$/.exec(found.locator ?? "");
    const address = doi ? `https://doi.org/${doi[1]}` : web ? web[0] : null;
    return el("li", {}, `${found.authors ?? ""} (${found.year ?? ""}): `, el("cite", {}, found.title),
      found.published ? `. ${found.published}` : "",
      address ? [". ", el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, found.locator)] : found.locator ? `. ${found.locator}` : "");
  }

  const references = (keys, known) => (keys.length ? el("ul", { class: "references" }, keys.map((key) => reference(key, known))) : null);
  const fact = (name, value) => (value === null || value === undefined || value === "" ? null : el("div", {}, el("dt", {}, name), el("dd", {}, value)));

  /** Where a line of a footprint comes from. */
  function line(one, known) {
    const factor = one.factor;
    const keys = [...new Set([...factor.sources, ...one.sources])];
    return [
      el("strong", {}, one.label),
      el("dl", {},
        fact("low", one.formula_low !== one.formula ? one.formula_low : null),
        fact("typical", one.formula),
        fact("high", one.formula_high !== one.formula ? one.formula_high : null),
        fact("factor", `${significant(factor.kg_co2e_per_unit, 4)} kg CO2e per ${factor.unit}, ${factor.basis}`),
        fact("covers", factor.covers),
        fact("derivation", factor.derivation),
        fact("gsd", factor.gsd ? `${factor.gsd}${factor.gsd_basis ? ` (${factor.gsd_basis})` : ""}` : null),
        fact("layer", factor.layer)),
      references(keys, known),
    ];
  }

  /** What is known of an item's factor. */
  function factor(item) {
    const row = item.row;
    if (!row) return [el("strong", {}, item.label), el("p", {}, item.own ? "a factor of the device file itself" : "")];
    return [
      el("strong", {}, row.what_it_is),
      el("dl", {},
        fact("factor", row.kg_co2e_per_unit === null ? "not known" : `${significant(row.kg_co2e_per_unit, 4)} kg CO2e per ${row.per}, ${row.basis}`),
        fact("why", row.why_not_known), fact("covers", row.covers), fact("derivation", row.derivation),
        fact("as", row.same_as),
        fact("interval", row.feasible_low_kg_co2e_per_unit === null ? null : `${row.feasible_low_kg_co2e_per_unit} to ${row.feasible_high_kg_co2e_per_unit}`),
        fact("gsd", row.gsd ? `${row.gsd}${row.gsd_basis ? ` (${row.gsd_basis})` : ""}` : null),
        fact("key", item.key)),
      references((row.sources ?? "").split("; ").filter(Boolean)),
    ];
  }

  /** A block of a footprint, line by line. */
  function block(label, found, variant) {
    const formula = variant === "typical" ? "formula" : `formula_${variant}`;
    return [
      el("strong", {}, `${label}: ${kilograms(found.kg_co2e[variant])}`),
      el("ul", { class: "plain" }, found.lines.map((one) => el("li", {}, `${one.label}: ${one[formula]}`))),
      el("p", { class: "quiet" }, "The sources stand at each part in the table below."),
    ];
  }

  return { line, factor, block, reference };
})();

const Results = (() => {
  const { kilograms, mass, percent } = Page;
  const VARIANTS = ["low", "typical", "high"];
  const title = (words) => Cards.title(words);

  const panel = (name, ...content) => el("section", { class: "panel", "aria-label": name }, el("h2", {}, name), content);

  /** Buttons of which one is pressed. */
  const switcher = (label, values, now, pick) =>
    el("div", { class: "switch", role: "group", "aria-label": label }, values.map(([value, text]) =>
      el("button", { type: "button", "aria-pressed": String(value === now), "data-key": `switch ${label} ${value}`, onclick: () => pick(value) }, text)));

  const quarter = (range) => (range.low === range.high ? "the same for all variants" : `${kilograms(range.low)} to ${kilograms(range.high)}`);

  function summary() {
    const now = App.estimate;
    const variant = App.view.variant;
    if (!now) return [el("p", { class: "headline" }, "–"), el("p", { class: "quiet" }, "kg CO2e")];
    const total = now.total_kg_co2e;
    const [number, unit] = kilograms(total[variant]).split(" ");
    const fleet = App.view.fleet;
    const sure = App.uncertain?.[0]?.total_kg_co2e;
    const share = (range) => (range ? `${kilograms(range[variant])}` : "not modelled");
    const stale = App.draft.problems.length > 0;
    const like = App.catalogue.equivalents[0];
    return [
      el("div", { class: "figures" },
        el("p", { class: "headline" }, number, el("span", {}, ` ${unit} CO2e`)),
        switcher("Variant", VARIANTS.map((one) => [one, one]), variant, (one) => App.look({ variant: one }))),
      el("p", {}, `per device over ${Page.plain(now.lifespan_years)} years; hardware variants ${quarter(total)}`,
        sure ? `; 90 % of what is likely lies between ${kilograms(sure.p5)} and ${kilograms(sure.p95)}` : ""),
      el("p", {}, `Embodied ${share(now.embodied_kg_co2e)}, operational ${share(now.operational_kg_co2e)}`,
        like ? el("span", { class: "quiet" }, `; as much as ${Page.significant(total[variant] / like.kg_co2e, 3)} ${like.label}`) : ""),
      fleet > 1 ? el("p", { class: "fleet" }, `${fleet.toLocaleString("en")} devices: `, el("strong", {}, `${mass(total[variant] * fleet)} CO2e`)) : null,
      stale ? el("p", { class: "problem", role: "alert" }, `The design has ${App.draft.problems.length === 1 ? "a problem" : `${App.draft.problems.length} problems`}; these are the figures from before. `,
        el("button", { type: "button", class: "mini", onclick: () => App.showProblems() }, "Show")) : null,
    ];
  }

  // --- pictures

  const { colour } = Figures;

  function stack(device, label) {
    const variant = App.view.variant;
    const parts = device.blocks.filter((block) => block.kg_co2e).map((block) => {
      const name = title(App.blockLabel(block.block));
      const kg = block.kg_co2e[variant];
      return { colour: colour(block.block), label: name, kg, tip: () => Sources.block(name, block, variant) };
    });
    const total = device.total_kg_co2e;
    return { label, parts, total: total[variant], low: total.low, high: total.high };
  }

  function product(row) {
    return { label: `${row.product} (${row.year})`, total: row.kg_co2e, parts: [{ colour: colour("published"), label: row.product, kg: row.kg_co2e,
      tip: () => [el("strong", {}, `${row.product}: ${row.kg_co2e} kg CO2e`), el("p", {}, "As its maker publishes it, within a boundary of its own."), el("ul", { class: "references" }, Sources.reference(row.source))] }] };
  }

  let menuIsOpen = false;
  const BESIDE = ["Apple Watch Series 7", "MacBook Pro 16-inch (M1 Pro, 512 GB)"];

  function beside(width) {
    const products = App.catalogue.products.filter((row) => App.view.products.includes(row.product));
    const rows = [stack(App.estimate, App.estimate.name), App.otherEstimate ? stack(App.otherEstimate, App.otherEstimate.name) : null, ...products.map(product)].filter(Boolean);
    const figure = Figures.bars(rows, { width, scale: App.view.scale, title: `Footprint, ${App.view.variant} variant` });
    const used = new Set([App.estimate, App.otherEstimate].filter(Boolean).flatMap((one) => one.blocks.filter((block) => block.kg_co2e?.[App.view.variant] > 0).map((block) => block.block)));
    figure.id = "chart";
    return panel("Beside published products",
      el("div", { class: "bar-tools" }, switcher("Scale", [["log", "log"], ["linear", "linear"]], App.view.scale, (scale) => App.look({ scale })),
        el("details", { class: "menu", open: menuIsOpen, ontoggle: (event) => (menuIsOpen = event.target.open) }, el("summary", {}, "Products"), el("div", {}, App.catalogue.products.map((row) => el("label", { class: "tick" },
          el("input", { type: "checkbox", checked: App.view.products.includes(row.product), "data-key": `product ${row.product}`, onchange: (event) => App.look({ products: event.target.checked ? [...App.view.products, row.product] : App.view.products.filter((name) => name !== row.product) }) }), `${row.product} (${row.year})`))))),
      el("div", { class: "scroll" }, figure),
      el("ul", { class: "legend" }, App.catalogue.blocks.filter((block) => used.has(block.key)).map((block) => el("li", {}, el("span", { class: "swatch", "data-colour": block.key }), title(block.label)))));
  }

  // --- every line

  function lines() {
    const variant = App.view.variant;
    const device = App.estimate;
    const total = device.total_kg_co2e[variant];
    const most = Math.max(...device.blocks.map((block) => block.kg_co2e?.high ?? 0));
    const bar = (range, colour) => svg("svg", { class: "spark", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { x: 0, y: 2, width: most > 0 ? (100 * range[variant]) / most : 0, height: 8, fill: colour }),
      svg("rect", { x: most > 0 ? (100 * range.low) / most : 0, y: 5.4, width: most > 0 ? (100 * (range.high - range.low)) / most : 0, height: 1.2, fill: "currentColor" }));
    const row = (block) => {
      const range = block.kg_co2e;
      const label = title(App.blockLabel(block.block));
      if (!range) return el("tr", { class: "off" }, el("th", { scope: "row" }, label), el("td", { colspan: 4 }, "not modelled"));
      return el("tr", {},
        el("th", { scope: "row" }, el("span", { class: "swatch", "data-colour": block.block }), label),
        el("td", { class: "lines" }, block.lines.map((one) => el("button", { type: "button", class: "line", "data-key": `line ${one.block}.${one.item}`, "aria-label": `Sources of ${one.label}`, tip: () => Sources.line(one, device.sources) }, one.label)), block.lines.length ? null : "second life"),
        el("td", { class: "spark-cell" }, bar(range, colour(block.block))),
        el("td", { class: "num" }, kilograms(range[variant]), el("span", { class: "quiet under" }, range.low === range.high ? "" : `${kilograms(range.low)} to ${kilograms(range.high)}`)),
        el("td", { class: "num" }, total > 0 ? percent(range[variant] / total) : ""));
    };
    return panel("Where it comes from",
      el("div", { class: "scroll" }, el("table", { class: "blocks" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Block"), el("th", { scope: "col" }, "Parts and their sources"), el("th", { scope: "col" }, el("span", { class: "hidden" }, "Bar")), el("th", { scope: "col", class: "num" }, title(variant)), el("th", { scope: "col", class: "num" }, "Share"))),
        el("tbody", {}, device.blocks.map(row)),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Total"), el("td", {}, ""), el("td", {}, ""), el("td", { class: "num" }, kilograms(total)), el("td", { class: "num" }, total > 0 ? "100 %" : ""))))),
      el("p", { class: "quiet" }, "Hover, focus or tap a part for its formula, factor and sources. The line over a bar goes from the low to the high variant."));
  }

  function life(width) {
    const variant = App.view.variant;
    const stages = App.estimate.stages.filter((stage) => stage.kg_co2e);
    const parts = stages.map((stage) => ({ label: title(App.stageLabel(stage.stage)), kg: stage.kg_co2e[variant], colour: colour(`stage ${stage.stage}`), stage: stage.stage }));
    const lives = App.lifespan?.devices ?? [];
    const series = lives.map((life, index) => ({ label: life.name, colour: colour(`device ${index}`), years: life.lifespan_years, points: life.years.map((point) => ({ years: point.years, ...point.total_kg_co2e })) }));
    const crossings = (App.lifespan?.overtakings ?? []).filter((one) => one.variant === "typical");
    const overtake = lives[0]?.use_overtakes_production_years?.typical;
    return panel("Over its life",
      Figures.shares(parts, { width, title: "Stages" }),
      el("ul", { class: "legend" }, parts.map((part) => el("li", {}, el("span", { class: "swatch", "data-colour": `stage ${part.stage}` }), `${part.label} ${kilograms(part.kg)}`))),
      series.length ? Figures.curves(series, { width, title: "Footprint over the years in service", crossings: crossings.map((one) => one.years) }) : null,
      el("ul", { class: "legend" }, series.map((one, index) => el("li", {}, el("span", { class: "swatch", "data-colour": `device ${index}` }), `${one.label}, to ${one.years} years`))),
      el("p", { class: "quiet" }, !series.length ? "" : overtake ? `${series.length > 1 ? `${lives[0].name}: use` : "Use"} costs more than production from ${Page.significant(overtake, 3)} years on. ` : "Use does not cost more than production within 100 years. ",
        crossings.map((one) => `${one.overtakes} costs more than ${one.overtaken} from ${Page.significant(one.years, 3)} years on. `), "The band goes from the low to the high variant."));
  }

  function sure(width) {
    const found = App.uncertain?.[0];
    const spread = found && found.total_kg_co2e.p95 > found.total_kg_co2e.p5;
    if (App.uncertaintyProblem) return panel("How sure", el("p", { class: "problem" }, App.uncertaintyProblem));
    if (!spread) return panel("How sure", el("p", { class: "quiet" }, found ? "No input of this design is uncertain." : "…"));
    const how = found.method === "simulation" ? `${found.samples.toLocaleString("en")} draws from seed ${found.seed}` : "convolution";
    return panel("How sure", Figures.histogram(found, { width, title: "Distribution of the total", colour: colour("outcomes") }),
      el("p", { class: "quiet" }, `${found.uncertain_inputs} uncertain inputs, by ${how}: ranges of quantities are triangular unless the file says otherwise, factors and grids lognormal with their gsd. In kg CO2e.`));
  }

  function comparison() {
    const found = App.comparison;
    const options = [{ value: "", label: "nothing" }, { value: "pin", label: "this design as it is now" }, ...App.catalogue.presets.map((preset) => ({ value: preset.name, label: preset.title }))];
    const now = App.other ? App.other.preset ?? "kept" : "";
    if (now === "kept") options.push({ value: "kept", label: App.otherEstimate?.name ?? "the design that was kept" });
    const picker = Fields.select(["compare"], now, options, (wanted) => App.compareWith(wanted), "Compare with");
    const head = el("div", { class: "bar-tools" }, el("label", { class: "grow" }, "Compare with ", picker),
      App.other ? el("button", { type: "button", class: "mini", "data-key": "swap", onclick: () => App.swap() }, "Swap") : null);
    if (!App.other) return panel("Side by side", head, el("p", { class: "quiet" }, "Keep this design and change it, or choose another, to see both block by block."));
    if (!found) return panel("Side by side", head, el("p", { class: "problem" }, App.otherProblem ?? ""));
    const variant = App.view.variant;
    const [a, b] = found.devices;
    const signed = (kg) => (kg === null || kg === undefined ? "" : `${kg > 0 ? "+" : ""}${kilograms(kg).replace(/^-/, "−")}`);
    const rows = a.blocks.map((block, index) => [block, b.blocks[index]]).filter(([one, two]) => one.kg_co2e || two.kg_co2e);
    const difference = b.difference_kg_co2e[variant];
    const pair = found.pairs?.devices?.[0];
    const verdict = difference === 0 ? "Both cost the same." : `${b.name} costs ${kilograms(Math.abs(difference))}${a.total_kg_co2e[variant] > 0 ? `, ${percent(Math.abs(difference) / a.total_kg_co2e[variant])}` : ""} ${difference > 0 ? "more" : "less"} than ${a.name}.`;
    return panel("Side by side", head,
      el("p", {}, verdict, pair ? ` It costs less in ${percent(pair.less_probability)} of draws in pairs.` : ""),
      el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Block"), el("th", { scope: "col", class: "num" }, a.name), el("th", { scope: "col", class: "num" }, b.name), el("th", { scope: "col", class: "num" }, "Difference"))),
        el("tbody", {}, rows.map(([one, two]) => el("tr", { class: one.differs ? null : "off" }, el("th", { scope: "row" }, title(App.blockLabel(one.block))), el("td", { class: "num" }, kilograms(one.kg_co2e?.[variant])), el("td", { class: "num" }, kilograms(two.kg_co2e?.[variant])), el("td", { class: "num" }, one.differs ? signed(two.difference_kg_co2e?.[variant]) : "")))),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Total"), el("td", { class: "num" }, kilograms(a.total_kg_co2e[variant])), el("td", { class: "num" }, kilograms(b.total_kg_co2e[variant])), el("td", { class: "num" }, signed(difference)))))),
      found.flags.map((flag) => el("p", { class: "quiet" }, flag.text)));
  }

  function notes() {
    const now = App.estimate;
    const list = (name, texts) => (texts.length ? [el("h3", {}, name), el("ul", {}, texts.map((text) => el("li", {}, text)))] : null);
    const remark = (one) => (one.block ? `${App.blockLabel(one.block)}: ${one.text}` : one.text);
    const left = now.excluded.map((one) => one.part ?? App.blockLabel(one.block));
    return panel("What it rests on",
      list("Warnings", now.warnings.map(remark)),
      list("Grids", now.grids.map((one) => `${one.name ?? one.used_for ?? ""} ${one.g_co2e_per_kwh ?? ""} g CO2e/kWh`.trim())),
      list("Assumptions", now.assumptions.map(remark)),
      left.length ? [el("h3", {}, "Not included"), el("p", {}, left.join(", "))] : null,
      el("h3", {}, "Sources"), el("ul", { class: "references" }, now.sources.map((source) => Sources.reference(source.key, now.sources))),
      el("p", { class: "quiet" }, `Factor set ${now.factor_sets.join(", ")}; GWP100, cradle to grave, per device; process-based, so that truncation may hide as much again. Networks, servers and packaging are outside.`));
  }

  function downloads() {
    const name = App.fileStem();
    const options = (format) => ({ options: { format, uncertainty: true } });
    return panel("Take it along",
      el("div", { class: "bar-tools" },
        el("button", { type: "button", id: "json", onclick: () => Page.download(`${name}.json`, "application/json", Engine.ask("estimate", [App.design], options("json"))) }, "JSON"),
        el("button", { type: "button", id: "csv", onclick: () => Page.download(`${name}.csv`, "text/csv", Engine.ask("estimate", [App.design], options("csv"))) }, "CSV"),
        el("button", { type: "button", id: "svg", onclick: () => Page.download(`${name}.svg`, "image/svg+xml", Figures.file(byId("chart"))) }, "SVG of the bars")),
      el("p", { class: "quiet" }, "As tinyfoot estimate --uncertainty prints them; the device file itself is saved above."));
  }

  /** What stands below the headline. */
  const report = (width) => (App.estimate ? [beside(width), lines()] : []);

  /** What stands below the design and the report, as wide as both. */
  function more(width) {
    if (!App.estimate) return [];
    const column = (...panels) => el("div", {}, panels);
    return [column(life(width), sure(width)), column(comparison(), notes(), App.draft.problems.length ? null : downloads())];
  }

  return { summary, beside, report, more, BESIDE };
})();
