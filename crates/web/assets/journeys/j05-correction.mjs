// J05: an ordinary permit from the form over one correction round to the certificate; the clock stands while the applicant mends.
// Proves LIC-29. Proves WIN-10.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { City, axe, fillGaps, fits, paper } from './city/city.mjs';

let city;
before(async () => { city = await City.open(); });
after(async () => { await city?.close(); });

/** The application in the queue of a member of staff; gives its address. */
async function find(page, company) {
  await page.goto(`${city.url}/desk/mine?q=${encodeURIComponent(company)}`);
  return page.getAttribute('table[data-queue] tbody a', 'href');
}

test('one correction round, one file replaced, and the permit is decided by somebody who did not take it in', async () => {
  const me = await city.founder();
  const { name } = await city.company(me, '青山小馆', '餐饮', ['H2002']);
  const founder = await city.window();
  await city.signIn(founder, me.login, '/apply/start?matter=food-business');
  await founder.check('input[name=enterprise]');
  await founder.click('main form[action="/apply/start"] button');
  await founder.waitForURL(/\/apply\/[0-9a-z]+$/);
  await axe(founder);
  await fits(founder);
  await fillGaps(founder, paper(city.data, 'plan.pdf', 'first'));
  await founder.click('button[name=act][value=next]:visible');
  await founder.waitForURL('**/check');
  await axe(founder);
  await founder.click('#submit');
  await founder.waitForURL('**/receipt');
  await axe(founder);
  const number = (await founder.textContent('main')).match(/BJ\d{16}[0-9A-Z]/)[0];

  const clerk = await city.window();
  await city.signIn(clerk, 'chuangkou');
  const application = await find(clerk, name);
  await clerk.goto(`${city.url}${application.split('?')[0]}/fix`);
  await clerk.click('button[name=act][value=preview]:visible');
  await clerk.waitForSelector('[data-error-summary]');
  const box = clerk.locator('input[name=defect]').first();
  const item = await box.getAttribute('value');
  await box.check();
  await clerk.fill(`#text_${item}`, '第 2 页缺公章，请盖章后重新上传。');
  await axe(clerk);
  await clerk.click('button[name=act][value=preview]:visible');
  await clerk.waitForSelector('.st-letter');
  assert.match(await clerk.textContent('.st-letter'), /第 2 页缺公章/);
  await clerk.click('button[name=act][value=send]');
  await clerk.waitForURL(/\/desk\/applications\/[0-9a-z]+/);

  // A stranger with number and phone digits sees that the clock stands; with other digits nothing.
  const stranger = await city.window({ width: 390, height: 844 });
  const track = async digits => {
    await stranger.goto(`${city.url}/track`);
    await stranger.fill('#number', number);
    await stranger.fill('#phone_last4', digits);
    await stranger.click('main form button.govuk-button');
    return stranger.textContent('main');
  };
  assert.match(await track(me.phone.slice(-4)), /待补正/);
  await axe(stranger);
  await fits(stranger);
  assert.match(await track('0000'), /没有查到/);

  await founder.goto(`${city.url}/me`);
  await axe(founder);
  await founder.click('.zw-todo a.govuk-button');
  await founder.waitForURL('**/fix');
  assert.match(await founder.textContent('main'), /第 2 页缺公章/);
  assert.equal(await founder.locator('main form section').count(), 1, 'only what was asked');
  await axe(founder);
  const file = founder.locator('main form input[type=file]');
  if (await file.count()) await file.setInputFiles(paper(city.data, 'plan-2.pdf', 'second, sealed'));
  await founder.click('#submit');
  await founder.waitForURL(/\/(receipt|me\/applications\/[0-9a-z]+)$/);

  await clerk.goto(`${city.url}${application}`);
  await clerk.click('form[action$="/accept"] button');
  await clerk.waitForSelector('text=已受理');
  const judge = await city.window();
  await city.signIn(judge, 'shenpi1');
  const decide = `${(await find(judge, name)).split('?')[0]}/decide`;
  await judge.goto(`${city.url}${decide}`);
  await axe(judge);
  await judge.check('input[name=outcome][value=grant]');
  await judge.fill('#password', city.accounts.shenpi1.password);
  await judge.click('.zw-sign button');
  await judge.waitForURL(url => !url.pathname.endsWith('/decide'));

  await founder.goto(`${city.url}/me/papers`);
  await founder.waitForSelector('text=食品经营许可证');
  await axe(founder);
  assert.deepEqual([founder, clerk, judge, stranger].flatMap(page => page.troubles).filter(text => !/422/.test(text)), []);
});
