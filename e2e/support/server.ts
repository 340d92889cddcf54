import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../widget/dist', import.meta.url));

/** What the API answers to one request for a wall. */
export type Reply = { status?: number; body?: unknown; delay?: number };

/** A page of a customer's site. */
export interface HostPage {
  html: string;
  headers?: Record<string, string>;
}

/**
 * One loopback server that plays, by host name, the widget's origin
 * (widget.localhost: script, API, pictures) and any number of customers' sites.
 */
export class TestServer {
  /** The answer to a wall's key. */
  wall: (key: string, request: URL) => Reply = () => ({ status: 403, body: { message: 'Forbidden' } });
  readonly pages = new Map<string, HostPage>();
  readonly events: string[] = [];
  readonly asked: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  port = 0;

  async start() {
    await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Forgets what a test set and saw. */
  reset() {
    this.wall = () => ({ status: 403, body: { message: 'Forbidden' } });
    this.pages.clear();
    this.events.length = 0;
    this.asked.length = 0;
  }

  /** Serves a page of a customer's site, and gives its address. */
  page(html: string, { site = 'shop', path = '/', headers = {} }: { site?: string; path?: string; headers?: Record<string, string> } = {}) {
    const document = html.includes('<html') ? html : `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A shop</title>${html}</html>`;
    this.pages.set(site + path, { html: document, headers });
    return this.origin(site) + path;
  }

  /** Serves a page that embeds the wall as the dashboard says, with the given further options. */
  embed(options: Record<string, unknown> = {}, around: { before?: string; after?: string } = {}) {
    const { before = '<h1>A shop</h1>', after = '<p>After the wall</p>' } = around;
    return this.page(`${before}<main><div id="hashmytag-wall"></div></main>
      <script src="${this.widget}/hashmytag.js"></script>
      <script>window.wall = HashMyTag.init(${JSON.stringify({ apiKey: 'hmt_test', ...options })})</script>${after}`);
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }

  origin(site: string) {
    return `http://${site}.localhost:${this.port}`;
  }

  get widget() {
    return this.origin('widget');
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, `http://${request.headers.host}`);
    this.asked.push(`${request.method} ${url.host.split('.')[0]} ${url.pathname}`);
    const site = url.hostname.replace('.localhost', '');
    if (site !== 'widget') return this.sendPage(site, url, response);
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (url.pathname === '/v1/wall') return this.sendWall(url, response);
    if (url.pathname === '/v1/wall/events') return this.takeEvents(request, response);
    if (url.pathname.startsWith('/picture/')) return picture(url.pathname, response);
    return file(url.pathname, response);
  }

  private sendPage(site: string, url: URL, response: ServerResponse) {
    const page = this.pages.get(site + url.pathname);
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    if (!page) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
  }

  private async sendWall(url: URL, response: ServerResponse) {
    const { status = 200, body = {}, delay = 0 } = this.wall(url.searchParams.get('key') ?? '', url);
    if (delay) await new Promise((done) => setTimeout(done, delay));
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  private async takeEvents(request: IncomingMessage, response: ServerResponse) {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.events.push(`${request.headers['content-type']} ${Buffer.concat(parts)}`);
    response.writeHead(204).end();
  }
}

const types: Record<string, string> = { js: 'text/javascript', html: 'text/html; charset=utf-8', css: 'text/css' };

async function file(path: string, response: ServerResponse) {
  try {
    const content = await readFile(dist + path.replace(/\.\./g, ''));
    response.writeHead(200, { 'Content-Type': types[path.split('.').pop()!] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

/** Draws a soft still life of the size and hue that the address names; `/picture/broken` is no picture. */
function picture(path: string, response: ServerResponse) {
  const [, width, height, hue] = /(\d+)x(\d+)-(\d+)/.exec(path)?.map(Number) ?? [];
  if (!width || !height) return void response.writeHead(404).end();
  const color = (shift: number, light: number) => `hsl(${hue! + shift} 55% ${light}%)`;
  response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice">
      <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${color(0, 78)}"/><stop offset="1" stop-color="${color(40, 52)}"/></linearGradient></defs>
      <rect width="100" height="100" fill="url(#g)"/><circle cx="66" cy="36" r="17" fill="${color(30, 90)}" opacity=".8"/>
      <path d="M0 78 30 50 52 70 76 44 100 66V100H0Z" fill="${color(20, 34)}" opacity=".55"/><path d="M0 90 40 68 70 88 100 76V100H0Z" fill="${color(0, 22)}" opacity=".55"/></svg>`,
  );
}
