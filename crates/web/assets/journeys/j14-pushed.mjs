// J14: a new firm reaches the department that answers for it: received by its system, signed, handed on once, fed back on day three.
// Proves EXC-01. Proves EXC-06.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { City, axe } from './city/city.mjs';

let city;
before(async () => { city = await City.open({ systems: { 'market-supervision': 'flaky', health: 'good' } }); });
after(async () => { await city?.close(); });

/** Waits until a department's system has what it should have. */
async function received(unit, name) {
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await fetch(`${city.systems[unit]}/received`);
    const list = await answer.json();
    const found = (Array.isArray(list) ? list : list.items ?? []).filter(one => JSON.stringify(one).includes(name));
    if (found.length) return found;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`${unit} never received ${name}`);
}

test('a push is received once, signed, handed on once, and fed back within three working days', async () => {
  const me = await city.founder();
  const first = await city.company(me, '白云小炒', '餐饮', ['H2002']);
  const second = await city.company(me, '秋水小面', '餐饮', ['H2002']);
  const kept = await received('market-supervision', first.name);
  assert.equal(kept.length, 1, 'a flaky system keeps each push once');

  const page = await city.window();
  await city.signIn(page, 'jianguan');
  await page.goto(`${city.url}/desk/pushed`);
  await axe(page);
  const row = name => page.locator('table tbody tr', { hasText: name });
  await row(first.name).locator('button').click();
  await page.waitForURL(/pushed/);
  await page.goto(`${city.url}/desk/pushed`);
  await row(second.name).locator('a').first().click();
  await page.click('details.st-transfer summary');
  await page.selectOption('#to', 'health');
  await page.fill('#reason', '该主体同时属于公共场所，由卫生健康部门负责。');
  await axe(page);
  await page.click('form[action$="/transfer"] button');
  await page.waitForURL(/pushed/);

  const health = await city.window();
  await city.signIn(health, 'weijian-jianguan');
  await health.goto(`${city.url}/desk/pushed`);
  await health.locator('table tbody tr', { hasText: second.name }).locator('a').first().click();
  assert.equal(await health.locator('form[action$="/transfer"]').count(), 0, 'a push is handed on once');

  await city.later(3);
  await city.signIn(page, 'jianguan');
  await page.goto(`${city.url}/desk/pushed?tab=in_hand`);
  await row(first.name).locator('a').first().click();
  await axe(page);
  await page.check('input[name=finding]');
  await page.fill('#text', '已实地查看，正在经营，尚未取得食品经营许可，已告知。');
  await page.click('form[action$="/feedback"] button');
  await page.waitForURL(/pushed/);
  await page.goto(`${city.url}/desk/pushed?tab=closed`);
  assert.equal(await row(first.name).count(), 1);
  assert.deepEqual(page.troubles.filter(text => !/422/.test(text)), []);
});
