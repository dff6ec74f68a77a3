// J02: a founder opens a company; the licence is read from paper and verified by a stranger; a changed byte is refused.
// Proves REG-05. Proves REG-06.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { City, axe, fits } from './city/city.mjs';

let city;
before(async () => { city = await City.open(); });
after(async () => { await city?.close(); });

/** From the first page of the opening to the licence; counts pages and typed fields. */
async function open(page, { tradeName, script }) {
  const seen = { pages: new Set(), typed: 0 };
  const look = async () => {
    seen.pages.add(new URL(page.url()).pathname.replace(/[0-9a-f]{32}|[0-9a-z-]{26,}/, '{id}'));
    if (script) {
      await axe(page);
      await fits(page);
    }
  };
  const type = async (selector, text) => {
    await page.fill(selector, text);
    seen.typed += 1;
  };
  await page.goto(`${city.url}/open`);
  await look();
  await page.click('main form[action="/open/start"] button');
  await page.waitForURL('**/scope');
  await look();
  await type('#q', '火锅');
  if (script) {
    await page.waitForSelector('#suggestions [role=option][data-code="H2002"]');
    await page.click('#suggestions [role=option][data-code="H2002"]');
    await page.waitForSelector('.zw-sel li');
  } else {
    await page.click('button[name=act][value=search]');
    await page.click('button[name=add][value=H2002]');
  }
  await page.click('button[name=act][value=next]:visible');
  await page.waitForURL('**/name');
  await look();
  await type('#trade_name', tradeName);
  await page.click('button[name=act][value=next]:visible');
  await page.waitForURL('**/address');
  await look();
  await type('#street', '江南大道 128 号');
  await type('#detail', '3 幢 1 楼 103 室');
  await page.check('input[name=premises][value=commercial]');
  await page.check('#promise');
  await page.click('main form button.govuk-button');
  await page.waitForURL('**/people');
  await look();
  await type('#capital', '50');
  await page.click('button[name=act][value=next]:visible');
  await page.waitForURL('**/check');
  await look();
  await type('#password', city.accounts.liming.password);
  await page.click('.zw-sign button');
  await page.waitForURL('**/done');
  await page.waitForSelector('.zw-cert');
  if (script) {
    await axe(page);
    await fits(page);
  }
  return seen;
}

/** The PDF behind a link of the page, with the page's cookies. */
async function download(page, selector, to) {
  const href = await page.getAttribute(selector, 'href');
  const answer = await page.request.get(new URL(href, page.url()).href);
  assert.equal(answer.status(), 200);
  fs.writeFileSync(to, await answer.body());
}

test('a restaurant is opened in six pages and twelve typed fields at most, and its licence says so to strangers', async () => {
  const page = await city.window();
  await city.signIn(page, 'liming', '/open');
  const seen = await open(page, { tradeName: '云上味道', script: true });
  assert.ok(seen.pages.size <= 6, `pages: ${[...seen.pages].join(', ')}`);
  assert.ok(seen.typed <= 12, `typed fields: ${seen.typed}`);
  assert.match(await page.textContent('.zw-cert'), /云上味道/);
  assert.match(await page.textContent('main'), /市场监督管理局/);
  const pdf = path.join(city.data, 'licence.pdf');
  await download(page, 'a[href$="/pdf"]', pdf);

  execFileSync('pdftoppm', ['-png', '-r', '200', pdf, path.join(city.data, 'licence')]);
  const png = fs.readdirSync(city.data).find(name => /^licence.*\.png$/.test(name));
  const url = execFileSync('zbarimg', ['-q', '--raw', path.join(city.data, png)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  assert.ok(url.startsWith(`${city.url}/v/`), url);
  const stranger = await city.window({ width: 390, height: 844 });
  await stranger.goto(url);
  assert.match(await stranger.textContent('h1'), /有效/);
  await axe(stranger);
  await fits(stranger);

  const verify = file => spawnSync(process.env.ZHUNYING, ['certificate', 'verify', file, '--data', city.data], { encoding: 'utf8' });
  assert.equal(verify(pdf).status, 0, verify(pdf).stderr);
  const bytes = fs.readFileSync(pdf);
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  const changed = path.join(city.data, 'changed.pdf');
  fs.writeFileSync(changed, bytes);
  assert.equal(verify(changed).status, 1, 'one changed byte is refused');
  assert.deepEqual([page.troubles, stranger.troubles], [[], []]);
});

test('the same without script', async () => {
  const page = await city.window({ script: false });
  await city.signIn(page, 'liming', '/open');
  await open(page, { tradeName: '溪畔小厨', script: false });
  assert.match(await page.textContent('.zw-cert'), /溪畔小厨/);
});

test('a name that is held cannot be had again, and the page says by whom it is met', async () => {
  const page = await city.window();
  await city.signIn(page, 'liming', '/open');
  await page.goto(`${city.url}/open`);
  await page.click('main form[action="/open/start"] button');
  await page.waitForURL('**/scope');
  await page.fill('#q', '火锅');
  await page.click('#suggestions [role=option][data-code="H2002"]');
  await page.click('button[name=act][value=next]:visible');
  await page.waitForURL('**/name');
  await page.fill('#trade_name', '云上味道');
  await page.waitForSelector('.zw-verdict--refused');
  await page.click('button[name=act][value=next]:visible');
  await page.waitForSelector('[data-error-summary]');
  assert.match(await page.textContent('main'), /云上味道/);
  await axe(page);
});
