import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A first start builds the functions and may install the engines. */
const patience = 180_000;

/** A local platform with its demo tenants, on a free port and a fresh data folder; or the one that BASE_URL names. */
export class Platform {
  private constructor(
    readonly address: string,
    private readonly process?: ChildProcess,
    private readonly folder?: string,
  ) {}

  static async start(): Promise<Platform> {
    const given = process.env.BASE_URL;
    if (given) return new Platform(given.replace(/\/$/, ''));
    const folder = await mkdtemp(join(tmpdir(), 'hashmytag-e2e-'));
    const binary = join(folder, 'hashmytag');
    await run('go', ['build', '-o', binary, './cmd/hashmytag']);
    const child = spawn(binary, ['local', '--port', '0', '--data', join(folder, 'data')], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    return new Platform(await addressOf(child), child, folder);
  }

  async stop() {
    if (this.process && this.process.exitCode === null) {
      this.process.kill('SIGINT');
      await once(this.process, 'exit');
    }
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  /** Lets the next 5 minutes pass: all feeds that are due are refreshed when it answers. */
  async tick() {
    const answer = await fetch(`${this.address}/local/tick`, { method: 'POST' });
    if (!answer.ok) throw new Error(`tick: ${answer.status} ${await answer.text()}`);
  }

  /** Reads JSON of the platform, optionally as a page of another site would. */
  async json<T>(path: string, origin?: string): Promise<T> {
    const answer = await fetch(this.address + path, { headers: origin ? { Origin: origin } : {} });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

async function run(command: string, args: string[]) {
  const [code] = await once(spawn(command, args, { cwd: root, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

/** Waits until the platform says where it runs. */
async function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  const timer = setTimeout(() => child.kill('SIGINT'), patience);
  try {
    for await (const line of createInterface(child.stdout!)) {
      said.push(line);
      const address = /is running: (http:\/\/[^/\s]+)/.exec(line)?.[1];
      if (address) {
        child.stdout!.resume();
        return address;
      }
    }
    throw new Error(`the platform did not start:\n${said.slice(-20).join('\n')}`);
  } finally {
    clearTimeout(timer);
  }
}
