// What everybody sees, with and without JavaScript.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, MONDAY_MORNING } from './office';

test.use({ viewport: screens.phone });

/** By how much the page is wider than the screen. */
function overflow(page: Page): Promise<number> {
    return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

test('the start page says what is offered and until when', { tag: '@nojs' }, async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    const cards = page.locator('.workplace-status');
    // What is published follows the clock a moment later, and without JavaScript no page does.
    await expect(async () => {
        await page.goto('/');
        const card = cards.filter({ hasText: 'Občanské průkazy' });
        await expect(card).toContainText('dnes otevřeno do 17:00', { timeout: 1000 });
    }).toPass();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fronty na úřadě');
    await expect(cards).toHaveCount(6);
    await expect(cards.filter({ hasText: 'Občanské průkazy' })).toContainText('Nikdo nečeká');
    await shot(page, 'start', { fullPage: true });
    await axe(page);
    await page.getByRole('link', { name: /Koho právě voláme.*hala/i }).click();
    await expect(page).toHaveURL(/\/status\/hall$/);
    await expect(page.getByText('Právě nikoho nevoláme.')).toBeVisible();
    await shot(page, 'status', { fullPage: true });
    await axe(page);
});

test('on a Sunday it says when the office opens', { tag: '@nojs' }, async ({ page, server }) => {
    await server.setClock('2026-11-22T10:00:00+01:00');
    const card = page.locator('.workplace-status').filter({ hasText: 'Občanské průkazy' });
    // A page without JavaScript stays as it was when the server had not noticed the other day yet.
    await expect(async () => {
        await page.goto('/status');
        await expect(card).toContainText('dnes zavřeno', { timeout: 1_000 });
    }).toPass();
    await expect(card).toContainText('Otevřeno bude zítra od 8:00.');
});

test('the pages that the law asks for stand in every language', { tag: '@nojs' }, async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    const pages: [string, Record<string, string>][] = [
        ['/privacy', { cs: 'Ochrana osobních údajů', en: 'Personal data', de: 'Datenschutz', uk: 'Захист персональних даних' }],
        [
            '/accessibility',
            {
                cs: 'Prohlášení o přístupnosti',
                en: 'Accessibility statement',
                de: 'Erklärung zur Barrierefreiheit',
                uk: 'Заява про доступність',
            },
        ],
    ];
    for (const [address, titles] of pages) {
        await page.goto('/');
        await page.getByRole('contentinfo').locator(`a[href="${address}"]`).click();
        for (const [language, title] of Object.entries(titles)) {
            await page.locator(`.language-switch [lang=${language}]`).click();
            await expect(page).toHaveURL(address);
            await expect(page.locator('html')).toHaveAttribute('lang', language);
            await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
            await expect(page).toHaveTitle(new RegExp(`^${title} – `));
            // Of the town's set-up.
            await expect(page.getByRole('link', { name: 'podatelna@muko.cz' })).toBeVisible();
            await axe(page);
            for (const width of [screens.phone.width, 320]) {
                await page.setViewportSize({ ...screens.phone, width });
                expect(await overflow(page), `${address} in ${language}`).toBeLessThanOrEqual(0);
                await shot(page, `${address.slice(1)}-${language}-${width}`, { fullPage: true });
            }
        }
        await page.locator('.office-name').click();
        await expect(page).toHaveURL(/\/$/);
        await page.locator('.language-switch [lang=cs]').click();
    }
});

test('the page speaks English when asked', { tag: '@nojs' }, async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    await page.goto('/status/hall');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page).toHaveURL(/\/status\/hall$/);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { name: 'How many are waiting' })).toBeVisible();
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Queues at the office');
});

test('nothing needs more width than a small phone has', async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    await page.setViewportSize({ width: 320, height: 700 });
    for (const address of ['/', '/status', '/status/corridor', '/login']) {
        await page.goto(address);
        expect(await overflow(page), address).toBeLessThanOrEqual(0);
    }
});

