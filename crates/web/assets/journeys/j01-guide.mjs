// J01: a guest types what he wants to open, picks a scope term, and takes the one-time notice home as a PDF.
// Proves CAT-12. Proves WIN-08. Proves REG-19.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { City, axe, fits } from './city/city.mjs';

let city;
before(async () => { city = await City.open({ enterprises: 3, systems: {} }); });
after(async () => { await city?.close(); });

/** From the wish to the notice under its number. */
async function notice(page, { script }) {
  const pages = new Set();
  const look = async () => {
    pages.add(new URL(page.url()).pathname.replace(/notice\/.+/, 'notice/{number}'));
    if (!script) return;
    await axe(page);
    await fits(page);
  };
  await page.goto(city.url);
  await look();
  await page.fill('#want', '我想开火锅店');
  await page.click('.zw-ask button');
  await page.waitForURL('**/guide?**');
  await page.click('button[name=add][value=H2002]');
  await page.waitForSelector('.zw-sel li.permit');
  assert.match(await page.textContent('.zw-tell'), /食品经营许可/);
  await look();
  await page.click('.zw-tell__foot button:not([formaction])');
  await page.waitForURL('**/guide/notice/*');
  await look();
  return pages;
}

for (const script of [true, false]) {
  test(`a wish in everyday words becomes a numbered notice with PDF, script ${script ? 'on' : 'off'}`, async () => {
    const page = await city.window({ script });
    const pages = await notice(page, { script });
    assert.ok(pages.size <= 3, [...pages].join(', '));
    const sheet = await page.textContent('article');
    for (const told of ['食品经营许可', '餐饮服务', '市场监督管理局', '个工作日', '食品安全法']) assert.match(sheet, new RegExp(told));
    const number = decodeURIComponent(new URL(page.url()).pathname.split('/').pop());
    assert.ok(sheet.includes(number));
    const answer = await page.request.get(`${page.url()}/pdf`);
    assert.equal(answer.status(), 200);
    const pdf = path.join(city.data, 'notice.pdf');
    fs.writeFileSync(pdf, await answer.body());
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    assert.ok(text.includes('食品经营许可') && text.replace(/\s/g, '').includes(number), text.slice(0, 400));
    assert.deepEqual(page.troubles, []);
  });
}

test('what founders type is among the first five: pinyin, initials, a wrong character', async () => {
  const page = await city.window({ width: 390, height: 844 });
  for (const typed of ['huoguo', 'hg', '伙锅', '奶茶', 'lifa', '药店']) {
    await page.goto(`${city.url}/guide`);
    await page.fill('#q', typed);
    await page.waitForSelector('#suggestions [role=option][data-code]');
    const options = (await page.locator('#suggestions [role=option][data-code]').allTextContents()).slice(0, 5);
    assert.ok(options.some(option => /餐饮服务|理发服务|药品零售/.test(option)), `${typed}: ${options.join(' | ')}`);
  }
  await axe(page);
  await fits(page);
});

test('the guide speaks English when asked, and the law stays Chinese', async () => {
  const page = await city.window({ locale: 'en-GB' });
  await page.goto(`${city.url}/guide?add=H2002`);
  await page.click('a[lang=en]');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.match(await page.textContent('.zw-tell'), /食品经营许可/);
  await axe(page);
});
