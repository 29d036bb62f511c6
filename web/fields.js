"use strict";
// Fields that edit the device file: each knows the path of the key that it
// shows, and problems of that key are shown at it.

const Fields = (() => {
  const at = (table, path) => path.reduce((inner, key) => (inner === null || typeof inner !== "object" ? undefined : inner[key]), table ?? undefined);
  const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  /** What was typed: a number where it is one, for a value inside a range. */
  const number = (typed) => {
    const value = Number(typed);
    return typed.trim() !== "" && Number.isFinite(value) ? value : typed;
  };

  const key = (path) => JSON.stringify(path);

  /** A box for a text or number; `commit` gets what was typed. */
  function box(path, value, commit, { label, unit, numeric, hint, list, wide } = {}) {
    const input = el("input", {
      type: "text", value: Page.plain(value), autocomplete: "off", inputmode: numeric ? "decimal" : null,
      list, "data-key": key(path), "aria-label": unit ? `${label}, ${unit}` : label, placeholder: hint,
      class: wide ? "wide" : numeric ? "number" : null,
      oninput: (event) => commit(event.target.value),
    });
    return input;
  }

  /** A labelled field. */
  const field = (path, label, content, unit) =>
    el("div", { class: "field", "data-path": key(path) },
      el("span", { class: "label" }, label), el("span", { class: "value" }, content, unit ? el("span", { class: "unit" }, unit) : null));

  /** A text; an empty one takes the key away. */
  function text(path, label, more = {}) {
    const value = at(App.draft.device, path);
    const shown = Array.isArray(value) ? value.join("; ") : value;
    const commit = (typed) => {
      const parts = typed.split(";").map((part) => part.trim()).filter(Boolean);
      App.edit([{ path, value: typed.trim() === "" ? null : more.list === "sources" && parts.length > 1 ? parts : typed }], key(path));
    };
    return field(path, label, box(path, shown, commit, { label, wide: true, ...more }));
  }

  /** A number, with its range where it has one; an empty one takes the key away. */
  function scalar(path, label, unit, more = {}) {
    if (isTable(at(App.draft.device, path))) return el("div", { class: "field" }, el("span", { class: "label" }, label), quantity(path, label, unit));
    const commit = (typed) => App.edit([typed.trim() === "" ? { path, value: null } : { path, typed }], key(path));
    return field(path, label, box(path, at(App.draft.device, path), commit, { label, unit, numeric: true, ...more }), unit);
  }

  /** A choice; an empty one takes the key away. */
  function choice(path, label, options, more = {}) {
    const value = at(App.draft.device, path);
    const commit = (chosen) => App.edit([{ path, value: chosen === "" ? null : chosen }, ...(more.also?.(chosen) ?? [])]);
    return field(path, label, select(path, value ?? "", options, commit, label));
  }

  function select(path, value, options, commit, label) {
    const known = options.some((option) => option.value === value);
    const all = known ? options : [...options, { value, label: Page.plain(value) }];
    return el("select", { "data-key": key(path), "aria-label": label, onchange: (event) => commit(all[event.target.selectedIndex].value) },
      all.map((option) => el("option", { value: Page.plain(option.value), selected: option.value === value, disabled: Boolean(option.disabled) }, option.label)));
  }

  /**
   * A quantity: a number, or low, typical and high. `usual` is what counts
   * while the file says nothing, such as the quantity of a level.
   */
  function quantity(path, label, unit, usual) {
    const stated = at(App.draft.device, path);
    const own = at(App.draft.own, path) !== undefined;
    const current = stated ?? usual ?? "";
    const isRange = isTable(current) && "low" in current;
    const whole = (entries) => App.edit([{ path, value: entries }], key(path));
    const set = (name) => (typed) => {
      if (isTable(stated) && own) App.edit([{ path: [...path, name], typed }], key(path));
      else if (isRange || isTable(stated)) whole({ ...current, [name]: number(typed) });
      else App.edit([typed.trim() === "" && usual !== undefined ? { path, value: null } : { path, typed }], key(path));
    };
    const names = isRange ? ["low", "typical", "high"] : [isTable(current) ? "typical" : ""];
    const boxes = names.map((name) => {
      const shown = isTable(current) ? current[name] : current;
      const input = box(name ? [...path, name] : path, shown, set(name), { label: name ? `${label}, ${name}` : label, unit, numeric: true });
      return isRange ? el("span", { class: "end" }, el("span", { "aria-hidden": "true" }, name), input) : input;
    });
    const typical = isTable(current) ? current.typical : current;
    const rest = isTable(current) ? Object.fromEntries(Object.entries(current).filter(([name]) => !["low", "typical", "high", "distribution"].includes(name))) : {};
    const spread = { low: typical === "" ? 0 : typical, typical: typical === "" ? 0 : typical, high: typical === "" ? 0 : typical };
    const toggle = el("button", {
      type: "button", class: "mini", "data-key": `ends ${key(path)}`, title: isRange ? "One value" : "Low, typical and high",
      "aria-label": isRange ? `${label}: one value instead of low, typical and high` : `${label}: low, typical and high instead of one value`,
      onclick: () => whole(isRange ? (Object.keys(rest).length ? { typical, ...rest } : typical) : { ...spread, ...rest }),
    }, isRange ? "1" : "L–H");
    return el("span", { class: "value", "data-path": key(path) }, boxes, el("span", { class: "unit" }, unit), toggle);
  }

  /** Shows each problem at the innermost field that is of its key. */
  function mark(problems, root) {
    const holders = new Map();
    for (const node of root.querySelectorAll("[data-path]")) holders.set(node.dataset.path, node);
    problems.forEach((problem, index) => {
      for (let size = problem.path?.length ?? 0; size > 0; size -= 1) {
        const holder = holders.get(key(problem.path.slice(0, size)));
        if (!holder) continue;
        const id = `problem-${index}`;
        const inputs = holder.matches("section") ? [] : holder.querySelectorAll("input, select");
        for (const input of inputs) {
          input.setAttribute("aria-invalid", "true");
          input.setAttribute("aria-describedby", id);
        }
        holder.append(el("p", { class: "problem", id }, problem.message, problem.help ? el("span", { class: "help" }, problem.help) : null));
        break;
      }
    });
  }

  return { at, isTable, key, box, field, text, scalar, choice, select, quantity, mark, number };
})();
