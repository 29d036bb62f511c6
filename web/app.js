"use strict";
// The state of the page is the text of the device file; everything that is
// shown follows from it.

const App = (() => {
  const { el: make } = Page;
  const LONGEST_HISTORY = 200;
  const PAUSE_MS = 1000;
  const IDLE_MS = 350;
  const START = "keyword-spotting";

  const app = {
    catalogue: null, items: new Map(), levels: new Map(), sources: new Map(), radios: [], measured: [],
    design: { file: "design.toml", toml: "" }, preset: START,
    other: null, parent: null,
    draft: { device: null, own: null, problems: [] },
    estimate: null, otherEstimate: null, lifespan: null, comparison: null, uncertain: null,
    uncertaintyProblem: null, otherProblem: null,
    view: { variant: "typical", scale: "log", fleet: 1, products: [] },
  };
  const past = [];
  const future = [];
  let keepsTyped = true;
  /** The text that is in a file, an address or what is built in as well. */
  let elsewhere = "";
  let lastEdit = { id: null, at: 0 };

  // --- what is built in

  /** What the first picture needs. */
  function outline() {
    app.catalogue = Engine.ask("outline");
    app.view.products = [...Results.BESIDE];
    const { blocks, stages, devices, published, outcomes } = app.catalogue;
    Figures.paint({
      ...Object.fromEntries(blocks.map((one) => [one.key, one.colours])),
      ...Object.fromEntries(stages.map((one) => [`stage ${one.key}`, one.colours])),
      ...Object.fromEntries(devices.map((pair, index) => [`device ${index}`, pair])),
      published, outcomes,
    });
  }

  /** What there is to choose from. */
  function read() {
    const catalogue = Object.assign(app.catalogue, Engine.ask("catalogue"));
    for (const row of catalogue.factors) {
      const [block, ...rest] = row.item.split(".");
      const item = { key: rest.join("."), label: row.what_it_is, unit: row.per, kg: row.kg_co2e_per_unit, row };
      app.items.set(block, [...(app.items.get(block) ?? []), item]);
    }
    for (const row of catalogue.levels) {
      const whole = Object.keys(catalogue.quantities[row.level]).length === 0 || /kg CO2e/.test(row.made_of ?? "");
      app.levels.set(row.block, [...(app.levels.get(row.block) ?? []), { ...row, whole, items: catalogue.quantities[row.level] }]);
    }
    for (const source of catalogue.sources) app.sources.set(source.key, source);
    app.radios = catalogue.radios.filter((row, index, all) => all.findIndex((other) => other.radio === row.radio) === index);
    app.measured = catalogue.inferences.filter((row, index, all) => all.findIndex((other) => other.task === row.task && other.on === row.on) === index);
  }

  app.blockLabel = (key) => app.catalogue.blocks.find((block) => block.key === key)?.label ?? key;
  app.stageLabel = (key) => app.catalogue.stages.find((stage) => stage.key === key)?.label ?? key;
  app.blockRange = (key) => app.estimate?.blocks.find((block) => block.block === key)?.kg_co2e ?? null;
  app.madeOf = (key) => {
    const block = app.estimate?.blocks.find((one) => one.block === key);
    if (!block) return "";
    const parts = block.lines.filter((line) => line.kg_co2e.high > 0).map((line) => line.label);
    return (block.hsl === null ? "" : `HSL-${block.hsl}${parts.length ? ": " : ""}`) + parts.join(", ");
  };
  app.fileStem = () => (app.estimate?.name ?? "design").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "design";

  // --- changes

  const snapshot = () => ({ design: app.design, other: app.other, preset: app.preset });

  function remember(id, before = snapshot()) {
    const now = performance.now();
    const goesOn = id && lastEdit.id === id && now - lastEdit.at < PAUSE_MS;
    lastEdit = { id, at: now };
    future.length = 0;
    if (goesOn) return;
    past.push(before);
    if (past.length > LONGEST_HISTORY) past.shift();
  }

  /** Shows a design that was not typed: no field keeps what stood in it. */
  function updateAll() {
    keepsTyped = false;
    update();
    keepsTyped = true;
  }

  function become({ design, other, preset }) {
    app.design = design;
    app.other = other;
    app.preset = preset;
    lastEdit = { id: null, at: 0 };
    updateAll();
  }

  function step(from, to) {
    if (!from.length) return;
    to.push(snapshot());
    become(from.pop());
  }

  function write(toml, id, more = {}) {
    if (toml === app.design.toml && !Object.keys(more).length) return;
    remember(id);
    app.design = { file: app.design.file, ...more.design, toml };
    app.preset = more.preset ?? null;
    if (more.design) updateAll();
    else update();
  }

  /** Edits values of the device file; those of one `id` in a row are undone together. */
  app.edit = (edits, id = null) => {
    try {
      write(Engine.ask("edit", [app.design], { edits }), id);
    } catch (error) {
      if (!(error instanceof Problems)) throw error;
      notice(error.list[0].message);
      app.showProblems();
    }
  };

  app.look = (more) => {
    Object.assign(app.view, more);
    show();
  };

  app.compareWith = (wanted) => {
    if (wanted === "kept") return;
    remember(null);
    const preset = app.catalogue.presets.find((one) => one.name === wanted);
    if (wanted === "pin") app.other = { ...app.design };
    else app.other = preset ? { file: `${preset.name}.toml`, toml: preset.toml, preset: preset.name } : null;
    update();
  };

  app.swap = () => {
    remember(null);
    const { preset, ...design } = app.other;
    app.other = { ...app.design, ...(app.preset ? { preset: app.preset } : {}) };
    app.design = design;
    app.preset = preset ?? null;
    update();
  };

  // --- from the text to the figures

  /** The other design that the figures are of. */
  let compared = null;

  /** The other design, under a name of its own. */
  function toldApart(other) {
    const { name } = Engine.analyse("estimate", [other]).devices[0];
    if (name !== app.estimate.name) return other;
    const value = `${name} (${other.preset ? "as built in" : "as kept"})`;
    return { ...other, toml: Engine.ask("edit", [other], { edits: [{ path: ["name"], value }] }) };
  }

  function analyse(only) {
    app.draft = Engine.ask("draft", [app.design]);
    const parent = app.draft.own?.extends;
    app.parent = typeof parent === "string" ? Engine.ask("draft", [{ toml: `extends = ${JSON.stringify(parent)}` }]).device : null;
    if (app.draft.problems.length) {
      if (app.other === compared) return;
      app.otherEstimate = null;
      app.comparison = null;
      app.otherProblem = "The comparison comes when the design is right again.";
      return;
    }
    compared = app.other;
    app.otherProblem = null;
    app.otherEstimate = null;
    app.comparison = null;
    app.estimate = Engine.analyse("estimate", [app.design]).devices[0];
    if (only === "the footprint") return;
    const designs = [app.design];
    if (app.other) {
      try {
        const other = toldApart(app.other);
        app.otherEstimate = Engine.analyse("estimate", [other]).devices[0];
        designs.push(other);
        app.comparison = Engine.analyse("compare", designs);
      } catch (error) {
        app.otherProblem = error.message;
      }
    }
    const longest = Math.max(10, ...designs.map((_, index) => (index ? app.otherEstimate : app.estimate).lifespan_years));
    const points = Array.from({ length: 61 }, (_, index) => Math.max(0.001, (longest * index) / 60));
    app.lifespan = Engine.analyse("lifespan", designs, { years: points });
    app.uncertain = null;
    app.uncertaintyProblem = null;
    estimateUncertainty(designs);
  }

  let waiting = null;

  /** What takes longer comes when nobody types. */
  function estimateUncertainty(designs) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      try {
        app.uncertain = Engine.analyse("uncertainty", designs).devices;
        if (designs.length > 1) app.comparison = Engine.analyse("compare", designs, { uncertainty: true });
      } catch (error) {
        app.uncertaintyProblem = error.message;
      }
      showResults();
      document.documentElement.dataset.state = "settled";
    }, IDLE_MS);
  }

  // --- what is shown

  function update() {
    document.documentElement.dataset.state = "working";
    analyse();
    show();
    if (app.draft.problems.length) {
      clearTimeout(waiting);
      document.documentElement.dataset.state = "settled";
    }
  }

  /** Replaces children; who was typed into keeps focus, text and caret. */
  function replace(node, children) {
    const active = document.activeElement;
    const key = node.contains(active) ? active.dataset?.key : null;
    const kept = key && keepsTyped && active.matches("input[type=text]") ? { value: active.value, start: active.selectionStart, end: active.selectionEnd } : null;
    Page.hide();
    node.replaceChildren(...children.flat(Infinity).filter(Boolean));
    if (!key) return;
    const again = [...node.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!again) return;
    if (kept && again.matches("input[type=text]")) again.value = kept.value;
    again.focus({ preventScroll: true });
    if (kept && again.matches("input[type=text]")) again.setSelectionRange(kept.start, kept.end);
  }

  const setUnlessActive = (input, value) => {
    if (input !== document.activeElement || !keepsTyped) input.value = value;
  };

  app.showCards = () => {
    const cards = byId("cards");
    // A text that cannot be read cannot be edited by key either.
    cards.inert = !app.draft.device;
    cards.classList.toggle("locked", cards.inert);
    if (cards.inert) return;
    replace(cards, Cards.cards());
    Fields.mark(app.draft.problems, document.body);
  };

  function showStart() {
    const device = app.draft.device ?? {};
    for (const problem of document.querySelectorAll(".start .problem")) problem.remove();
    for (const input of document.querySelectorAll(".start [aria-invalid]")) input.removeAttribute("aria-invalid");
    byId("preset").value = app.preset ?? "";
    setUnlessActive(byId("name"), Page.plain(device.name));
    byId("description").textContent = typeof device.description === "string" ? device.description : "";
    const years = device.lifespan_years ?? app.estimate?.lifespan_years ?? 3;
    setUnlessActive(byId("years"), Page.plain(years));
    if (typeof years === "number") byId("years-slider").value = String(years);
    setUnlessActive(byId("fleet"), String(app.view.fleet));
    byId("undo").disabled = past.length === 0;
    byId("redo").disabled = future.length === 0;
  }

  function showText() {
    setUnlessActive(byId("toml"), app.design.toml);
    byId("problems").replaceChildren(...app.draft.problems.map((problem) => make("li", {},
      make("button", { type: "button", class: "place", onclick: () => goTo(problem) }, problem.line ? `${problem.source === app.design.file ? "" : `${problem.source}, `}line ${problem.line}, column ${problem.column}` : "design"),
      make("span", {}, problem.message), problem.help ? make("span", { class: "help" }, problem.help) : null)));
    if (app.draft.problems.length && !app.draft.device) byId("text-panel").open = true;
  }

  function goTo(problem) {
    const area = byId("toml");
    byId("text-panel").open = true;
    area.focus();
    if (problem.start === null || problem.source !== app.design.file) return;
    area.setSelectionRange(problem.start, Math.max(problem.end, problem.start + 1));
    const line = parseFloat(getComputedStyle(area).lineHeight);
    area.scrollTop = Math.max(0, (problem.line - 4) * line);
  }

  app.showProblems = () => {
    byId("text-panel").open = true;
    byId("text-panel").scrollIntoView({ block: "start" });
    if (app.draft.problems[0]) goTo(app.draft.problems[0]);
  };

  /** How wide a picture is in the panels of a column. */
  function widthIn(node) {
    const columns = getComputedStyle(node).gridTemplateColumns.split(" ");
    return Math.max(240, Math.min(760, (columns.length > 1 ? parseFloat(columns[0]) : node.clientWidth) - 34));
  }

  function showResults() {
    const stale = app.draft.problems.length > 0;
    document.body.classList.toggle("stale", stale);
    replace(byId("summary"), Results.summary());
    replace(byId("report"), Results.report(widthIn(byId("report"))));
    replace(byId("more"), Results.more(widthIn(byId("more"))));
  }

  function show() {
    Cards.reveal(app.draft.problems);
    showStart();
    app.showCards();
    showText();
    showResults();
    document.title = `${app.estimate ? `${app.estimate.name}, ${Page.kilograms(app.estimate.total_kg_co2e.typical)} CO2e` : "tinyfoot"}`;
  }

  let fading = null;

  const notice = app.notice = (text) => {
    const node = byId("notice");
    node.textContent = text;
    node.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => (node.hidden = true), 8000);
  };

  // --- files and links

  async function squeeze(bytes, Stream, most = Infinity) {
    const reader = new Blob([bytes]).stream().pipeThrough(new Stream("deflate-raw")).getReader();
    const parts = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        await reader.cancel();
        throw new RangeError("too large");
      }
      parts.push(value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** The whole design in the fragment of an address, which no server sees. */
  app.link = async () => {
    const state = JSON.stringify({ design: app.design, preset: app.preset, other: app.other, view: app.view });
    const packed = await squeeze(new TextEncoder().encode(state), CompressionStream);
    const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
    return `${location.href.split("#")[0]}#d=${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
  };

  const isDesign = (value) => value && typeof value.toml === "string" && typeof value.file === "string";

  /** The design of an address; nothing of it is trusted. */
  async function open(fragment) {
    const packed = Uint8Array.from(atob(fragment.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await squeeze(packed, DecompressionStream, 4 * app.catalogue.largest_file_bytes));
    const state = JSON.parse(text);
    if (!isDesign(state?.design)) throw new TypeError("no design");
    const { variant, scale, fleet, products } = state.view ?? {};
    const preset = (name) => (app.catalogue.presets.some((one) => one.name === name) ? name : null);
    const designOf = ({ file, toml }) => ({ file: file.slice(0, 200), toml });
    const known = preset(state.other?.preset);
    app.design = designOf(state.design);
    app.preset = preset(state.preset);
    app.other = isDesign(state.other) ? { ...designOf(state.other), ...(known ? { preset: known } : {}) } : null;
    if (["low", "typical", "high"].includes(variant)) app.view.variant = variant;
    if (["log", "linear"].includes(scale)) app.view.scale = scale;
    if (Number.isFinite(fleet) && fleet >= 1) app.view.fleet = Math.min(1e15, Math.round(fleet));
    if (Array.isArray(products)) app.view.products = app.catalogue.products.map((row) => row.product).filter((name) => products.includes(name));
  }

  async function load(file) {
    if (file.size > app.catalogue.largest_file_bytes) {
      notice(`${file.name} is larger than ${app.catalogue.largest_file_bytes} bytes: is it the right file?`);
      return;
    }
    let toml;
    try {
      toml = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      notice(`${file.name} is not UTF-8: save it as UTF-8 text.`);
      return;
    }
    write(toml, null, { design: { file: file.name } });
    elsewhere = toml;
    notice(app.draft.problems.length ? `${file.name} has problems: see the device file.` : `Opened ${file.name}.`);
  }

  async function start() {
    const fragment = /^#d=([\w-]+)$/.exec(location.hash);
    if (fragment) {
      try {
        await open(fragment[1]);
        elsewhere = app.design.toml;
        return;
      } catch {
        notice("This link is damaged or cut off: here is the first preset instead.");
      }
    }
    usePreset(START);
  }

  function usePreset(name) {
    const preset = app.catalogue.presets.find((one) => one.name === name);
    app.design = { file: `${name}.toml`, toml: preset.toml };
    app.preset = name;
  }

  // --- controls that stay

  function wire() {
    const presets = byId("preset");
    presets.append(make("option", { value: "" }, "a design of one's own"),
      ...app.catalogue.presets.map((preset) => make("option", { value: preset.name, title: preset.what_it_is }, preset.title)),
      make("option", { value: "template" }, "an example with every kind of key"));
    presets.addEventListener("change", () => {
      const name = presets.value;
      if (name === "") return;
      remember(null);
      if (name === "template") {
        app.design = { file: "my.toml", toml: app.catalogue.template };
        app.preset = null;
        elsewhere = app.design.toml;
      } else usePreset(name);
      update();
    });
    byId("name").addEventListener("input", (event) => app.edit([{ path: ["name"], value: event.target.value.trim() || null }], "name"));
    const years = (typed) => app.edit([typed.trim() === "" ? { path: ["lifespan_years"], value: null } : { path: ["lifespan_years"], typed }], "years");
    byId("years-slider").addEventListener("input", (event) => years(event.target.value));
    byId("years").addEventListener("input", (event) => years(event.target.value));
    byId("life").dataset.path = Fields.key(["lifespan_years"]);
    byId("fleet").addEventListener("input", (event) => {
      const typed = event.target.value.trim();
      const count = Number(typed.replaceAll(/[ ,_]/g, ""));
      // 1.000 is one to some, and a thousand to others.
      const fits = !typed.includes(".") && Number.isInteger(count) && count >= 1 && count <= 1e15;
      event.target.setAttribute("aria-invalid", String(!fits));
      if (fits) app.look({ fleet: count });
      else notice("A fleet is a whole number of devices from 1 to 1e15, as in 1,000 or 250e9; the figures are those of before.");
    });
    byId("toml").addEventListener("input", (event) => write(event.target.value, "text"));
    byId("undo").addEventListener("click", () => step(past, future));
    byId("redo").addEventListener("click", () => step(future, past));
    byId("open").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => {
      if (event.target.files[0]) load(event.target.files[0]);
      event.target.value = "";
    });
    byId("save").addEventListener("click", () => {
      Page.download(`${app.fileStem()}.toml`, "application/toml", app.design.toml);
      elsewhere = app.design.toml;
    });
    byId("share").addEventListener("click", async () => {
      const address = await app.link();
      history.replaceState(null, "", address);
      elsewhere = app.design.toml;
      try {
        await navigator.clipboard.writeText(address);
        notice("The link is copied: it carries the whole design.");
      } catch {
        notice("The address of this page carries the whole design now: copy it from there.");
      }
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) step(future, past);
      else step(past, future);
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) load(event.dataTransfer.files[0]);
    });
    addEventListener("beforeunload", (event) => {
      if (!app.preset && app.design.toml !== elsewhere) event.preventDefault();
    });
    addEventListener("hashchange", async () => {
      // Other fragments are places of the page.
      if (!location.hash.startsWith("#d=")) return;
      const before = snapshot();
      await start();
      remember(null, before);
      updateAll();
    });
    let width = 0;
    new ResizeObserver(() => {
      const now = byId("report").clientWidth;
      if (width && now !== width) showResults();
      width = now;
    }).observe(byId("report"));
    const grids = make("datalist", { id: "grids" }, app.catalogue.grids.map((grid) => make("option", { value: grid.grid }, `${grid.name}, ${Page.significant(grid.g_co2e_per_kwh, 3)} g CO2e/kWh`)));
    const sources = make("datalist", { id: "sources" }, app.catalogue.sources.map((source) => make("option", { value: source.key }, source.title)));
    document.body.append(grids, sources);
  }

  function about() {
    byId("about").textContent = `tinyfoot ${app.catalogue.version}: the same model as the command line, in this page alone. Nothing is sent anywhere. Factors pirson-bol-2021; grids Ember (CC BY 4.0) and US EPA eGRID.`;
  }

  app.run = async () => {
    await Engine.start();
    outline();
    await start();
    analyse("the footprint");
    replace(byId("summary"), Results.summary());
    if (app.estimate) replace(byId("report"), [Results.beside(widthIn(byId("report")))]);
    performance.mark("first-chart");
    // The picture first, then what there is to choose from.
    await new Promise((next) => setTimeout(next));
    read();
    wire();
    about();
    Page.watchTips();
    update();
  };

  return app;
})();

App.run().catch((error) => {
  const node = byId("notice");
  node.textContent = `The calculator did not start: ${error.message}. It needs a browser of 2023 or later.`;
  node.hidden = false;
});
