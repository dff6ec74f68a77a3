// J20: a keeper edits a matter, sees a red finding with its article, mends it and hands the edition in for today; a second keeper
// publishes it and the guide changes the same day. (That an open application keeps its edition is proved over the office: tests/it/editions.rs.)
// Proves CAT-08. Proves CAT-13. Proves GOV-08.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { City, axe } from './city/city.mjs';

const NAME = '公共场所卫生许可';
const NEW_NAME = '公共场所卫生许可证核发';
let city;
before(async () => { city = await City.open(); });
after(async () => { await city?.close(); });

for (const script of [true, false]) {
  test(`an edition goes from draft to force by two keepers, script ${script ? 'on' : 'off'}`, async () => {
    const [before, now] = script ? [NAME, NEW_NAME] : [NEW_NAME, NAME];
    const page = await city.window({ script });
    await city.signIn(page, 'qingdan');
    await page.goto(`${city.url}/admin/matters`);
    if (script) await axe(page);
    await page.fill('#title', `事项更名为${now}`);
    await page.click('form[action="/admin/editions"] button');
    await page.waitForURL(/\/admin\/editions\/\d+$/);
    const edition = page.url();

    await page.goto(`${edition}/matters/public-hygiene`);
    if (script) await axe(page);
    const measure = page.locator('[id="condition.0.measure"]');
    const kept = await measure.inputValue();
    await measure.fill('');
    if (script) {
      await measure.blur();
      await page.waitForSelector('#findings .deny');
    } else {
      await page.click('button[formaction$="/check"]');
    }
    const red = await page.locator('#findings .deny').innerText();
    assert.match(red, /condition-without-measure/);
    assert.match(red, /国发〔2021〕7号/);
    await page.click('.st-save button[data-key=s]');
    await page.goto(edition);
    await page.click('form[action$="/hand-in"] button');
    assert.match(await page.locator('.govuk-error-summary').innerText(), /不能发布/);

    await page.goto(`${edition}/matters/public-hygiene`);
    await page.locator('[id="condition.0.measure"]').fill(kept);
    await page.locator('[id="matter.name"]').fill(now);
    await page.click('.st-save button[data-key=s]');
    assert.equal(await page.locator('#findings .deny').count(), 0);
    await page.goto(edition);
    if (script) await axe(page);
    await page.click('form[action$="/hand-in"] button');
    await page.waitForURL(/done=handed_in/);
    assert.equal(await page.locator('form[action$="/publish"]').count(), 0, 'who handed it in cannot publish it');

    const guide = async () => {
      const stranger = await city.window({ script });
      await stranger.goto(`${city.url}/matters/public-hygiene`);
      return stranger.locator('h1').innerText();
    };
    assert.ok((await guide()).startsWith(before));
    const second = await city.window({ script });
    await city.signIn(second, 'fazhi');
    await second.goto(edition);
    if (script) await axe(second);
    await second.fill('#opinion', '内容与上位法一致，程序合法。');
    await second.click('form[action$="/publish"] button');
    await second.waitForURL(/done=published/);
    assert.ok((await guide()).startsWith(now), 'the guide changes that day');
  });
}
