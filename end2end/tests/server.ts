// A server process of a test file's own: started, stopped, killed and started again.

import { expect } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const repository = resolve(__dirname, '../..');

/** A Monday morning in Kostelec: everything is open. There every office's time begins. */
export const MONDAY_MORNING = '2026-11-23T08:15:00+01:00';

export type ServerOptions = {
    /** `memory` starts sooner; only `disk` outlives `kill9` and `restart`. */
    storage: 'memory' | 'disk';
    /** The settings of the office, relative to the repository. */
    town: string;
    /** More arguments of the server. */
    arguments: string[];
    /** More environment of the server. */
    env: Record<string, string>;
};

export type Login = { name: string; password: string; role: string };

export class Server {
    readonly url: string;
    /** Everything it has printed, a line each. */
    readonly output: string[] = [];
    private readonly logins: Login[] = [];
    private bookings = 0;
    /** What its clock was set to, and when. */
    private clock = { set: new Date(MONDAY_MORNING), at: Date.now() };
    private process?: ChildProcess;

    private constructor(
        private readonly options: ServerOptions,
        private readonly folder: string,
        private readonly address: string,
    ) {
        this.url = `http://${address}`;
    }

    static async start(options: ServerOptions): Promise<Server> {
        const folder = await mkdtemp(join(tmpdir(), 'prepazka-'));
        const server = new Server(options, folder, `127.0.0.1:${await freePort()}`);
        try {
            await server.run();
        } catch (error) {
            await server.discard();
            throw error;
        }
        return server;
    }

    /** A login that the server made up and printed at its first start. */
    login(role: 'clerk' | 'admin'): Login {
        const login = this.logins.find((login) => login.role === role);
        if (!login) throw new Error(`The server printed no login of a ${role}.`);
        return login;
    }

    /** Sets the office's clock, for example to `2026-11-23T08:15:00+01:00`. */
    async setClock(now: string): Promise<void> {
        const response = await fetch(`${this.url}/test/clock`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ now }),
        });
        if (!response.ok) throw new Error(`The clock answered ${response.status} to ${now}.`);
        this.clock = { set: new Date(now), at: Date.now() };
    }

    /** Books and confirms, and answers the code. `time` is like `2026-11-23 10:15`. */
    async book(service: string, time: string, name: string): Promise<string> {
        const [date, clock] = time.split(' ');
        this.bookings += 1;
        const email = `client${this.bookings}@example.cz`;
        const response = await fetch(`${this.url}/test/booking`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ service, date, time: `${clock}:00`, name, email }),
        });
        if (!response.ok) throw new Error(`The booking of ${service} at ${time} was answered ${response.status}.`);
        return response.text();
    }

    /** Somebody comes for each of these counters, and all are called at once; answers their tickets in that order. */
    async call(counters: number[]): Promise<string[]> {
        const response = await fetch(`${this.url}/test/calls`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ counters }),
        });
        if (!response.ok) throw new Error(`The calls to ${counters} were answered ${response.status}.`);
        return response.json();
    }

    /** Ends it as an operator does, and fails if it does not end. */
    async stop(): Promise<void> {
        await this.end('SIGTERM');
    }

    /** Ends it as a power cut does. */
    async kill9(): Promise<void> {
        await this.end('SIGKILL');
    }

    /** Starts it again at the same address with the same data, after stopping it if it runs. */
    async restart(): Promise<void> {
        if (this.options.storage !== 'disk') {
            throw new Error("Only data on disk outlives a restart: test.use({ office: { storage: 'disk' } })");
        }
        await this.stop();
        await this.run();
    }

    /** Ends it and removes its data. */
    async discard(): Promise<void> {
        await this.kill9();
        await rm(this.folder, { recursive: true, force: true });
    }

    private async run(): Promise<void> {
        const program = process.env.SERVER_BIN;
        if (!program) throw new Error('SERVER_BIN must name the server; `cargo xtask test --browser` sets it.');
        const { storage, town } = this.options;
        const database = storage === 'disk' ? `surrealkv://${join(this.folder, 'db')}` : 'mem://';
        // A job of the server must not see the present day first, and end what the test begins.
        const now = new Date(this.clock.set.getTime() + Date.now() - this.clock.at);
        const child = spawn(
            program,
            [
                '--listen',
                this.address,
                '--database',
                database,
                '--town',
                town,
                '--backup-folder',
                join(this.folder, 'backups'),
                '--test-clock',
                now.toISOString(),
                ...this.options.arguments,
            ],
            { cwd: repository, env: { ...process.env, ...this.options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
        );
        this.process = child;
        let failure: Error | undefined;
        child.on('error', (error) => (failure = error));
        const ready = new Promise<void>((resolve) => {
            createInterface(child.stdout).on('line', (line) => {
                this.output.push(line);
                const login = /^login (\S+) password (\S+) role (\S+)$/.exec(line);
                if (login) this.logins.push({ name: login[1], password: login[2], role: login[3] });
                if (line.startsWith('ready ')) resolve();
            });
        });
        createInterface(child.stderr).on('line', (line) => this.output.push(line));

        const ended = once(child, 'close').then(() => {
            throw failure ?? new Error(`The server ended before it was ready:\n${this.output.join('\n')}`);
        });
        ended.catch(() => {}); // Later it is meant to end.
        await Promise.race([ready, ended]);
        const readiness = async () => (await fetch(`${this.url}/readyz`)).status;
        await expect.poll(readiness, { message: 'the server is ready', timeout: 30_000 }).toBe(200);
    }

    private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
        const child = this.process;
        this.process = undefined;
        if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit', { signal: AbortSignal.timeout(15_000) });
        child.kill(signal);
        await ended.catch(() => {
            child.kill('SIGKILL');
            throw new Error(`The server did not end within 15 s of ${signal}.`);
        });
    }
}

/** Known beforehand and not chosen by the server, so that a restart is at the same address. */
async function freePort(): Promise<number> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    listener.close();
    await once(listener, 'close');
    if (address === null || typeof address === 'string') throw new Error('No free port was found.');
    return address.port;
}