test('an address that is none says so', { tag: '@nojs' }, async ({ page, tolerate }) => {
    tolerate(/404/, 'the address is wrong on purpose');
    for (const address of ['/nic', '/status/puda', '/display/puda', '/kiosk/puda']) {
        const response = await page.goto(address);
        expect(response?.status(), address).toBe(404);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tuto stránku nemáme');
    }
    await axe(page);
    await shot(page, 'not-found');
    await page.getByRole('link', { name: 'Zpět na úvod' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fronty na úřadě');
});

test('a wrong login keeps the name and says what is wrong', { tag: '@nojs' }, async ({ page, tolerate }) => {
    tolerate(/422/, 'the login is wrong on purpose');
    await page.goto('/login');
    await axe(page);
    await page.getByLabel('Přihlašovací jméno').fill('jana');
    await page.getByLabel('Heslo').fill('nevím');
    await page.getByRole('button', { name: 'Přihlásit se' }).click();
    await expect(page.getByText('Jméno nebo heslo nesouhlasí.')).toBeVisible();
    await expect(page.getByLabel('Přihlašovací jméno')).toHaveValue('jana');
    await expect(page.getByLabel('Heslo')).toHaveValue('');
    await axe(page);
    await shot(page, 'login-wrong');
});

test('who is not logged in comes to the login', { tag: '@nojs' }, async ({ page }) => {
    for (const address of ['/counter', '/admin/devices']) {
        await page.goto(address);
        await expect(page).toHaveURL(/\/login$/);
    }
});

test('the first visit loads no more than it may', async ({ server, openPage, tolerate }) => {
    tolerate(/404/, 'a ticket that is none stands for any');
    await server.setClock(MONDAY_MORNING);
    // Pages that need no program.
    const plain = ['/privacy', '/login', '/status?embed'];
    // Bodies as they were sent, without fonts and sounds.
    const firstVisit = async (address: string, prepare?: (page: Page) => Promise<void>): Promise<number> => {
        const page = await openPage();
        await prepare?.(page);
        // What the page before is still loading does not count.
        await page.goto('about:blank');
        const session = await page.context().newCDPSession(page);
        await session.send('Network.enable');
        await session.send('Network.clearBrowserCache');
        const left = new Set<string>();
        const pages = new Set<string>();
        const loaded: string[] = [];
        let bytes = 0;
        session.on('Network.responseReceived', ({ requestId, response, type }) => {
            if (type === 'Document') pages.add(requestId);
            if (/\/(fonts|sounds|live)\//.test(response.url)) left.add(requestId);
            if (response.url.includes('/pkg/')) loaded.push(response.url);
        });
        session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
            if (!left.has(requestId) && !pages.has(requestId)) bytes += encodedDataLength;
        });
        // A page comes in chunks, of which Chromium tells only the sum, with the headers.
        session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
            if (pages.has(requestId)) bytes += encodedDataLength;
        });
        await page.goto(address, { waitUntil: 'load' });
        if (plain.includes(address)) {
            expect(loaded.filter((url) => !url.endsWith('.css')), `${address}, of a program`).toEqual([]);
        } else {
            await expect(page.locator('html')).toHaveAttribute('data-live');
        }
        await page.context().close();
        expect(pages.size).toBe(1);
        // What is preloaded is used: nothing is loaded a second time.
        expect(loaded.filter((url, at) => loaded.indexOf(url) < at), `${address}, twice`).toEqual([]);
        return bytes;
    };
    const clerk = (page: Page) => logIn(page, server, 'clerk');
    const admin = (page: Page) => logIn(page, server, 'admin');
    const limits: [string, number, ((page: Page) => Promise<void>)?][] = [
        ['/', 200_000],
        ['/book', 200_000],
        ['/status/hall', 300_000],
        ['/status?embed', 30_000],
        // Such a ticket there is none; it is the same program.
        [`/ticket/${'0'.repeat(32)}`, 300_000],
        ['/privacy', 30_000],
        ['/kiosk/hall', 300_000],
        ['/display/hall', 300_000],
        ['/login', 30_000],
        // Above its target by almost 3 kB for now.
        ['/counter', 300_000, clerk],
        ['/admin', 300_000, admin],
    ];
    for (const [address, limit, prepare] of limits) {
        const bytes = await firstVisit(address, prepare);
        console.log(`first visit to ${address}: ${bytes} bytes`);
        expect(bytes, address).toBeGreaterThan(plain.includes(address) ? 5_000 : 100_000);
        expect(bytes, address).toBeLessThanOrEqual(limit);
    }
});
