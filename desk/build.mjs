// Puts together what the desk's pages load: Tabler's styles, htmx, our own styles and script, one sprite of icons.
// Everything is also written compressed, so that the server only hands out files.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const into = process.argv[2] ?? join(here, "../src/shouxian/server/web/static/desk");
const read = (path) => readFileSync(join(here, path), "utf8");
const names = (folder, ending) => readdirSync(join(here, folder)).filter((name) => name.endsWith(ending)).sort();

const symbol = (name) => {
  const inner = read(`icons/${name}`).replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name.replace(".svg", "")}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
};

const withoutMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=.*?(\*\/)?\s*$/, "\n");

const files = {
  "tabler.min.css": withoutMap(read("node_modules/@tabler/core/dist/css/tabler.min.css")),
  "htmx.min.js": withoutMap(read("node_modules/htmx.org/dist/htmx.min.js")),
  "desk.css": names("css", ".css").map((name) => read(`css/${name}`)).join("\n"),
  "desk.js": read("desk.js"),
  "icons.svg": `<svg xmlns="http://www.w3.org/2000/svg">${names("icons", ".svg").map(symbol).join("")}</svg>\n`,
  "mark.svg": read("icons/mark.svg").replace(/currentColor/g, "#206bc4"),
};

rmSync(into, { recursive: true, force: true });
mkdirSync(into, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  writeFileSync(join(into, name), text);
  writeFileSync(join(into, `${name}.gz`), gzipSync(text, { level: 9 }));
}
