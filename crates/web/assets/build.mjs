// Makes dist/ from style/, script/, images/ and the packages of package-lock.json: node build.mjs
//
// dist/<name>.<hash>.<ext> with .br and .gz beside, manifest.json (name → hashed file), icons.json (names in the
// sprite), THIRD_PARTY.txt. Fails when a feature newer than the browser floor is used, when an icon named in a
// template does not exist, or when a size budget is passed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import * as esbuild from 'esbuild';
import * as sass from 'sass';

const here = path.dirname(fileURLToPath(import.meta.url));
const pages = path.join(here, '../pages');
const dist = path.join(here, 'dist');
const modules = path.join(here, 'node_modules');
const shipped = ['govuk-frontend', 'htmx.org', 'lucide-static'];
// Its package carries no licence file; the words of the MIT licence are taken from another package under it.
const holders = { 'govuk-frontend': 'Copyright (C) 2017 Crown Copyright (Government Digital Service)' };

// gzip bytes; ux.md 7.3 gives the script budget, 9 the weight of a first page
const budgets = { 'app.js': 24_000, 'app.css': 24_000, 'icons.svg': 12_000, 'hero.svg': 4_000, 'mark.svg': 2_000 };

// Icons whose names come from data (trades, menus), so no template shows them as literals.
const iconsFromData = [
  'utensils', 'shopping-basket', 'pill', 'scissors', 'dumbbell', 'store', 'bed', 'stethoscope', 'graduation-cap', 'cake-slice',
  'cup-soda', 'cigarette', 'package', 'glasses', 'sparkles', 'bath', 'waves', 'mic', 'monitor', 'plane', 'hand-heart', 'briefcase',
  'calculator', 'wrench', 'car', 'recycle', 'flask-conical', 'flame', 'sprout', 'paw-print', 'printer', 'file-text', 'layers',
  'truck', 'book-open', 'fuel', 'hotel', 'users', 'list-checks', 'bell', 'clipboard-check', 'file-check', 'shield-check', 'inbox',
  'wine', 'gamepad-2', 'clapperboard', 'theater', 'ticket', 'baby', 'hammer', 'bus', 'leaf', 'globe', 'gavel', 'stamp',
];

// Newer than Chromium 90, the oldest browser of office machines (ux.md 4.9).
const forbidden = {
  css: [/:has\(/, /@container\b/, /@layer\b/, /color-mix\(/, /(^|[{};])\s*&/],
  js: [/\bstructuredClone\b/, /\.at\(\s*-?\d/, /\.findLast/, /AbortSignal\.timeout/, /\.inert\b/, /popover/i, /\.replaceAll\(/, /Object\.hasOwn\b/],
  html: [/\sinert[\s>]/, /\spopover[\s=>]/, /\sstyle=/, /<style[\s>]/, /\son[a-z]+=/, /\shx-on/, /<script(?![^>]*\ssrc=)/],
};

const problems = [];
const manifest = {};

/** Every file below a folder. */
function walk(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? walk(full) : [full];
  });
}

/** Writes one asset under its hashed name, with both compressed bodies, and holds its budget. */
function emit(name, body) {
  const bytes = Buffer.from(body);
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const file = `${stem}.${hash}${ext}`;
  const gz = zlib.gzipSync(bytes, { level: 9 });
  const br = zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
  fs.writeFileSync(path.join(dist, file), bytes);
  fs.writeFileSync(path.join(dist, `${file}.gz`), gz);
  fs.writeFileSync(path.join(dist, `${file}.br`), br);
  manifest[name] = file;
  const limit = budgets[name];
  if (limit && gz.length > limit) problems.push(`${name}: ${gz.length} bytes gzip, budget ${limit}`);
  console.log(`${file.padEnd(28)} ${String(bytes.length).padStart(7)} raw ${String(gz.length).padStart(6)} gz ${String(br.length).padStart(6)} br`);
}

/** Reports each forbidden feature with its line. */
function holdFloor(kind, name, text) {
  text.split('\n').forEach((line, index) => {
    for (const rule of forbidden[kind]) {
      const hit = rule.exec(line);
      if (hit) problems.push(`${name}:${index + 1}: ${hit[0].trim()} is not allowed (browser floor or page policy)`);
    }
  });
}

/** Icons named by templates, plus those that come from data. */
function iconNames(templates) {
  const names = new Set(iconsFromData);
  for (const { text } of templates) for (const [, name] of text.matchAll(/icon\("([a-z0-9-]+)"/g)) names.add(name);
  return [...names].sort();
}

/** One sprite; pages show a symbol with <use href>. */
function sprite(names) {
  const symbols = names.flatMap(name => {
    const file = path.join(modules, 'lucide-static/icons', `${name}.svg`);
    if (!fs.existsSync(file)) {
      problems.push(`icon ${name} does not exist in lucide-static`);
      return [];
    }
    const svg = fs.readFileSync(file, 'utf8').replace(/<!--.*?-->/gs, '');
    const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s+/g, ' ').trim();
    return [`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

/** Licences of what reaches the browser. */
function thirdParty() {
  return shipped.map(name => {
    const root = path.join(modules, name);
    const about = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    const file = fs.readdirSync(root).find(entry => /^licen[cs]e/i.test(entry));
    let text = file ? fs.readFileSync(path.join(root, file), 'utf8').trim() : '';
    if (!text && about.license === 'MIT' && holders[name]) {
      text = fs.readFileSync(path.join(modules, 'esbuild/LICENSE.md'), 'utf8').trim().replace(/^Copyright.*$/m, holders[name]);
    }
    if (!text) problems.push(`${name}: no licence text for THIRD_PARTY.txt`);
    return `${name} ${about.version}: ${about.license}\n\n${text}\n`;
  }).join(`\n${'-'.repeat(72)}\n\n`);
}

fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(dist, { recursive: true });

const templates = walk(pages).filter(file => file.endsWith('.html')).map(file => ({ name: path.relative(here, file), text: fs.readFileSync(file, 'utf8') }));
templates.forEach(({ name, text }) => holdFloor('html', name, text.replace(/\{#[\s\S]*?#\}/g, part => part.replace(/[^\n]/g, ''))));
for (const file of walk(path.join(here, 'script'))) holdFloor('js', path.relative(here, file), fs.readFileSync(file, 'utf8'));

const css = sass.compile(path.join(here, 'style/app.scss'), { style: 'compressed', quietDeps: true }).css;
holdFloor('css', 'app.css', css);
emit('app.css', css);

const js = await esbuild.build({ entryPoints: [path.join(here, 'script/app.js')], bundle: true, minify: true, target: 'chrome90', format: 'iife', charset: 'utf8', legalComments: 'none', write: false });
emit('app.js', js.outputFiles[0].contents);

const names = iconNames(templates);
emit('icons.svg', sprite(names));
for (const file of walk(path.join(here, 'images'))) emit(path.basename(file), fs.readFileSync(file));

fs.writeFileSync(path.join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
fs.writeFileSync(path.join(dist, 'icons.json'), JSON.stringify(names) + '\n');
fs.writeFileSync(path.join(dist, 'THIRD_PARTY.txt'), thirdParty());

if (problems.length) {
  console.error(`\n${problems.length} problem(s):\n  ${problems.join('\n  ')}`);
  process.exit(1);
}
