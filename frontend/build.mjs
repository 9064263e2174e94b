/**
 * Bundles the browser side: `node frontend/build.mjs` writes build/static/upstander/ and build/node/;
 * `--tests` writes build/tests/ in place of the pages; `--out <folder>` writes elsewhere; `--sizes` tells what each file weighs.
 *
 * Every page and worker is one self-contained file with a stable name. Hashed names are given later by the server's
 * manifest storage, so no bundle may name another: pages hand over addresses (and hashes) in data attributes. The same sources
 * give the same bytes (a test builds twice).
 */
import { build } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Name under build/static/upstander/js/ -> source. `[page, worker]` is one file that is both: a page hands its own
 * script's address to `new SealingWorker`, and the cryptography travels to the phone once instead of twice.
 */
const PAGES = {
  page: "web/page.ts",
  work: "web/work.ts",
  passkey: "accounts/passkey.ts",
  search: "search/search.ts",
  report: ["report/report.ts", "sealing/files/report-worker.ts"],
  return: "report/return.ts",
  returning: ["report/returning.ts", "sealing/files/report-worker.ts"],
  inbox: "inbox/inbox.ts",
  keeper: "inbox/keeper-worker.ts",
  keys: "keys/keys.ts",
  proved: "staff/proved.ts",
  offline: "offline/offline.ts",
  saved: "offline/saved.ts",
};

/** Name under build/node/ -> source. */
const PROGRAMS = { sealing: "sealing/cli.ts" };

const HERE = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const ROOT = resolve(HERE, "..");
const WORD_LISTS = join(ROOT, "src/upstander/core/sealing/wordlists");
const LANGUAGES = ["en", "fr", "es"];

/**
 * `age-encryption` knows tag recipients on NIST P-256, which we never use: 15 kB of every reporter's page. The curve
 * is replaced by one that refuses; a test proves that our two algorithms do without it and that tags are refused.
 */
const withoutNist = {
  name: "without-nist",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@noble\/curves\/nist\.js$/ }, () => ({ path: join(HERE, "sealing/without-nist.mjs") })),
};

/** A source that is the page where there is a document, and its worker where there is none. */
const pageAndWorker = {
  name: "page-and-worker",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page-and-worker:/ }, ({ path }) => ({ path, namespace: "page-and-worker" }));
    onLoad({ filter: /.*/, namespace: "page-and-worker" }, ({ path }) => {
      const [page, worker] = path.split(":")[1].split("+").map((source) => JSON.stringify(join(HERE, source)));
      return {
        contents: `if ("document" in globalThis) void import(${page}); else void import(${worker});`,
        resolveDir: HERE,
      };
    });
  },
};

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "external",
  metafile: true,
  plugins: [withoutNist, pageAndWorker],
  logLevel: "warning",
};

const sources = (table) =>
  Object.entries(table).map(([out, source]) => ({
    in: Array.isArray(source) ? `page-and-worker:${source.join("+")}` : join(HERE, source),
    out,
  }));

const bundlePages = (out) =>
  build({ ...COMMON, entryPoints: sources(PAGES), outdir: join(out, "static/upstander/js"), platform: "browser" });

const bundlePrograms = (out) =>
  build({
    ...COMMON,
    entryPoints: sources(PROGRAMS),
    outdir: join(out, "node"),
    outExtension: { ".js": ".mjs" },
    platform: "node",
  });

/** Tests run against the library as it is bundled; only the vectors are read from their package. */
async function bundleTests(out) {
  const files = (await readdir(join(HERE, "tests"))).filter((name) => name.endsWith(".test.ts"));
  return build({
    ...COMMON,
    minify: false,
    legalComments: "none",
    entryPoints: files.map((name) => join(HERE, "tests", name)),
    outdir: join(out, "tests"),
    outExtension: { ".js": ".mjs" },
    platform: "node",
    external: ["cctv-age", "esbuild"],
  });
}

/** Each word: how many letters are kept from the word before (at most 9), then the rest. A third smaller to send. */
function frontCoded(words) {
  return words.map((word, at) => {
    const before = words[at - 1] ?? "";
    let same = 0;
    while (same < 9 && same < word.length && word[same] === before[same]) same++;
    return `${same}${word.slice(same)}`;
  });
}

async function writeWordLists(out) {
  const folder = join(out, "static/upstander/words");
  await mkdir(folder, { recursive: true });
  for (const language of LANGUAGES) {
    const words = (await readFile(join(WORD_LISTS, `${language}.txt`), "utf8")).trimEnd().split("\n");
    await writeFile(join(folder, `${language}.txt`), frontCoded(words).join(""));
  }
}

async function tellSizes(out) {
  const names = await readdir(out, { recursive: true });
  for (const name of names.filter((each) => /(\.m?js|words\/..\.txt)$/.test(each)).sort()) {
    const content = await readFile(join(out, name));
    console.log(`${name}: ${content.length} bytes, ${gzipSync(content, { level: 9 }).length} gzipped`);
  }
}

function optionsOf(args) {
  const at = args.indexOf("--out");
  return {
    out: at === -1 ? join(ROOT, "build") : resolve(args[at + 1]),
    tests: args.includes("--tests"),
    sizes: args.includes("--sizes"),
  };
}

const { out, tests, sizes } = optionsOf(process.argv.slice(2));
await Promise.all([bundlePrograms(out), writeWordLists(out), tests ? bundleTests(out) : bundlePages(out)]);
if (sizes) await tellSizes(out);
