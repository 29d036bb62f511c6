// The web calculator in a real browser, held against the command line.
//
//   node web/tests/browser.mjs TINYFOOT [FOLDER FOR SCREENSHOTS]
//
// TINYFOOT is a program with the feature `web`; CHROMIUM names the browser.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.NODE_MODULES ?? resolve("node_modules"), "/"));
const { chromium } = require("playwright-core");

const [program, pictures] = process.argv.slice(2);
const dist = resolve(import.meta.dirname ?? ".", "../dist");
const folder = mkdtempSync(join(tmpdir(), "tinyfoot-web-"));
if (pictures) mkdirSync(pictures, { recursive: true });

const tinyfoot = (args, input) => execFileSync(program, args, { input, encoding: "utf8", maxBuffer: 1 << 26, stdio: "pipe" });
// Sums differ in the last place between processors.
const rounded = (value, digits = 12) =>
  JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === "number" ? Number(inner.toPrecision(digits)) : inner));
const same = (page, program, what, digits) => assert.deepEqual(rounded(page, digits), rounded(program, digits), what);

const server = spawn(program, ["web"], { stdio: ["ignore", "pipe", "inherit"] });
const served = (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const complaints = [];

/** A page that is ready; whatever it complains about is a failure. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 1000 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error.stack)));
  page.on("dialog", (dialog) => {
    if (dialog.type() !== "beforeunload") complaints.push(`dialog: ${dialog.message()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(served) && !url.startsWith("file:")) complaints.push(`request: ${url}`);
  });
  await page.goto(address);
  await settled(page);
  return page;
}

const settled = (page) => page.waitForFunction(() => document.documentElement.dataset.state === "settled");
const text = (page) => page.evaluate(() => App.design.toml);
const total = (page) => page.evaluate(() => App.estimate.total_kg_co2e.typical);
const shot = (page, name, fullPage = false) => (pictures ? page.screenshot({ path: join(pictures, `${name}.png`), fullPage }) : null);

async function download(page, selector) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return readFileSync(await file.path(), "utf8");
}

/** What the command line prints of the text that the page has. */
async function agrees(page, what) {
  const design = await page.evaluate(() => App.design);
  const path = join(folder, design.file.replaceAll(/[^\w.-]/g, "_"));
  writeFileSync(path, design.toml);
  const expected = JSON.parse(tinyfoot(["estimate", path, "--format", "json"]));
  const found = await page.evaluate(() => Engine.analyse("estimate", [App.design]));
  same(found, expected, what);
}

const steps = {
  async "it starts from a disk and from a server, and is quick"() {
    for (const address of [pathToFileURL(join(dist, "index.html")).href, served]) {
      const times = [];
      for (let i = 0; i < 5; i += 1) {
        const page = await open(address);
        times.push(await page.evaluate(() => performance.getEntriesByName("first-chart")[0].startTime));
        assert.equal(await page.locator("#chart").count(), 1);
        assert.equal((await page.locator(".headline").textContent()).trim(), "2.66 kg CO2e");
        await page.context().close();
      }
      console.log(`  ${address.split(":")[0]}: first chart after ${times.sort((a, b) => a - b).map(Math.round).join(", ")} ms`);
    }
  },

  async "every preset costs what the command line says"() {
    const page = await open(served);
    for (const { name, toml } of await page.evaluate(() => App.catalogue.presets)) {
      await page.selectOption("#preset", name);
      await settled(page);
      const design = [{ file: `${name}.toml`, toml }];
      assert.equal(await text(page), toml);
      const ask = (kind, options, designs = design) => page.evaluate(([kind, designs, options]) => Engine.analyse(kind, designs, options), [kind, designs, options]);
      same(await ask("estimate", {}), JSON.parse(tinyfoot(["estimate", name, "--format", "json"])), name);
      same(await ask("lifespan", { years: [1, 2, 3, 5, 10] }), JSON.parse(tinyfoot(["lifespan", name, "--years", "1,2,3,5,10", "--format", "json"])), name);
      same(await ask("uncertainty", { samples: 20000 }), JSON.parse(tinyfoot(["uncertainty", name, "--samples", "20000", "--format", "json"])), `how sure ${name} is`, 9);
      const csv = await page.evaluate((designs) => Engine.ask("estimate", designs, { options: { format: "csv" } }), design);
      assert.equal(csv.split("\n").length, tinyfoot(["estimate", name, "--format", "csv"]).split("\n").length);
    }
    const designs = await page.evaluate(() => ["keyword-spotting", "image-classification"].map((name) => ({ file: `${name}.toml`, toml: App.catalogue.presets.find((one) => one.name === name).toml })));
    same(await page.evaluate((designs) => Engine.analyse("compare", designs, { products: ["Apple Watch Series 7"] }), designs),
      JSON.parse(tinyfoot(["compare", "keyword-spotting", "image-classification", "--with", "Apple Watch Series 7", "--format", "json"])), "a comparison");
    await page.context().close();
  },

  async "every level, item, cell and grid costs what the command line says"() {
    const page = await open(served);
    const texts = await page.evaluate(() => {
      const { levels, factors, cells, grids } = App.catalogue;
      const texts = [];
      for (const { block, hsl, usable } of levels) {
        if (usable === "yes") for (const variant of ["low", "typical", "high"]) texts.push(`[${block}]\nhsl = ${hsl}\n${Object.keys(App.catalogue.quantities[`${block} ${hsl}`]).length ? `variant = "${variant}"` : ""}`);
      }
      for (const { item, kg_co2e_per_unit: kg } of factors) {
        const [block, key] = item.split(".");
        if (kg !== null && block !== "transport") texts.push(`[${block}]\n${key} = { low = 1, typical = 2, high = 5 }`);
      }
      for (const { item, kind } of cells) {
        const key = item.split(".")[1];
        texts.push(`[power_supply]\n${key} = 2\n[uncovered]\nparts = ["power_supply.${key}"]\n[use]\nsupply = "${kind}"\nmean_power_mw = 0.1\nbattery_wh = 2\n${kind === "primary" ? "" : "grid = \"FR\"\n"}`);
        texts.push(`[power_supply]\n${key} = 2\n[use]\nsupply = "${kind}"\nmean_power_mw = 0.1\n${kind === "primary" ? "" : "grid = \"FR\"\n"}`);
      }
      for (const { grid } of grids) texts.push(`[use]\nmean_power_mw = 1\ngrid = "${grid}"`);
      return texts;
    });
    // One run for all of them; those that are errors in the page are so there too.
    const good = [];
    for (const [index, toml] of texts.entries()) {
      const found = await page.evaluate((toml) => {
        try {
          return Engine.analyse("estimate", [{ file: "a.toml", toml }]).devices[0];
        } catch (error) {
          return error.list.map((problem) => problem.message);
        }
      }, toml);
      const path = join(folder, `${index}.toml`);
      writeFileSync(path, toml);
      if (Array.isArray(found)) assert.throws(() => tinyfoot(["validate", path]), (error) => found.every((message) => error.stderr.includes(message.slice(0, 30))), toml);
      else good.push([path, found]);
    }
    const expected = JSON.parse(tinyfoot(["estimate", ...good.map(([path]) => path), "--format", "json"])).devices;
    for (const [index, [path, found]] of good.entries()) same({ ...found, name: "" }, { ...expected[index], name: "" }, readFileSync(path, "utf8"));
    console.log(`  ${good.length} devices`);
    assert.ok(good.length > 300);
    await page.context().close();
  },

  async "ticking, typing and choosing edit the device file"() {
    const page = await open(served);
    const before = await total(page);
    await page.uncheck('[data-key="block casing"]');
    await settled(page);
    assert.doesNotMatch(await text(page), /\[casing\]/);
    assert.ok((await total(page)) < before);
    await agrees(page, "without a casing");
    await page.click("#undo");
    await settled(page);
    assert.equal(await total(page), before);
    await page.click("#redo");
    await settled(page);
    await page.check('[data-key="block casing"]');
    await page.click('[data-key="fold processing"]');
    const die = '[data-path=\'["processing","mcu_mm2"]\']';
    await page.click(`${die} button.mini`);
    await page.fill(`${die} input[type=text]`, "12.50");
    await settled(page);
    assert.match(await text(page), /mcu_mm2 = 12\.50\n/);
    await agrees(page, "another die");
    // A comment stays where it was.
    assert.match(await text(page), /# MCU die of 5, 10 or 17 mm²/);
    await page.fill("#years", "5");
    await page.locator("#years-slider").fill("7");
    await settled(page);
    assert.match(await text(page), /lifespan_years = 7\n/);
    await page.selectOption('[data-key=\'["use","supply"]\']', "rechargeable");
    await page.fill('[data-key=\'["use","grid"]\']', "FR");
    await settled(page);
    assert.match(await text(page), /grid = "FR"/);
    await agrees(page, "another supply and grid");
    await page.check('[data-key="block custom"]');
    await page.fill('[data-key=\'["custom","my part","kg_co2e"]\']', "0.3");
    await settled(page);
    await agrees(page, "a component of one's own");
    await page.fill("#fleet", "1000000");
    assert.match(await page.locator(".fleet").textContent(), /1,000,000 devices: .* kt CO2e/);
    await page.getByRole("button", { name: "high", exact: true }).click();
    await shot(page, "edited", true);
    for (const preset of ["lorawan-sensor-node", "smart-speaker", "image-classification"]) {
      await page.selectOption("#preset", preset);
      await settled(page);
      // All cards open: nothing of them may complain.
      for (const fold of await page.locator(".fold[aria-expanded=false]").all()) await page.evaluate((node) => node.click(), await page.locator(".fold[aria-expanded=false]").first().elementHandle());
      await shot(page, `preset-${preset}`, true);
    }
    // A block of the device that this one extends is omitted, not deleted.
    await page.uncheck('[data-key="block casing"]');
    await settled(page);
    assert.match(await text(page), /omit = \["casing"\]/);
    await agrees(page, "without a block of its parent");
    await page.check('[data-key="block casing"]');
    await settled(page);
    assert.doesNotMatch(await text(page), /omit/);
    await page.context().close();
  },

  async "a link carries the whole design"() {
    const page = await open(served);
    await page.selectOption("#preset", "pinetime");
    await settled(page);
    await page.fill("#name", "Übung 1 <b>");
    await page.fill("#fleet", "250");
    await page.selectOption('[data-key=\'["compare"]\']', "bangle-js-2");
    await settled(page);
    const address = await page.evaluate(() => App.link());
    const again = await open(address);
    assert.equal(await text(again), await text(page));
    assert.equal(await again.inputValue("#name"), "Übung 1 <b>");
    assert.equal(await again.inputValue("#fleet"), "250");
    assert.equal(await again.evaluate(() => App.otherEstimate.name), "Bangle.js 2 smart watch");
    assert.equal(await again.evaluate(() => App.comparison.devices.length), 2);
    await shot(again, "compared", true);
    await again.click("#share");
    await again.reload();
    await settled(again);
    assert.equal(await text(again), await text(page));
    const damaged = await open(`${served}#d=${address.split("#d=")[1].slice(0, 50)}`);
    assert.match(await damaged.locator("#notice").textContent(), /damaged/);
    for (const one of [page, again, damaged]) await one.context().close();
  },

  async "files come in and go out as they are"() {
    const page = await open(served);
    const toml = "# mine\nname = \"Imported\"\n\n[pcb]\nfr4_4_layer_cm2 = { low = 5, typical = 6.5, high = 8 } # area\n[use]\nmean_power_mw = 2\ngrid = \"DE\"\n";
    await page.setInputFiles("#file", { name: "mine.toml", mimeType: "text/plain", buffer: Buffer.from(toml) });
    await settled(page);
    assert.equal(await page.inputValue("#name"), "Imported");
    assert.equal(await download(page, "#save"), toml);
    await agrees(page, "an imported file");
    const path = join(folder, "mine.toml");
    writeFileSync(path, toml);
    same(JSON.parse(await download(page, "#json")), JSON.parse(tinyfoot(["estimate", path, "--uncertainty", "--format", "json"])), "the JSON", 9);
    const [csv, expected] = [await download(page, "#csv"), tinyfoot(["estimate", path, "--uncertainty", "--format", "csv"])];
    assert.equal(csv.split("\n")[0], expected.split("\n")[0]);
    assert.match(await download(page, "#svg"), /^<\?xml[^]*<svg [^]*<\/svg>\n$/);
    await page.setInputFiles("#file", { name: "latin.toml", mimeType: "text/plain", buffer: Buffer.from([0x6e, 0xfc, 0x0a]) });
    // The file is read behind the page's back.
    await page.waitForFunction(() => /not UTF-8/.test(document.querySelector("#notice").textContent));
    assert.equal(await page.inputValue("#name"), "Imported");
    await page.context().close();
  },

  async "who leaves is asked, if a design is nowhere else"() {
    const page = await open(served);
    /** Whether the browser asks before the page is left; it is loaded anew then. */
    const asks = async () => {
      let asked = false;
      page.once("dialog", (dialog) => {
        asked = true;
        dialog.accept();
      });
      await page.reload();
      page.removeAllListeners("dialog");
      await settled(page);
      return asked;
    };
    const edit = async (name) => {
      await page.fill("#name", name);
      await settled(page);
    };
    await page.selectOption("#preset", "pinetime");
    await settled(page);
    assert.equal(await asks(), false);
    await edit("Edited");
    assert.equal(await asks(), true);
    await edit("Saved");
    await download(page, "#save");
    assert.equal(await asks(), false);
    await edit("Shared");
    await page.click("#share");
    await page.waitForFunction(() => location.hash.startsWith("#d="));
    assert.equal(await asks(), false);
    assert.equal(await page.inputValue("#name"), "Shared");
    await edit("Edited again");
    assert.equal(await asks(), true);
    await page.context().close();
  },

  async "no place of the page and no file takes a design away for good"() {
    const page = await open(served);
    await page.fill("#name", "Edited");
    await settled(page);
    await page.focus(".skip");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(100);
    await settled(page);
    assert.equal(await page.inputValue("#name"), "Edited");
    // Who types into a field sees what the file says, not what stood there.
    await page.click("#text-panel summary");
    await page.focus("#toml");
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["name = \"Dropped\"\n[casing]\nabs_g = 5\n"], "dropped.toml"));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
    });
    await page.waitForFunction(() => document.querySelector("#name").value === "Dropped");
    await settled(page);
    assert.match(await text(page), /^name = "Dropped"/);
    await page.click("#undo");
    await settled(page);
    assert.equal(await page.inputValue("#name"), "Edited");
    // So does who follows a link, and can go back.
    await page.click("#share");
    await page.waitForFunction(() => location.hash.startsWith("#d="));
    const link = await page.evaluate(() => location.hash);
    await page.fill("#name", "Edited again");
    await settled(page);
    await page.evaluate((hash) => { location.hash = ""; location.hash = hash; }, link);
    await page.waitForFunction(() => document.querySelector("#name").value === "Edited");
    await settled(page);
    await page.click("#undo");
    await settled(page);
    assert.equal(await page.inputValue("#name"), "Edited again");
    await page.context().close();
  },

  async "a design beside itself has a name of its own"() {
    const page = await open(served);
    await page.selectOption('[data-key=\'["compare"]\']', "pin");
    await page.fill("#years", "5");
    await settled(page);
    const side = page.locator('section[aria-label="Side by side"]');
    assert.match(await side.textContent(), /Keyword spotting \(as kept\)/);
    await page.fill("#years", "x");
    await settled(page);
    assert.match(await side.textContent(), /Keyword spotting \(as kept\)/);
    assert.equal(await side.locator(".problem").count(), 0);
    await page.context().close();
  },

  async "problems are shown where they are"() {
    const page = await open(served);
    await page.click('[data-key="fold power_supply"]');
    await page.locator('[data-path=\'["power_supply","li_ion_g"]\'] input[type=text]').nth(1).fill("abc");
    const problem = page.locator('[data-path=\'["power_supply","li_ion_g"]\'] .problem').first();
    assert.match(await problem.textContent(), /must be a number/);
    assert.equal(await page.locator('[data-path=\'["power_supply","li_ion_g"]\'] input[aria-invalid=true]').count(), 3);
    assert.match(await page.locator("#summary .problem").textContent(), /figures from before/);
    await shot(page, "problem");
    await page.click("#summary .problem button");
    await page.fill("#toml", "[pcb]\nfr4_4_layer_cm = 8\n[casing]\nabs_g = -1\n");
    const listed = await page.locator("#problems li").allTextContents();
    assert.match(listed[0], /line 2, column 1.*did you mean `fr4_4_layer_cm2`\? Mind the unit/);
    assert.match(listed[1], /line 4, column 9.*negative/);
    await page.fill("#toml", "[pcb\nx = ü");
    assert.match((await page.locator("#problems li").allTextContents())[0], /line 1/);
    await shot(page, "syntax");
    await page.fill("#toml", "");
    assert.match((await page.locator("#problems li").allTextContents())[0], /empty/);
    await page.fill("#toml", "[pcb]\nfr4_4_layer_cm2 = 8\n");
    await settled(page);
    assert.equal(await page.locator("#problems li").count(), 0);
    await page.context().close();
  },

  async "hostile texts stay texts"() {
    const page = await open(served);
    const bad = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    const toml = `name = ${JSON.stringify(bad)}\ndescription = ${JSON.stringify(bad)}\n[pcb]\nfr4_4_layer_cm2 = 8\nsource = ${JSON.stringify(bad)}\nassumption = ${JSON.stringify(bad)}\n[custom]\n${JSON.stringify(bad)} = { kg_co2e = 1, source = "own" }\n"__proto__" = { kg_co2e = 1, source = "own" }\n[sources.own]\ntitle = ${JSON.stringify(bad)}\nauthors = "A"\nyear = "2025"\nlocator = "javascript:alert(3)"\n[uncovered]\nparts = [${JSON.stringify(bad)}]\n[use.tasks.${JSON.stringify(bad)}]\nenergy_uj = 1\nper_hour = 1\n[use]\nsleep_uw = 1\ngrid = "FR"\n`;
    await page.setInputFiles("#file", { name: `${bad}.toml`, mimeType: "text/plain", buffer: Buffer.from(toml) });
    await settled(page);
    const clean = async (one) => {
      for (const fold of [1, 2, 3]) await one.evaluate(() => document.querySelectorAll(".fold[aria-expanded=false]").forEach((node) => node.click()));
      await one.locator(".line").first().hover();
      assert.equal(await one.locator("img, main script, [onerror], a[href^=javascript]").count(), 0);
      assert.ok((await one.locator("main").textContent()).includes(bad));
    };
    assert.deepEqual(await page.locator("#problems li").allTextContents(), []);
    await clean(page);
    await shot(page, "hostile", true);
    const again = await open(await page.evaluate(() => App.link()));
    await clean(again);
    assert.ok((await download(again, "#svg")).includes("&lt;img"));
    // A fragment that unpacks to far more than a design.
    const bomb = await page.evaluate(async () => {
      const packed = new Response(new Blob(["x".repeat(3e7)]).stream().pipeThrough(new CompressionStream("deflate-raw")));
      return btoa(Array.from(new Uint8Array(await packed.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    });
    const bombed = await open(`${served}#d=${bomb}`);
    assert.match(await bombed.locator("#notice").textContent(), /damaged/);
    // So many errors, so deep a nesting, so large a number: said, not suffered.
    await page.evaluate(() => (byId("text-panel").open = true));
    for (const nasty of ["a=".repeat(20000), `x = ${"[".repeat(5000)}`, "lifespan_years = 1e999\n[pcb]\nhsl=0", "[pcb]\nhsl = 99999999999999999999", "\u0000", "extends = 'keyword-spotting'\nomit = 'nothing'", "extends = 3", "[use]\ntasks = 1", "custom = 1\n[transport]\nlegs = 3", "[training]\n[use.tasks]\na = 1"]) {
      await page.fill("#toml", nasty);
      assert.ok((await page.locator("#problems li").count()) > 0, nasty.slice(0, 40));
    }
    for (const one of [page, again, bombed]) await one.context().close();
  },

  async "labels stay within their pictures, however little or much a device costs"() {
    const page = await open(served);
    for (const kg of ["1e-7", "0.0004", "3", "450000"]) {
      await page.evaluate((kg) => {
        byId("toml").value = `[pcb]\nkg_co2e = { low = ${kg}, typical = ${kg}, high = ${2 * kg} }\nsource = "test"\n[use]\nmean_power_mw = ${kg}\ngrid = "FR"\n`;
        byId("toml").dispatchEvent(new Event("input"));
      }, kg);
      await settled(page);
      const cut = await page.evaluate(() => [...document.querySelectorAll("svg text")].filter((text) => {
        const [own, all] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
        return own.width > 0 && (own.left < all.left - 1 || own.right > all.right + 1);
      }).map((text) => text.textContent));
      assert.deepEqual(cut, [], kg);
      const quantiles = await page.locator('svg[aria-label^="Distribution"] text').allTextContents();
      assert.deepEqual(quantiles.filter((one) => /^0(\.0+)?( |$)/.test(one)), [], kg);
    }
    await page.context().close();
  },

  async "it works on a narrow screen"() {
    for (const [width, scheme] of [[360, "light"], [360, "dark"], [768, "light"]]) {
      const page = await open(served, { viewport: { width, height: 740 }, colorScheme: scheme, hasTouch: true });
      await page.evaluate(() => document.querySelectorAll(".fold[aria-expanded=false]").forEach((_, index) => document.querySelectorAll(".fold[aria-expanded=false]")[0]?.click()));
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width} px`);
      await shot(page, `narrow-${width}-${scheme}`, true);
      await page.locator(".line").first().tap();
      assert.match(await page.locator("#tip").textContent(), /factor/);
      await shot(page, `tap-${width}-${scheme}`);
      await page.context().close();
    }
  },

  async "it works by keyboard alone"() {
    const page = await open(served);
    const focus = (test) => page.evaluate(test);
    const until = async (test, key = "Tab") => {
      for (let i = 0; i < 120; i += 1) {
        await page.keyboard.press(key);
        if (await focus(test)) return;
      }
      assert.fail(`no way to ${test}`);
    };
    await until(() => document.activeElement.id === "preset");
    await page.keyboard.press("ArrowDown");
    await settled(page);
    assert.match(await text(page), /Anomaly detection/);
    await until(() => document.activeElement.dataset.key === "block memory");
    await page.keyboard.press("Space");
    await settled(page);
    assert.match(await text(page), /omit = \["memory"\]/);
    assert.equal(await focus(() => document.activeElement.dataset.key), "block memory");
    await until(() => document.activeElement.dataset.key === "fold power_supply");
    await page.keyboard.press("Enter");
    await until(() => document.activeElement.dataset.key?.startsWith('["power_supply","li_ion_g"'));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("20");
    await settled(page);
    assert.match(await text(page), /li_ion_g = \{ low = 20, typical = 50, high = 100 \}/);
    await until(() => document.activeElement.matches(".line"));
    assert.ok(await page.locator("#tip").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(!(await page.locator("#tip").isVisible()));
    await page.keyboard.press("Control+z");
    await settled(page);
    assert.doesNotMatch(await text(page), /li_ion_g = /);
    await page.context().close();
  },

  async "it is seen in light and dark"() {
    for (const scheme of ["light", "dark"]) {
      const page = await open(served, { colorScheme: scheme });
      await shot(page, `start-${scheme}`, true);
      await page.locator(".line", { hasText: "MCU die" }).hover();
      await shot(page, `sources-${scheme}`);
      await page.context().close();
    }
  },
};

let failed = 0;
const only = process.env.ONLY;
for (const [name, step] of Object.entries(steps)) {
  if (only && !name.includes(only)) continue;
  const from = performance.now();
  try {
    await step();
    assert.deepEqual(complaints, [], "the page complained");
    console.log(`ok: ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    complaints.length = 0;
    console.log(`FAILED: ${name}\n${error.stack}`);
  }
}
await browser.close();
server.kill();
rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
