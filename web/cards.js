"use strict";
// A card for each block of the device: whether it is modelled, by which level,
// of which parts.

const Cards = (() => {
  const { at, isTable, key, field, text, scalar, choice, select, quantity } = Fields;
  const { kilograms } = Page;
  const open = new Set(["use"]);
  // What was taken away is offered again as it was.
  const stash = new Map();

  const REMARKS = ["source", "assumption", "reused", "variant", "hsl", "kg_co2e"];
  /** More parts that could be added than this are folded away. */
  const MOST_OFFERED = 4;
  const OWN_SOURCE = "my own figure";
  const MODES = ["truck", "plane", "ship", "rail"];
  const DISTANCE = "_distance_km";

  const device = () => App.draft.device ?? {};
  const own = (path) => at(App.draft.own, path);
  const title = (words) => words.charAt(0).toUpperCase() + words.slice(1);

  /** Items of a block: those of the catalogue, and those that the file brings. */
  function items(block) {
    const builtin = App.items.get(block) ?? [];
    const known = new Set(builtin.map((item) => item.key));
    const brought = Object.entries(at(device(), ["factors", block]) ?? {})
      .filter(([name]) => !known.has(name))
      .map(([name, factor]) => ({ key: name, label: factor?.label ?? name.replaceAll("_", " "), unit: "", own: true, ...(isTable(factor) ? { kg: factor.kg_co2e } : {}) }));
    return [...builtin, ...brought];
  }

  const levels = (block) => App.levels.get(block) ?? [];
  const level = (block) => levels(block).find((one) => one.hsl === at(device(), [block, "hsl"]));

  /** What a level says of an item, in the variant that is chosen. */
  function levelQuantity(block, item) {
    const range = level(block)?.items[item];
    if (!range) return undefined;
    const variant = at(device(), [block, "variant"]);
    if (variant && variant in range) return range[variant];
    return range.low === range.high ? range.typical : range;
  }

  /** A quantity to start from: that of the first level that has the item. */
  const usual = (block, item) => levels(block).map((one) => one.items[item]).find((range) => range && range.typical > 0)?.typical ?? 1;

  // --- blocks on and off

  function addition(block) {
    const kept = stash.get(block);
    if (kept) return Object.entries(kept).map(([name, value]) => ({ path: [block, name], value }));
    const first = levels(block).find((one) => one.usable === "yes");
    const start = {
      training: { kg_co2e: 0.1, source: "prakash-2023" },
      use: { mean_power_mw: 1, grid: "world" },
      end_of_life: { kg_co2e: 0, source: "prakash-2023" },
      custom: { "my part": { kg_co2e: 0.05, source: OWN_SOURCE } },
    }[block] ?? (first ? { hsl: first.hsl } : { [items(block)[0]?.key ?? "kg_co2e"]: 1 });
    return Object.entries(start).map(([name, value]) => ({ path: [block, name], value }));
  }

  function toggle(block, wanted) {
    const omitted = [at(App.draft.own, ["omit"]) ?? []].flat();
    if (wanted) {
      const rest = omitted.filter((name) => name !== block);
      open.add(block);
      App.edit(omitted.includes(block) ? [{ path: ["omit"], value: rest.length ? rest : null }] : addition(block));
      return;
    }
    if (own([block]) !== undefined) stash.set(block, own([block]));
    const edits = [{ path: [block], value: null }];
    if (App.parent?.[block] !== undefined) edits.push({ path: ["omit"], value: [...new Set([...omitted, block])] });
    App.edit(edits);
  }

  // --- how a block is described

  function mode(block) {
    const table = device()[block] ?? {};
    if ("kg_co2e" in table) return "stated";
    if ("hsl" in table) return `hsl ${table.hsl}`;
    return "parts";
  }

  function setMode(block, wanted) {
    const table = own([block]) ?? {};
    const merged = device()[block] ?? {};
    const drop = (names) => names.filter((name) => name in table).map((name) => ({ path: [block, name], value: null }));
    const rest = Object.keys(table).filter((name) => !["source", "assumption", "shared_by"].includes(name));
    const now = App.blockRange(block);
    if (wanted === "stated") {
      const kg = now && now.low < now.high ? rounded(now) : now ? Number(now.typical.toPrecision(3)) : 0.1;
      return App.edit([...drop([...rest, "assumption"]), { path: [block, "kg_co2e"], value: kg }, { path: [block, "source"], value: OWN_SOURCE }]);
    }
    if (wanted === "energy") {
      return App.edit([...drop([...rest, "source", "assumption"]), { path: [block, "energy_kwh"], value: 0.04 }, { path: [block, "grid"], value: "world" }]);
    }
    if (wanted === "parts") {
      const parts = Object.entries(level(block)?.items ?? {}).filter(([name]) => !(name in merged));
      const found = parts.map(([name]) => ({ path: [block, name], value: levelQuantity(block, name) }));
      const first = items(block)[0];
      const start = found.length || Object.keys(merged).some((name) => !REMARKS.includes(name)) || !first ? found : [{ path: [block, first.key], value: usual(block, first.key) }];
      return App.edit([...drop(["hsl", "variant", "kg_co2e"]), ...start]);
    }
    // Quantities of another level are not those of this one.
    const quantities = Object.keys(table).filter((name) => !REMARKS.includes(name));
    return App.edit([...drop(["kg_co2e", "assumption", ...quantities]), { path: [block, "hsl"], value: Number(wanted.split(" ")[1]) }]);
  }

  const rounded = (range) => Object.fromEntries(["low", "typical", "high"].map((name) => [name, Number(range[name].toPrecision(3))]));

  function modes(block) {
    const offered = levels(block).map((one) => ({ value: `hsl ${one.hsl}`, label: `HSL-${one.hsl}: ${one.made_of || "nothing of its own"}${one.usable === "yes" ? "" : ` (${one.usable})`}` }));
    if (block === "training") return [{ value: "stated", label: "its footprint, stated" }, { value: "energy", label: "electricity of the computers" }];
    if (items(block).length || block === "transport") offered.push({ value: "parts", label: block === "transport" ? "legs of one's own" : "parts of one's own" });
    offered.push({ value: "stated", label: "its footprint, stated with a source" });
    return offered;
  }

  // --- parts

  function part(block, item) {
    const path = [block, item.key];
    const stated = at(device(), path);
    const fromLevel = levelQuantity(block, item.key);
    const current = stated ?? fromLevel;
    const ticked = current !== undefined && current !== 0;
    const tick = (event) => {
      if (event.target.checked) {
        const kept = stash.get(key(path));
        App.edit([{ path, value: kept ?? (fromLevel !== undefined && fromLevel !== 0 ? null : usual(block, item.key)) }]);
      } else {
        if (stated !== undefined && stated !== 0) stash.set(key(path), stated);
        else stash.delete(key(path));
        const removable = fromLevel === undefined && at(App.parent, path) === undefined;
        App.edit([{ path, value: removable ? null : 0 }]);
      }
    };
    return el("li", { class: ticked ? "part" : "part off", "data-path": key(path) },
      el("label", { class: "tick" },
        el("input", { type: "checkbox", checked: ticked, onchange: tick, "data-key": `tick ${key(path)}` }),
        el("span", {}, item.label)),
      el("button", { type: "button", class: "info", "aria-label": `Factor of ${item.label}`, tip: () => Sources.factor(item) }, "i"),
      ticked ? quantity(path, item.label, item.unit, fromLevel) : null);
  }

  function parts(block) {
    const listed = items(block).filter((item) => !(block === "transport"));
    const known = new Set(listed.map((item) => item.key));
    // Keys that are no items stay visible, with what is wrong about them.
    const strange = Object.keys(device()[block] ?? {}).filter((name) => !known.has(name) && !REMARKS.includes(name));
    const counts = (item) => (at(device(), [block, item.key]) ?? levelQuantity(block, item.key)) !== undefined;
    const shown = listed.filter(counts);
    const others = listed.filter((item) => !counts(item));
    const folded = others.length > MOST_OFFERED;
    const more = `more ${block}`;
    const offer = folded
      ? el("li", {}, el("details", { open: open.has(more), ontoggle: (event) => (event.target.open ? open.add(more) : open.delete(more)) },
        el("summary", { class: "quiet" }, `${others.length} other parts`), el("ul", { class: "parts" }, others.map((item) => part(block, item)))))
      : others.map((item) => part(block, item));
    return el("ul", { class: "parts" }, shown.map((item) => part(block, item)), offer,
      strange.map((name) => el("li", { class: "part", "data-path": key([block, name]) }, el("span", {}, name),
        el("button", { type: "button", class: "mini", onclick: () => App.edit([{ path: [block, name], value: null }]) }, "Remove"))));
  }

  const VARIANTS = [
    { value: null, label: "low, typical and high" }, { value: "low", label: "its low column" },
    { value: "typical", label: "its typical column" }, { value: "high", label: "its high column" },
  ];

  /** What all blocks of hardware have. */
  function hardware(block) {
    const now = mode(block);
    // The parts of a level that is published as a whole are not counted one by one.
    const whole = level(block)?.whole;
    return [
      el("div", { class: "row" },
        field([block, "hsl"], "Described by", select([block, "hsl"], now, modes(block), (wanted) => setMode(block, wanted), `${block}: described by`)),
        now.startsWith("hsl") && Object.keys(level(block)?.items ?? {}).length
          ? field([block, "variant"], "Of the level", select([block, "variant"], at(device(), [block, "variant"]) ?? null, VARIANTS, (variant) => App.edit([{ path: [block, "variant"], value: variant }]), `${block}: columns of the level`))
          : null),
      level(block)?.caution ? el("p", { class: "quiet" }, level(block).caution) : null,
      now === "stated" ? statedFootprint(block) : block === "transport" ? journey() : whole ? null : parts(block),
      el("div", { class: "row" },
        text([block, "source"], "Source", { list: "sources" }),
        ["transport", "end_of_life"].includes(block) ? null : flag([block, "reused"], "second-life hardware")),
    ];
  }

  function flag(path, label) {
    return el("label", { class: "tick field", "data-path": key(path) },
      el("input", { type: "checkbox", checked: at(device(), path) === true, "data-key": key(path), onchange: (event) => App.edit([{ path, value: event.target.checked || (own(path) === undefined ? false : null) }]) }),
      el("span", {}, label));
  }

  const statedFootprint = (block) =>
    el("div", { class: "row" }, el("div", { class: "field" }, el("span", { class: "label" }, "Footprint"), quantity([block, "kg_co2e"], "Footprint", "kg CO2e")));

  // --- blocks of their own kind

  function training() {
    const table = device().training ?? {};
    const now = "kg_co2e" in table ? "stated" : "energy";
    return [
      el("div", { class: "row" }, field(["training", "mode"], "Described by", select(["training", "mode"], now, modes("training"), (wanted) => setMode("training", wanted), "Training: described by"))),
      now === "stated" ? statedFootprint("training") : el("div", { class: "row" },
        el("div", { class: "field" }, el("span", { class: "label" }, "Electricity"), quantity(["training", "energy_kwh"], "Electricity", "kWh")),
        grid("training"),
        scalar(["training", "pue"], "PUE", "", { hint: "1" })),
      el("div", { class: "row" },
        scalar(["training", "shared_by"], "Shared by", "devices", { hint: "1" }),
        text(["training", "source"], "Source", { list: "sources" })),
    ];
  }

  /** A grid by name or code, or a number in g CO2e/kWh. */
  function grid(block) {
    const path = [block, "grid"];
    const value = at(device(), path);
    const commit = (typed) => App.edit([
      typed.trim() === "" ? { path, value: null } : { path, typed },
      ...(Number.isFinite(Number(typed)) || own([block, "grid_source"]) === undefined ? [] : [{ path: [block, "grid_source"], value: null }]),
    ], key(path));
    return [
      field(path, "Grid", Fields.box(path, value, commit, { label: "Grid: a country, a state of the US, EU, world, or g CO2e/kWh", list: "grids", wide: true, hint: "FR, US-CA, EU, world or g/kWh" }),
        typeof value === "number" ? "g CO2e/kWh" : null),
      typeof value === "number" && block === "use" ? text([block, "grid_source"], "Source of the grid") : null,
    ];
  }

  const SUPPLIES = [
    { value: "", label: "not stated: grid, no losses" }, { value: "mains", label: "mains" },
    { value: "rechargeable", label: "battery, charged" }, { value: "primary", label: "battery, primary cells" },
    { value: "harvested", label: "harvested energy" },
  ];

  /** The parts of the power supply that are cells, of the kind that fits. */
  function batteries(supply) {
    const fitting = App.catalogue.cells.filter((cell) => cell.kind === supply);
    const table = device().power_supply ?? {};
    const name = (cell) => cell.item.split(".")[1];
    const fromLevel = (item) => levelQuantity("power_supply", item);
    const chosen = fitting.find((cell) => ![undefined, 0].includes(table[name(cell)] ?? fromLevel(name(cell))));
    const pick = (wanted) => {
      const edits = fitting.filter((cell) => table[name(cell)] !== undefined && name(cell) !== wanted).map((cell) => ({ path: ["power_supply", name(cell)], value: fromLevel(name(cell)) === undefined && at(App.parent, ["power_supply", name(cell)]) === undefined ? null : 0 }));
      if (wanted) edits.push({ path: ["power_supply", wanted], value: usual("power_supply", wanted) });
      if ("kg_co2e" in table) edits.unshift({ path: ["power_supply", "kg_co2e"], value: null });
      App.edit(edits);
    };
    const options = [{ value: "", label: "none of these" }, ...fitting.map((cell) => ({ value: name(cell), label: cell.what_it_is ?? name(cell).replaceAll("_", " ") }))];
    const item = chosen && items("power_supply").find((one) => one.key === name(chosen));
    return [
      field(["use", "battery"], "Battery", select(["use", "battery"], chosen ? name(chosen) : "", options, pick, "Battery")),
      item ? el("div", { class: "field" }, el("span", { class: "label" }, "Amount"), quantity(["power_supply", item.key], item.label, item.unit, fromLevel(item.key))) : null,
    ];
  }

  const POWERS = [
    { value: "", label: "typed below" }, { value: "0.01", label: "10 µW: asleep nearly always" }, { value: "0.1", label: "0.1 mW: wakes now and then" },
    { value: "1", label: "1 mW: always on, the published case" }, { value: "10", label: "10 mW: works at all times" }, { value: "100", label: "100 mW: with a camera or Wi-Fi at all times" },
    { value: "1500", label: "1.5 W: a smart speaker" },
  ];

  function use() {
    const table = device().use ?? {};
    const supply = table.supply ?? "";
    const fed = ["", "mains", "rechargeable"].includes(supply);
    const stated = "kg_co2e" in table;
    const profile = ["mcu", "sleep_uw", "overhead_uw", "tasks"].some((name) => name in table);
    const ownKeys = Object.keys(own(["use"]) ?? {});
    const drop = (names) => names.filter((name) => ownKeys.includes(name)).map((name) => ({ path: ["use", name], value: null }));
    const setSupply = (wanted) => {
      const gone = {
        "": ["battery_wh", "usable_fraction", "self_discharge_percent_per_year", "cycle_life", "calendar_life_years", "shelf_life_years", "charge_efficiency", "no_load_w"],
        mains: ["battery_wh", "usable_fraction", "self_discharge_percent_per_year", "cycle_life", "calendar_life_years", "shelf_life_years"],
        rechargeable: ["shelf_life_years"],
        primary: ["grid", "grid_year", "grid_source", "grid_trend_percent_per_year", "grid_loss_percent", "charge_efficiency", "no_load_w", "cycle_life", "calendar_life_years"],
        harvested: ["grid", "grid_year", "grid_source", "grid_trend_percent_per_year", "grid_loss_percent", "charge_efficiency", "no_load_w", "shelf_life_years"],
      }[wanted];
      const feeds = ["", "mains", "rechargeable"].includes(wanted) && table.grid === undefined ? [{ path: ["use", "grid"], value: "world" }] : [];
      App.edit([...drop(gone), { path: ["use", "supply"], value: wanted || null }, ...feeds]);
    };
    const setPower = (wanted) => {
      if (wanted === "mean") App.edit([...drop(["mcu", "sleep_uw", "overhead_uw", "tasks", "kg_co2e"]), { path: ["use", "mean_power_mw"], value: 1 }]);
      else App.edit([...drop(["mean_power_mw", "kg_co2e"]), { path: ["use", "sleep_uw"], value: 10 }]);
    };
    const power = [{ value: "mean", label: "its mean power" }, { value: "profile", label: "a profile: sleep and tasks" }];
    return [
      el("div", { class: "row" },
        field(["use", "supply"], "Fed by", select(["use", "supply"], supply, SUPPLIES, setSupply, "Fed by")),
        ["rechargeable", "primary", "harvested"].includes(supply) ? batteries(supply === "harvested" ? "rechargeable" : supply) : null),
      el("div", { class: "row" }, field(["use", "profile"], "Draws", select(["use", "profile"], stated ? "stated" : profile ? "profile" : "mean", power, setPower, "Draws"))),
      stated ? statedFootprint("use") : profile ? drawn(table) : el("div", { class: "row" },
        field(["use", "power"], "Kind of device", select(["use", "power"], POWERS.some((one) => one.value === String(table.mean_power_mw)) ? String(table.mean_power_mw) : "", POWERS, (mw) => mw && App.edit([{ path: ["use", "mean_power_mw"], value: Number(mw) }]), "Kind of device")),
        el("div", { class: "field" }, el("span", { class: "label" }, "Mean power"), quantity(["use", "mean_power_mw"], "Mean power", "mW"))),
      fed && !stated ? el("div", { class: "row" }, grid("use"),
        typeof table.grid === "number" && table.grid_year === undefined ? null : scalar(["use", "grid_year"], "Year", "", { hint: "latest" }),
        scalar(["use", "grid_loss_percent"], "Lost on the way", "%", { hint: "0" }),
        scalar(["use", "grid_trend_percent_per_year"], "Trend", "%/year", { hint: "0" })) : null,
      ["mains", "rechargeable"].includes(supply) ? el("div", { class: "row" },
        scalar(["use", "charge_efficiency"], "Efficiency from the wall", "0 to 1", { hint: "1" }),
        scalar(["use", "no_load_w"], "Idle draw of the charger", "W", { hint: "0" })) : null,
      ["rechargeable", "primary", "harvested"].includes(supply) ? el("div", { class: "row" },
        scalar(["use", "battery_wh"], "Full battery", "Wh", { hint: "as cells" }),
        scalar(["use", "usable_fraction"], "Usable", "0 to 1", { hint: "1" }),
        scalar(["use", "self_discharge_percent_per_year"], "Self-discharge", "%/year", { hint: "as cells" }),
        supply === "primary" ? scalar(["use", "shelf_life_years"], "Shelf life", "years", { hint: "as cells" }) : null,
        supply === "primary" ? null : scalar(["use", "cycle_life"], "Cycle life", "charges", { hint: "as cells" }),
        supply === "primary" ? null : scalar(["use", "calendar_life_years"], "Calendar life", "years", { hint: "as cells" })) : null,
      el("div", { class: "row" }, text(["use", "source"], "Source", { list: "sources" })),
    ];
  }

  /** A profile: sleep, board, tasks. */
  function drawn(table) {
    const mcus = [{ value: "", label: "none of these" }, ...App.catalogue.mcus.map((mcu) => ({ value: mcu.mcu, label: mcu.what_it_is }))];
    const tasks = isTable(table.tasks) ? Object.keys(table.tasks) : [];
    const fresh = () => {
      let name = "task";
      for (let i = 2; tasks.includes(name); i += 1) name = `task-${i}`;
      App.edit([{ path: ["use", "tasks", name, "energy_uj"], value: 100 }, { path: ["use", "tasks", name, "per_hour"], value: 60 }]);
    };
    const watts = (name, label, hint) =>
      el("div", { class: "field" }, el("span", { class: "label" }, label), at(table, [name]) === undefined
        ? el("span", { class: "value" }, Fields.box(["use", name], "", (typed) => App.edit([typed.trim() === "" ? { path: ["use", name], value: null } : { path: ["use", name], typed }], key(["use", name])), { label, unit: "µW", numeric: true, hint }), el("span", { class: "unit" }, "µW"))
        : quantity(["use", name], label, "µW"));
    return [
      el("div", { class: "row" },
        choice(["use", "mcu"], "Microcontroller", mcus, { also: (mcu) => (mcu && own(["use", "sleep_uw"]) !== undefined ? [{ path: ["use", "sleep_uw"], value: null }] : []) }),
        watts("sleep_uw", "Asleep", table.mcu ? "typical" : ""), watts("overhead_uw", "Rest of the board", "0")),
      el("ul", { class: "tasks" }, tasks.map(task)),
      el("button", { type: "button", class: "mini", "data-key": "add task", onclick: fresh }, "Add a task"),
    ];
  }

  function task(name) {
    const path = ["use", "tasks", name];
    const table = at(device(), path);
    const kinds = [
      { value: "energy_uj", label: "energy of an event" }, { value: "power_mw", label: "power and time" },
      { value: "radio", label: "a radio message" }, { value: "inference", label: "a measured inference" }];
    const kind = isTable(table) ? ["energy_uj", "radio", "inference"].find((one) => one in table) ?? "power_mw" : "energy_uj";
    const entry = own(path);
    const gone = ["energy_uj", "power_mw", "duration_ms", "radio", "payload_bytes", "inference", "source", "assumption"].filter((one) => isTable(entry) && one in entry).map((one) => ({ path: [...path, one], value: null }));
    const setKind = (wanted) => {
      const start = {
        energy_uj: { energy_uj: 100 }, power_mw: { power_mw: 10, duration_ms: 10 }, radio: { radio: App.radios[0].radio },
        inference: { inference: { task: App.measured[0].task, on: App.measured[0].on } },
      }[wanted];
      App.edit([...gone, ...Object.entries(start).map(([one, value]) => ({ path: [...path, one], value }))]);
    };
    const rate = App.catalogue.rates.find((one) => isTable(table) && one.key in table) ?? App.catalogue.rates[0];
    const setRate = (wanted) => App.edit([{ path: [...path, rate.key], value: null }, { path: [...path, wanted], value: table[rate.key] ?? 1 }]);
    const named = (one, label, unit) => el("div", { class: "field" }, el("span", { class: "label" }, label), quantity([...path, one], label, unit));
    const inference = table?.inference ?? {};
    const ofTask = App.measured.filter((one) => one.task === inference.task);
    const body = {
      energy_uj: () => named("energy_uj", "Energy", "µJ"),
      power_mw: () => [named("power_mw", "Power", "mW"), named("duration_ms", "Time", "ms")],
      radio: () => [choice([...path, "radio"], "Radio", App.radios.map((radio) => ({ value: radio.radio, label: radio.what_it_is }))), scalar([...path, "payload_bytes"], "Payload", "bytes")],
      inference: () => [
        field([...path, "inference", "task"], "Inference", select([...path, "inference", "task"], inference.task, [...new Set(App.measured.map((one) => one.task))].map((one) => ({ value: one, label: one })), (wanted) => App.edit([{ path: [...path, "inference"], value: { task: wanted, on: (App.measured.find((one) => one.task === wanted && one.on === inference.on) ?? App.measured.find((one) => one.task === wanted)).on } }]), "Inference")),
        field([...path, "inference", "on"], "On", select([...path, "inference", "on"], inference.on, ofTask.map((one) => ({ value: one.on, label: one.board })), (wanted) => App.edit([{ path: [...path, "inference", "on"], value: wanted }]), "On the board"))],
    }[kind];
    return el("li", { class: "task", "data-path": key(path) },
      el("div", { class: "row" },
        el("strong", { class: "task-name" }, name),
        field([...path, "kind"], "Takes", select([...path, "kind"], kind, kinds, setKind, `${name}: takes`)), body(),
        named(rate.key, "How often", ""),
        select([...path, "rate"], rate.key, App.catalogue.rates.map((one) => ({ value: one.key, label: one.key.replaceAll("_", " ") })), setRate, `${name}: how often, unit`),
        el("button", { type: "button", class: "mini", onclick: () => App.edit([{ path, value: null }]), disabled: entry === undefined }, "Remove")));
  }

  function journey() {
    const table = device().transport ?? {};
    const range = (name, label, unit) => el("div", { class: "field" }, el("span", { class: "label" }, label), quantity(["transport", name], label, unit, levelQuantity("transport", name)));
    const rows = [range("weight_g", "Weight", "g")];
    if (Array.isArray(table.legs)) {
      const set = (legs, id) => App.edit([{ path: ["transport", "legs"], value: legs }], id);
      const change = (index, more) => table.legs.map((leg, other) => (other === index ? { ...leg, ...more } : leg));
      rows.push(el("ul", { class: "parts", "data-path": key(["transport", "legs"]) }, table.legs.map((leg, index) =>
        el("li", { class: "part" },
          select(["transport", "legs", `${index} mode`], leg?.mode, MODES.map((one) => ({ value: one, label: one })), (mode) => set(change(index, { mode })), `Leg ${index + 1}: by`),
          isTable(leg?.km) ? el("span", {}, "a range, in the device file") : el("span", { class: "value" }, Fields.box(["transport", "legs", `${index} km`], leg?.km, (typed) => set(change(index, { km: Fields.number(typed) }), `leg ${index}`), { label: `Leg ${index + 1}`, unit: "km", numeric: true }), el("span", { class: "unit" }, "km")),
          el("button", { type: "button", class: "mini", onclick: () => set(table.legs.filter((_, other) => other !== index)) }, "Remove")))));
      rows.push(el("button", { type: "button", class: "mini", "data-key": "add leg", onclick: () => set([...table.legs, { mode: "truck", km: 100 }]) }, "Add a leg"));
      return rows;
    }
    for (const one of MODES) {
      const name = `${one}${DISTANCE}`;
      if (table[name] !== undefined || levelQuantity("transport", name) !== undefined) rows.push(range(name, `By ${one}`, "km"));
      else rows.push(el("button", { type: "button", class: "mini", onclick: () => App.edit([{ path: ["transport", name], value: 100 }]) }, `Add ${one}`));
    }
    return el("div", { class: "row" }, rows);
  }

  const STAGES = ["production", "replacement", "end_of_life"];

  function custom() {
    const table = device().custom ?? {};
    const names = Object.keys(table);
    const rename = (name) => (event) => {
      const wanted = event.target.value.trim();
      if (wanted === name) return;
      if (!wanted || names.includes(wanted)) {
        App.notice(wanted ? `There is a component ${wanted} already.` : "A component has a name.");
        event.target.value = name;
        return;
      }
      App.edit([{ path: ["custom", name], value: null }, { path: ["custom", wanted], value: table[name] }]);
    };
    const add = () => {
      let name = "my part";
      for (let i = 2; names.includes(name); i += 1) name = `my part ${i}`;
      App.edit([{ path: ["custom", name], value: { kg_co2e: 0.05, source: OWN_SOURCE } }]);
    };
    const remove = (name) => App.edit([{ path: names.length > 1 ? ["custom", name] : ["custom"], value: null }]);
    return [
      el("ul", { class: "tasks" }, names.map((name) => el("li", { class: "task", "data-path": key(["custom", name]) },
        el("div", { class: "row" },
          field(["custom", name, "name"], "Component", el("input", { type: "text", value: name, "data-key": `name ${key(["custom", name])}`, "aria-label": "Component", class: "wide", onchange: rename(name) })),
          el("div", { class: "field" }, el("span", { class: "label" }, "Footprint"), quantity(["custom", name, "kg_co2e"], `Footprint of ${name}`, "kg CO2e")),
          choice(["custom", name, "stage"], "Stage", [{ value: "", label: "production" }, ...STAGES.slice(1).map((stage) => ({ value: stage, label: stage.replaceAll("_", " ") }))]),
          text(["custom", name, "source"], "Source", { list: "sources" }),
          el("button", { type: "button", class: "mini", onclick: () => remove(name) }, "Remove"))))),
      el("button", { type: "button", class: "mini", "data-key": "add component", onclick: add }, "Add a component"),
    ];
  }

  const BODIES = { training, use, custom };

  function card({ key: block, label }) {
    const modelled = isTable(device()[block]);
    const isOpen = open.has(block);
    const flip = () => {
      if (isOpen) open.delete(block);
      else open.add(block);
      App.showCards();
    };
    const range = modelled ? App.blockRange(block) : null;
    const kg = range ? kilograms(range[App.view.variant]) : modelled ? "" : "not modelled";
    return el("section", { class: modelled ? "card" : "card off", "data-path": key([block]), "aria-label": title(label) },
      el("div", { class: "head" },
        el("label", { class: "tick" },
          el("input", { type: "checkbox", checked: modelled, "data-key": `block ${block}`, onchange: (event) => toggle(block, event.target.checked) }),
          el("span", { class: "swatch", "data-colour": block }), el("span", { class: "name" }, title(label))),
        el("span", { class: "made" }, modelled ? App.madeOf(block) : ""),
        el("span", { class: "kg" }, kg),
        modelled ? el("button", { type: "button", class: "fold", "data-key": `fold ${block}`, "aria-expanded": String(isOpen), "aria-label": `${title(label)}: details`, onclick: flip }, isOpen ? "▴" : "▾") : el("span", { class: "fold" })),
      modelled && isOpen ? el("div", { class: "body" }, (BODIES[block] ?? (() => hardware(block)))()) : null);
  }

  const cards = () => App.catalogue.blocks.map(card);

  /** Opens the cards of the problems, so that they can be seen. */
  function reveal(problems) {
    for (const problem of problems) if (problem.path?.length > 1) open.add(problem.path[0]);
  }

  return { cards, reveal, title };
})();
