// A city for the browser journeys: its own data folder, its own ports, department systems beside the server, one browser.
// Nothing here waits for a time: it waits for a line, an answer or an element.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const program = process.env.ZHUNYING ?? path.resolve('../../../target/debug/zhunying');
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a command of the program to its end; gives its output. */
export function zhunying(data, ...args) {
  return execFileSync(program, [...args, '--data', data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A process of the city; `ready` resolves with the first line that fits. */
function start(args, { env = {}, ready }) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const told = new Promise((resolve, reject) => {
    const hear = chunk => {
      said += chunk;
      if (ready.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', code => reject(new Error(`${args[0]} ended with ${code}\n${said}`)));
  });
  const stop = () => new Promise(resolve => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
  return { told, stop, said: () => said };
}

/** Where Debian's libfaketime lies. */
function faketime() {
  const folder = '/usr/lib';
  const found = fs.readdirSync(folder).map(name => path.join(folder, name, 'faketime/libfaketime.so.1')).find(file => fs.existsSync(file));
  if (!found) throw new Error('libfaketime is not installed');
  return found;
}

export class City {
  /** Makes the city and starts everything; `systems` are the department systems that run, unit → behaviour. */
  static async open({ enterprises = 20, applications = 0, systems = { 'market-supervision': 'good', health: 'good' } } = {}) {
    const city = new City();
    city.data = fs.mkdtempSync(path.join(os.tmpdir(), 'zhunying-journey-'));
    city.processes = [];
    zhunying(city.data, 'migrate');
    const platform = path.join(city.data, 'platform.pub.pem');
    publicKey(path.join(city.data, 'keys/platform.pem'), platform);
    const receivers = [];
    for (const [unit, behaviour] of Object.entries(systems)) {
      const [port, own] = [await freePort(), path.join(city.data, 'receivers', unit)];
      fs.mkdirSync(own, { recursive: true });
      const args = ['receiver', '--port', String(port), '--behaviour', behaviour, '--unit', unit, '--data', own, '--platform-key', platform];
      const process = start(args, { ready: /监听/ });
      await process.told;
      city.processes.push(process);
      publicKey(path.join(own, 'receiver.pem'), path.join(own, 'receiver.pub.pem'));
      receivers.push('--receiver', `${unit}=http://127.0.0.1:${port}/push=${path.join(own, 'receiver.pub.pem')}`);
      (city.systems ??= {})[unit] = `http://127.0.0.1:${port}`;
    }
    zhunying(city.data, 'seed', '--enterprises', String(enterprises), '--applications', String(applications), '--seed', '7', '--demo', ...receivers);
    city.accounts = accounts(path.join(city.data, 'accounts.txt'));
    city.port = await freePort();
    city.url = `http://127.0.0.1:${city.port}`;
    await city.serve();
    city.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
    return city;
  }

  /** Starts the server, `days` calendar days ahead of the present. */
  async serve({ days = 0 } = {}) {
    const env = days ? { LD_PRELOAD: faketime(), FAKETIME: `+${days}d`, DONT_FAKE_MONOTONIC: '1' } : {};
    this.server = start(['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data], { env, ready: /serving/ });
    await this.server.told;
  }

  /** The same city, so many calendar days later. */
  async later(days) {
    await this.server.stop();
    await this.serve({ days });
  }

  /** A visitor's window. Whatever its console says is a failure of the journey. */
  async window({ script = true, width = 1440, height = 900, locale = 'zh-CN' } = {}) {
    const context = await this.browser.newContext({ javaScriptEnabled: script, viewport: { width, height }, locale });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.troubles = [];
    page.on('console', message => { if (['error', 'warning'].includes(message.type())) page.troubles.push(message.text()); });
    page.on('pageerror', error => page.troubles.push(String(error)));
    return page;
  }

  /** Signs a demo account in through the page. */
  async signIn(page, login, next = '') {
    const account = this.accounts[login];
    if (!account) throw new Error(`no demo account ${login}`);
    await page.goto(`${this.url}/sign-in${next ? `?next=${encodeURIComponent(next)}` : ''}`);
    await page.fill('#account', login);
    await page.fill('#password', account.password);
    await page.click('main button.govuk-button');
    return account;
  }

  /** Somebody new, registered through the page's own form; signs in with the phone number. */
  async founder(name = '周明远') {
    const sequence = this.founders = (this.founders ?? 0) + 1;
    const account = { name, phone: `1390000${String(1000 + sequence)}`, identity: identity(sequence), password: '一句容易记住的长长的话 2026' };
    account.login = account.phone;
    const body = new URLSearchParams({
      name, id_number: account.identity, phone: account.phone, password: account.password, agree: 'yes', next: '/', form_token: `founder-${sequence}`,
    });
    const answer = await fetch(`${this.url}/sign-up`, { method: 'POST', body, redirect: 'manual' });
    if (answer.status !== 303) throw new Error(`sign-up: ${answer.status}`);
    this.accounts[account.login] = account;
    return account;
  }

  /** A company of an account, opened through the open interface; gives its credit code and name. */
  async company(me, tradeName, industry, terms) {
    const { login, password } = me;
    const post = async (path, body, token) => {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const answer = await fetch(`${this.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(said)}`);
      return said;
    };
    const { token } = await post('/sessions', { account: login, password });
    const { id } = await post('/registrations', { terms }, token);
    const name = `杭州${tradeName}${industry}有限公司`;
    await post(`/registrations/${id}/name`, { name }, token);
    const address = { street: `江南大道${100 + (this.companies = (this.companies ?? 0) + 1)}号`, premises: 'commercial', commitment_sm3: '0'.repeat(64) };
    await post(`/registrations/${id}/address`, address, token);
    const posts = ['legal-representative', 'director', 'manager', 'finance-officer', 'contact'];
    const person = { name: me.name, identity_number: me.identity, phone: me.phone, posts, share_ten_thousandths: 10_000 };
    await post(`/registrations/${id}/people`, { capital_yuan: 100_000, people: [person] }, token);
    const shown = await (await fetch(`${this.url}/api/v1/registrations/${id}`, { headers: { authorization: `Bearer ${token}` } })).json();
    const done = await post(`/registrations/${id}/submission`, { version: shown.version, password, text_sm3: shown.text_sm3 }, token);
    if (done.phase !== 'granted') throw new Error(`not granted: ${JSON.stringify(done)}`);
    return { id, name };
  }

  async close() {
    await this.browser?.close();
    await this.server?.stop();
    await Promise.all(this.processes.map(process => process.stop()));
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}

/** A valid identity number by its sequence: born 1990-01-01 (GB 11643). */
function identity(sequence) {
  const body = `33010819900101${String(900 + sequence)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * weights[index], 0);
  return body + '10X98765432'[sum % 11];
}

/** The public half of a key, as OpenSSL reads it. */
function publicKey(from, to) {
  execFileSync('openssl', ['pkey', '-in', from, '-pubout', '-out', to]);
}

/** Login → password, of accounts.txt. */
function accounts(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n').slice(1).filter(Boolean);
  return Object.fromEntries(lines.map(line => {
    const [login, password] = line.split(/\s+/);
    return [login, { login, password }];
  }));
}

/** Fills every empty field of an application form with something that fits its kind; every file gets a small PDF. */
export async function fillGaps(page, pdf) {
  for (const box of await page.$$('main form.zw-form fieldset')) {
    const chosen = await box.$$('input:checked');
    const first = await box.$('input[type=radio],input[type=checkbox]');
    if (!chosen.length && first) await first.check();
  }
  for (const select of await page.$$('main form.zw-form select')) {
    if (!(await select.inputValue())) await select.selectOption({ index: 1 });
  }
  for (const input of await page.$$('main form.zw-form input.govuk-input')) {
    if (await input.inputValue()) continue;
    const [type, mode] = [await input.getAttribute('type'), await input.getAttribute('inputmode')];
    await input.fill(type === 'date' ? '2026-11-20' : mode === 'decimal' ? '60' : '按要求配备');
  }
  for (const file of await page.$$('main form.zw-form input[type=file]')) await file.setInputFiles(pdf);
}

/** A small valid PDF on disk. */
export function paper(folder, name, text) {
  const file = path.join(folder, name);
  const body = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n% ${text}\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
  fs.writeFileSync(file, body);
  return file;
}

/** axe over the page as it stands: no violation of WCAG A, AA or best practice. */
export async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  if (violations.length) {
    const lines = violations.map(one => `${one.id}: ${one.help}\n    ${one.nodes.map(node => node.target.join(' ')).slice(0, 5).join('\n    ')}`);
    throw new Error(`axe on ${page.url()}\n  ${lines.join('\n  ')}`);
  }
}

/** No page scrolls sideways. */
export async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) throw new Error(`${page.url()} scrolls ${over} px sideways`);
}
