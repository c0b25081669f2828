// What the office's clients get by mail: a real mail server (smtp.mjs) that keeps everything.

import { expect, type Page } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from './fixtures';
import type { Server } from './server';

export type Mail = {
    to: string;
    subject: string;
    text: string;
    /** The calendar's file, its folded lines made whole. */
    calendar?: string;
};

export class Mailbox {
    /** For `PREPAZKA_SMTP`. */
    url = '';
    private mails: Mail[] = [];
    private server?: Server;

    private constructor(private readonly process: ChildProcess) {}

    static async start(): Promise<Mailbox> {
        const script = resolve(__dirname, '../smtp.mjs');
        const child = spawn('node', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
        const mailbox = new Mailbox(child);
        const listening = new Promise<void>((resolve) => {
            createInterface(child.stdout).on('line', (line) => {
                const said = JSON.parse(line);
                if (said.event === 'mail') mailbox.mails.push(read(said.to[0], said.raw));
                if (said.event !== 'listening') return;
                mailbox.url = `smtp://127.0.0.1:${said.port}`;
                resolve();
            });
        });
        const ended = once(child, 'exit').then(() => {
            throw new Error('There is no mail server: see `npm ci`.');
        });
        ended.catch(() => {}); // Later it is meant to end.
        await Promise.race([listening, ended]);
        return mailbox;
    }

    /** Forgets what servers before this one have sent. */
    belongTo(server: Server): void {
        if (this.server !== server) this.mails = [];
        this.server = server;
    }

    /** Everything that has come to an address. */
    of(address: string): Mail[] {
        return this.mails.filter(({ to }) => to === address);
    }

    /** The `n`th mail to an address, when it has come. */
    async mail(address: string, n: number): Promise<Mail> {
        const message = `mail ${n} to ${address}`;
        await expect.poll(() => this.of(address).length, { message }).toBeGreaterThanOrEqual(n);
        return this.of(address)[n - 1];
    }

    discard(): void {
        this.process.kill();
    }
}

/** Tests with `mailbox`: what comes to the clients of the file's office. */
export const testWithMails = test.extend<{ mailbox: Mailbox }, { mailServer: Mailbox }>({
    mailServer: [
        async ({}, use) => {
            const mailbox = await Mailbox.start();
            await use(mailbox);
            mailbox.discard();
        },
        { scope: 'worker' },
    ],
    office: async ({ mailServer }, use) => use({ env: { PREPAZKA_SMTP: mailServer.url } }),
    mailbox: async ({ mailServer, server }, use) => {
        mailServer.belongTo(server);
        await use(mailServer);
    },
});

/** Books and confirms as a browser without the program would, for tests of what comes after. */
export async function reserve(page: Page, server: Server, mailbox: Mailbox, time: string, email: string) {
    const form = `/book/op-zadost/${time}`;
    const headers = { origin: server.url };
    const submit = async (address: string, fields: Record<string, string>) => {
        const response = await page.request.post(address, { form: fields, headers, maxRedirects: 0 });
        expect(response.status(), address).toBe(303);
    };
    const key = /name="key" value="(\w+)"/.exec(await (await page.request.get(form)).text())?.[1] ?? '';
    await submit(form, { name: 'Jana Nováková', email, phone: '', website: '', key });
    const [confirm] = links(await mailbox.mail(email, 1));
    await submit(confirm, {});
    const mail = await mailbox.mail(email, 2);
    return { link: links(mail)[0], code: codeIn(mail) };
}

/** The links of a mail that lead to its reservation. */
export function links({ text }: Mail): string[] {
    return text.match(/https?:\/\/\S+\/(confirm|reservation)\/\S+/g) ?? [];
}

export function codeIn({ text }: Mail): string {
    const code = /^ *(\d{6})$/m.exec(text)?.[1];
    if (!code) throw new Error(`No code in ${text}`);
    return code;
}

type Part = { type: string; head: string; body: Buffer };

function read(to: string, raw: string): Mail {
    const all = parts(raw);
    const textOf = (type: string) => all.find((part) => part.type === type)?.body.toString().replaceAll('\r\n', '\n');
    return {
        to,
        subject: words(field(raw.split('\r\n\r\n')[0], 'subject')),
        text: textOf('text/plain') ?? '',
        calendar: textOf('text/calendar')?.replace(/\n[ \t]/g, ''),
    };
}

/** The parts of a message that have no parts themselves. */
function parts(raw: string): Part[] {
    const end = raw.indexOf('\r\n\r\n');
    const head = raw.slice(0, end);
    const body = raw.slice(end + 4);
    const kind = field(head, 'content-type');
    const boundary = /boundary="?([^";]+)/i.exec(kind)?.[1];
    if (boundary) {
        const inner = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
        return inner.flatMap((part) => parts(part.replace(/^\r\n/, '')));
    }
    const type = kind.split(';')[0].trim().toLowerCase();
    return [{ type, head, body: decoded(body, field(head, 'content-transfer-encoding')) }];
}

function decoded(body: string, encoding: string): Buffer {
    if (/base64/i.test(encoding)) return Buffer.from(body, 'base64');
    if (/quoted-printable/i.test(encoding)) return quoted(body.replace(/=\r\n/g, ''));
    return Buffer.from(body);
}

function quoted(text: string): Buffer {
    const letters = text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(letters, 'latin1');
}

/** A header in one line; nothing if there is none. */
function field(head: string, name: string): string {
    const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
    const line = lines.find((line) => line.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim() ?? '';
}

/** A header whose words are encoded (RFC 2047). */
function words(header: string): string {
    const whole = header.replace(/\?=\s+=\?/g, '?==?');
    const bytes = (kind: string, text: string) =>
        kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quoted(text.replaceAll('_', ' '));
    // A letter may be cut in two, so neighbours are put together before they are read.
    return whole.replace(/(=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
        const pieces = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)];
        return Buffer.concat(pieces.map(([, kind, text]) => bytes(kind, text))).toString();
    });
}
