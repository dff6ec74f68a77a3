// J07: a hair salon commits to every condition, signs, and has its permit on the spot; a stranger's scan says it is valid.
// Proves LIC-05. Proves CER-02.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { City, axe, fillGaps, fits, paper } from './city/city.mjs';

let city;
before(async () => { city = await City.open(); });
after(async () => { await city?.close(); });

test('every condition ticked and signed is a permit at once; one left out is none', async () => {
  const me = await city.founder();
  await city.company(me, '指尖时光', '美发', ['O1007']);
  const page = await city.window();
  await city.signIn(page, me.login, '/apply/start?matter=public-hygiene');
  await page.check('input[name=enterprise]');
  await page.click('main form[action="/apply/start"] button');
  await page.waitForURL(/\/apply\/[0-9a-z]+$/);
  await fillGaps(page, paper(city.data, 'plan.pdf', 'plan'));
  await page.click('button[name=act][value=next]:visible');
  await page.waitForURL('**/commitment');
  await axe(page);
  await fits(page);

  const boxes = page.locator('main form input[type=checkbox]');
  const count = await boxes.count();
  assert.ok(count >= 3, `${count} conditions`);
  for (let index = 1; index < count; index += 1) await boxes.nth(index).check();
  await page.fill('#password', me.password);
  await page.click('.zw-sign button');
  await page.waitForSelector('[data-error-summary]');
  await axe(page);

  for (let index = 0; index < count; index += 1) await page.locator('main form input[type=checkbox]').nth(index).check();
  await page.fill('#password', 'not my password at all');
  await page.click('.zw-sign button');
  await page.waitForSelector('[data-error-summary]');
  for (let index = 0; index < count; index += 1) await page.locator('main form input[type=checkbox]').nth(index).check();
  await page.fill('#password', me.password);
  await page.click('.zw-sign button');
  await page.waitForURL('**/receipt');
  await axe(page);

  await page.goto(`${city.url}/me/papers`);
  const permit = page.locator('.zw-cert', { hasText: '公共场所卫生许可证' });
  await permit.waitFor();
  const href = await permit.locator('a[href^="/v/"], a[href*="/v/"]').getAttribute('href');
  const stranger = await city.window({ width: 390, height: 844 });
  await stranger.goto(new URL(href, city.url).href);
  assert.match(await stranger.textContent('h1'), /有效/);
  await axe(stranger);
  await fits(stranger);
  assert.deepEqual([...page.troubles.filter(text => !/422|401/.test(text)), ...stranger.troubles], []);
});
