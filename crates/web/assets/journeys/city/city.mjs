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

  async close() {
    await this.browser?.close();
    await this.server?.stop();
    await Promise.all(this.processes.map(process => process.stop()));
    fs.rmSync(this.data, { recursive: true, force: true });
  }
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
