// Pages in a headless browser, in both schemes and at two widths: `node check.cjs PAGE...`. It fails if axe-core finds
// a violation, if the page asks for a file, if its own policy refuses something, or if it is wider than the window.
"use strict";
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const puppeteer = require("puppeteer-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const WIDTHS = [1200, 390];

function browser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH || "").split(path.delimiter);
  const found = PROGRAMS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const program = found.find((file) => fs.existsSync(file));
  if (!program) throw new Error("there is no Chromium: apt-get install chromium, or set CHROMIUM to its path");
  return program;
}

async function faultsOf(page, file, scheme, width) {
  const faults = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (request.isNavigationRequest() || url.startsWith("data:")) return;
    faults.push(`it asks for ${url}`);
  });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 900 });
  await page.goto(pathToFileURL(path.resolve(file)).href);
  await page.evaluate(() => { for (const each of document.querySelectorAll("details")) each.open = true; });
  // What scrolls is told to the keyboard after the next layout.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (beyond > 0) faults.push(`it is ${beyond} pixels wider than the window`);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) {
    faults.push(`${id}: ${help} (${nodes.length} times, first ${nodes[0].html.slice(0, 120)})`);
  }
  return faults;
}

async function main(files) {
  const opened = await puppeteer.launch({ executablePath: browser(), args: ["--no-sandbox", "--disable-gpu"] });
  let count = 0;
  try {
    for (const file of files) {
      for (const scheme of ["light", "dark"]) {
        for (const width of WIDTHS) {
          const page = await opened.newPage();
          for (const fault of await faultsOf(page, file, scheme, width)) {
            console.error(`${file}: ${scheme}, ${width} pixels: ${fault}`);
            count += 1;
          }
          await page.close();
        }
      }
    }
  } finally {
    await opened.close();
  }
  console.log(`${files.length} pages, ${count} faults`);
  process.exitCode = files.length && !count ? 0 : 1;
}

main(process.argv.slice(2)).catch((error) => { console.error(error.message); process.exitCode = 1; });
