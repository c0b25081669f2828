// What every browser test uses instead of Playwright's own `test`:
//
//     import { axe, expect, screens, shot, test } from './fixtures';
//
//     test.use({ viewport: screens.kiosk });
//
//     test('a tap gives one ticket', async ({ page, server }) => {
//         await server.setClock('2026-11-23T08:15:00+01:00');
//         await page.goto('/kiosk/hall');
//         …
//         await axe(page);
//         await shot(page, 'kiosk-ticket');
//     });
//
// server     A server of this file's own, with an empty office; the tests of a file run in their
//            order and share it. After a failed test the rest of the file gets a new one. It has
//            `url`, `output`, `login(role)`, `setClock(iso)`, `stop()`, `kill9()` and `restart()`.
//            What it is started with is set by file: test.use({ office: { storage: 'disk' } }).
// page       Playwright's, at the address of the server.
// openPage   Another page with cookies of its own, for a second person or device:
//            const kiosk = await openPage({ viewport: screens.kiosk });
// tolerate   A test fails when any of its pages logs an error or a warning, throws, or gets an
//            answer of 500 or more. If that is meant to happen, say so and why, before it does:
//            tolerate(/ERR_CONNECTION_REFUSED/, 'the server is killed on purpose');
//            Chromium also logs an error for each answer of 400 or more, a refused form included.
// axe        Expects no violation of WCAG 2.2 AA, as far as a program can tell.
// shot       Keeps a picture at real size in end2end/shots.
// @nojs      test('a booking is confirmed', { tag: '@nojs' }, …) runs a second time with JavaScript
//            off. Whatever a citizen does by form has this tag.
//
// Time is set by `server.setClock` and never slept: wait for what the person would see, with
// `await expect(locator)…`, or with `expect.poll` for what is not on a page.

import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, type BrowserContextOptions, expect, type Page, test as playwright } from '@playwright/test';
import { resolve } from 'node:path';
import { Server, type ServerOptions } from './server';

export { expect };

/** The sizes that the surfaces are made for. */
export const screens = {
    phone: { width: 390, height: 844 },
    kiosk: { width: 1080, height: 1920 },
    kioskWide: { width: 1920, height: 1080 },
    display: { width: 1920, height: 1080 },
    counter: { width: 1366, height: 768 },
};

type TestFixtures = {
    office: Partial<ServerOptions>;
    server: Server;
    problems: Problems;
    tolerate: (problem: RegExp, why: string) => void;
    openPage: (options?: BrowserContextOptions) => Promise<Page>;
};

export const test = playwright.extend<TestFixtures, { servers: Servers }>({
    office: [{}, { option: true }],

    servers: [
        async ({}, use) => {
            const servers = new Servers();
            await use(servers);
            await servers.discard();
        },
        { scope: 'worker' },
    ],

    server: async ({ servers, office }, use, testInfo) => {
        const options = { storage: 'memory', town: 'town.toml', arguments: [], env: {}, ...office } as const;
        const server = await servers.of(testInfo.file, options);
        const before = server.output.length;
        await use(server);
        if (testInfo.status !== testInfo.expectedStatus) {
            const body = server.output.slice(before).join('\n');
            await testInfo.attach('server', { body, contentType: 'text/plain' });
        }
    },

    baseURL: async ({ server }, use) => use(server.url),

    problems: [
        async ({}, use) => {
            const problems = new Problems();
            await use(problems);
            // Here the pages are closed, and nothing more can come.
            expect(problems.found, 'what the pages complained about').toEqual([]);
        },
        { auto: true },
    ],

    tolerate: async ({ problems }, use) => use((problem) => problems.tolerated.push(problem)),

    context: async ({ context, problems }, use) => {
        problems.watch(context);
        await use(context);
    },

    openPage: async ({ browser, baseURL, problems }, use) => {
        const contexts: BrowserContext[] = [];
        await use(async (options) => {
            const context = await browser.newContext({ baseURL, ...options });
            contexts.push(context);
            problems.watch(context);
            return context.newPage();
        });
        for (const context of contexts) await context.close();
    },
});

/** The one server of a worker, which belongs to the file that the worker is at. */
class Servers {
    private current?: { owner: string; server: Server };

    async of(file: string, options: ServerOptions): Promise<Server> {
        const owner = JSON.stringify([file, options]);
        if (this.current?.owner !== owner) {
            await this.discard();
            this.current = { owner, server: await Server.start(options) };
        }
        return this.current.server;
    }

    async discard(): Promise<void> {
        await this.current?.server.discard();
        this.current = undefined;
    }
}

class Problems {
    readonly tolerated: RegExp[] = [
        // Chromium's remark on a slow machine. That nothing is loaded twice has a test of its own.
        /was preloaded using link preload but not used within a few seconds/,
    ];
    private readonly all: string[] = [];

    get found(): string[] {
        return this.all.filter((problem) => !this.tolerated.some((pattern) => pattern.test(problem)));
    }

    watch(context: BrowserContext): void {
        context.on('console', (message) => {
            if (message.type() === 'error' || message.type() === 'warning') {
                this.all.push(`${message.type()}: ${message.text()} (${message.location().url})`);
            }
        });
        context.on('weberror', (error) => this.all.push(`uncaught: ${error.error().stack ?? error.error()}`));
        context.on('response', (response) => {
            if (response.status() >= 500) this.all.push(`${response.status()} from ${response.url()}`);
        });
        context.on('page', (page) => page.on('crash', () => this.all.push(`crashed: ${page.url()}`)));
    }
}

const scripted = () => test.info().project.use.javaScriptEnabled !== false;

export async function axe(page: Page): Promise<void> {
    // axe is a script itself; the same page is looked at in the run that has JavaScript.
    if (!scripted()) return;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    const readable = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
    expect(readable, `accessibility of ${page.url()}`).toEqual([]);
}

/** `fullPage` also takes what one must scroll to see. */
export async function shot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
    // The second run of a test, without JavaScript, must not replace the picture of the first.
    const suffix = scripted() ? '' : '.nojs';
    const path = resolve(__dirname, `../shots/${name}${suffix}.png`);
    // Animations go on: at the counter one keeps presses away from buttons that have just changed.
    await page.screenshot({ path, fullPage, scale: 'css' });
}
