// The pictures of the README: the calculator, a report, and a chart in a
// terminal, as a browser shows them.
//
//   node web/pictures.mjs TINYFOOT FOLDER
//
// TINYFOOT is the program; web/dist is made before. NODE_MODULES holds
// playwright-core, CHROMIUM names the browser. Pictures have a palette of 128
// colours where pngquant is installed.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.NODE_MODULES ?? resolve("node_modules"), "/"));
const { chromium } = require("playwright-core");

const [program, pictures] = process.argv.slice(2);
const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "tinyfoot-pictures-"));
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});

async function open(path, width, height, colorScheme = "light") {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(pathToFileURL(path).href);
  return page;
}

async function save(page, name, part = page) {
  const path = join(pictures, `${name}.png`);
  await part.screenshot({ path });
  try {
    execFileSync("pngquant", ["--force", "--speed", "1", "--strip", "--output", `${path}.small`, "128", path]);
    renameSync(`${path}.small`, path);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    console.error(`${path}: pngquant is not installed, the picture is large`);
  }
  console.log(`${path}: ${statSync(path).size} bytes`);
  await page.close();
}

const COLOURS = ["#20242b", "#c8453b", "#3f9a4e", "#b98a1c", "#3c78d0", "#a154b4", "#1f9a9a", "#d7dae0"];
const BRIGHT = ["#7c8593", "#f0776c", "#6cc47a", "#e0b84f", "#74a7f2", "#cf8ae0", "#5cc7c7", "#ffffff"];

/** The colour of 256 that a terminal knows by number. */
function indexed(number) {
  if (number < 16) return [...COLOURS, ...BRIGHT][number];
  if (number > 231) return `rgb(${Array(3).fill(8 + 10 * (number - 232)).join()})`;
  const level = (value) => (value ? 55 + 40 * value : 0);
  const cube = number - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level).join()})`;
}

/** What a terminal shows of text with its codes of colours. */
function terminal(command, text) {
  const escape = (part) => part.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  let style = {};
  const spans = text.split(/\x1b\[([\d;]*)m/).map((part, index) => {
    if (index % 2 === 0) {
      const css = Object.entries(style).map(([key, value]) => `${key}:${value}`).join(";");
      return `<span style="${css}">${escape(part)}</span>`;
    }
    const codes = part.split(";").map(Number);
    while (codes.length) {
      const code = codes.shift();
      if (code === 0) style = {};
      else if (code === 1) style["font-weight"] = 600;
      else if (code === 2) style.opacity = 0.65;
      else if (code === 38 || code === 48) {
        const key = code === 38 ? "color" : "background";
        style[key] = codes.shift() === 5 ? indexed(codes.shift()) : `rgb(${codes.splice(0, 3).join()})`;
      } else if (code === 39) delete style.color;
      else if (code === 49) delete style.background;
      else if (code >= 30 && code <= 37) style.color = COLOURS[code - 30];
      else if (code >= 90 && code <= 97) style.color = BRIGHT[code - 90];
    }
    return "";
  });
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #15181d; display: inline-block; }
    pre { margin: 0; padding: 14px 18px 16px; color: #e3e6eb; font: 13px/1.35 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    b { color: #8fd6b8; font-weight: 400; }</style><pre><b>$</b> ${escape(command)}\n${spans.join("")}</pre>`;
}

const pictured = {
  async calculator() {
    const page = await open(join(root, "web/dist/index.html"), 1280, 860);
    await page.waitForFunction(() => document.documentElement.dataset.state === "settled");
    await page.selectOption("#preset", "image-classification");
    await page.waitForFunction(() => document.documentElement.dataset.state === "settled");
    await page.evaluate(() => document.querySelectorAll(".fold[aria-expanded=true]").forEach((node) => node.click()));
    await save(page, "calculator");
  },

  async report() {
    const path = join(folder, "report.html");
    execFileSync(program, ["report", "keyword-spotting", "image-classification", "--output", path]);
    await save(await open(path, 1000, 1180), "report");
  },

  async terminal() {
    const command = ["estimate", "keyword-spotting", "--chart"];
    const env = { ...process.env, COLUMNS: "100", CLICOLOR_FORCE: "1", TERM: "xterm-256color", COLORTERM: "truecolor" };
    const text = execFileSync(program, command, { encoding: "utf8", env });
    const path = join(folder, "terminal.html");
    // The chart and its legend, without the table below.
    const chart = text.slice(0, text.indexOf("\n", text.lastIndexOf("to the high variant")));
    writeFileSync(path, terminal(["tinyfoot", ...command].join(" "), chart));
    const page = await open(path, 1000, 700);
    await save(page, "terminal", page.locator("pre"));
  },
};

const only = process.env.ONLY;
for (const [name, draw] of Object.entries(pictured)) if (!only || only === name) await draw();
await browser.close();
rmSync(folder, { recursive: true });
