// A client's phone follows the ticket, with and without JavaScript; and the queues in a frame of the
// town's own page.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { countChimes, enrol, logIn, MONDAY_MORNING, press, seated, takeTicket } from './office';

test.use({ viewport: screens.phone });

type OpenPage = (options?: object) => Promise<Page>;

const scripted = () => test.info().project.use.javaScriptEnabled !== false;

/** Devices of the office itself always have their program. */
const office = (openPage: OpenPage, viewport: object) => openPage({ viewport, javaScriptEnabled: true });

/** Takes a ticket and answers the address that is printed on it. */
async function follow(kiosk: Page, workplace: string, service?: string): Promise<{ number: string; address: string }> {
    const tapped = kiosk.waitForRequest(/\/api\/take_ticket/);
    const number = await takeTicket(kiosk, workplace, service);
    const key = new URLSearchParams((await tapped).postData() ?? '').get('key');
    return { number, address: `/ticket/${key}` };
}

/** The stage of the ticket says that; without JavaScript once one asks again. */
async function says(page: Page, text: string | RegExp): Promise<void> {
    const stage = page.locator('.ticket-stage');
    if (scripted()) return expect(stage).toContainText(text);
    await expect(async () => {
        await page.getByRole('link', { name: 'Obnovit' }).click();
        await expect(stage).toContainText(text, { timeout: 500 });
    }).toPass();
}

/** Calls `number`, which is the next; whoever was in front is done. */
async function call(counter: Page, number: string): Promise<void> {
    const client = counter.locator('.client-ticket');
    await press(counter, /alšího/, () => expect(client).toHaveText(number, { timeout: 6_000 }));
}

async function arrived(counter: Page): Promise<void> {
    const came = counter.getByRole('button', { name: /^Přišel/ });
    await press(counter, /^Přišel/, () => expect(came).toHaveCount(0, { timeout: 6_000 }));
}

async function done(counter: Page): Promise<void> {
    const client = counter.locator('.client-ticket');
    await press(counter, /^Hotovo H$/i, () => expect(client).toHaveCount(0, { timeout: 6_000 }));
}

/** By how much the page is wider than the screen. */
function overflow(page: Page): Promise<number> {
    return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

test('from the kiosk to the counter', { tag: '@nojs' }, async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await office(openPage, screens.kiosk);
    const counter = await office(openPage, screens.counter);
    await enrol(kiosk, 'hall', server, openPage);
    const first = await follow(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');
    const mine = await follow(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');

    await page.goto(first.address);
    await says(page, 'Jste první v pořadí');
    await expect(page.locator('.ticket-stage')).toContainText('není otevřená žádná přepážka');
    await expect(page.locator('.ticket-stage')).not.toContainText('Zavoláme vás');
    await page.goto(mine.address);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(mine.number);
    await says(page, 'Před vámi je 1 člověk');
    await expect(page.locator('.ticket-stage')).toContainText('není otevřená žádná přepážka');
    await logIn(counter, server, 'clerk');
    await seated(counter, 5);
    await says(page, 'Před vámi je 1 člověk');
    await expect(async () => {
        if (!scripted()) await page.reload();
        await expect(page.locator('.ticket-stage')).toContainText(/Odhad čekání: (asi|do) /, { timeout: 6_000 });
    }).toPass();
    await expect(page.locator('.ticket-stage')).toContainText(/Odhad čekání: (asi|do) /);
    await expect(page.getByText('Přihlášení k trvalému pobytu')).toBeVisible();
    await expect(page.getByText('vstupní hala')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Obnovit' })).toBeVisible({ visible: !scripted() });
    await shot(page, 'ticket-waiting', { fullPage: true });
    await axe(page);

    await call(counter, first.number);
    await says(page, 'Jste první v pořadí');
    await expect(page.locator('.ticket-stage')).toContainText('jakmile se uvolní přepážka');
    await expect(page.locator('.ticket-stage')).toContainText(/Odhad čekání: (asi|do) /);
    await shot(page, 'ticket-first', { fullPage: true });

    await call(counter, mine.number);
    await says(page, 'Jste na řadě');
    await expect(page.locator('.ticket-stage .called-to')).toHaveText('přepážka 5');
    await expect(page).toHaveTitle(`Jste na řadě, přepážka 5 – ${mine.number}`);
    await expect(page.getByText('Vzdát se místa')).toBeHidden();
    await shot(page, 'ticket-called', { fullPage: true });
    await axe(page);

    await arrived(counter);
    await says(page, 'Jste u přepážky 5');
    await shot(page, 'ticket-serving', { fullPage: true });
    await done(counter);
    await says(page, 'Vyřízeno');
    await shot(page, 'ticket-served', { fullPage: true });
    await axe(page);
});

test('a client comes later, once', { tag: '@nojs' }, async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await office(openPage, screens.kiosk);
    const counter = await office(openPage, screens.counter);
    await enrol(kiosk, 'hall', server, openPage);
    await logIn(counter, server, 'clerk');
    await seated(counter, 5);
    const mine = await follow(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');
    const behind = await follow(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');

    await page.goto(mine.address);
    if (scripted()) await expect(page.locator('html')).toHaveAttribute('data-live');
    await page.getByText('Potřebuji víc času').click();
    await shot(page, 'ticket-postpone', { fullPage: true });
    await axe(page);
    await page.getByRole('button', { name: 'Posunout o 20 minut' }).click();
    await expect(page.locator('.ticket-stage')).toContainText('Počítáme s vámi v 8:35');
    await expect(page.getByText('Potřebuji víc času')).toBeHidden();
    await shot(page, 'ticket-postponed', { fullPage: true });
    await axe(page);
    // The clerk sees when; whoever was behind has moved up.
    await counter.getByRole('button', { name: /^Odložení a nedostavili se/ }).click();
    const row = counter.getByRole('row', { name: new RegExp(mine.number) });
    await expect(row).toContainText('posunul se, vrátí se v 8:35');
    await shot(counter, 'counter-postponed');
    const other = await openPage({ viewport: screens.phone });
    await other.goto(behind.address);
    await expect(other.locator('.ticket-stage')).toContainText('Jste první v pořadí');

    await server.setClock('2026-11-23T08:37:00+01:00');
    await says(page, 'Jste první v pořadí');
    await expect(page.getByText('Potřebuji víc času')).toBeHidden();
    await says(other, 'Před vámi je 1 člověk');

    // Given up, it is out of the queue.
    await page.getByText('Vzdát se místa', { exact: true }).click();
    await shot(page, 'ticket-give-up', { fullPage: true });
    await page.getByRole('button', { name: 'Ano, vzdát se místa' }).click();
    await expect(page.locator('.ticket-stage')).toContainText('Lístek už neplatí');
    await expect(page.getByText('Vzdát se místa', { exact: true })).toBeHidden();
    await shot(page, 'ticket-given-up', { fullPage: true });
    await says(other, 'Jste první v pořadí');
    await other.getByText('Vzdát se místa', { exact: true }).click();
    if (scripted()) await expect(other.locator('html')).toHaveAttribute('data-live');
    await other.getByRole('button', { name: 'Ano, vzdát se místa' }).click();
    await expect(other.locator('.ticket-stage')).toContainText('Lístek už neplatí');
});

test('a phone that was allowed to rings and shakes at the call', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    const phone = await openPage({ viewport: screens.phone });
    const silent = await openPage({ viewport: screens.phone });
    const shaken = (page: Page) => page.evaluate(() => (window as unknown as { shaken: number }).shaken);
    const heard: (() => Promise<number>)[] = [];
    for (const page of [phone, silent]) {
        heard.push(await countChimes(page));
        await page.addInitScript(() => {
            const counted = window as unknown as { shaken: number };
            counted.shaken = 0;
            navigator.vibrate = () => {
                counted.shaken += 1;
                return true;
            };
        });
    }
    await enrol(kiosk, 'hall', server, openPage);
    await logIn(counter, server, 'clerk');
    await seated(counter, 5);
    const mine = await follow(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');
    for (const page of [phone, silent]) await page.goto(mine.address);
    await phone.getByRole('button', { name: 'Upozornit mě zvukem' }).click();
    await expect(phone.getByText('Zvuk je zapnutý.')).toBeVisible();
    // What to listen for.
    await expect.poll(heard[0]).toBe(1);
    await shot(phone, 'ticket-sound', { fullPage: true });
    await axe(phone);

    await call(counter, mine.number);
    for (const page of [phone, silent]) await expect(page.locator('.ticket-stage')).toContainText('Jste na řadě');
    await expect.poll(heard[0]).toBe(2);
    expect(await shaken(phone)).toBe(1);
    await press(counter, /^Znovu zavolat/, () => expect.poll(heard[0], { timeout: 6_000 }).toBe(3));
    expect(await shaken(phone)).toBe(2);
    expect(await heard[1]()).toBe(0);
    expect(await shaken(silent)).toBe(0);

    await test.step('who does not come is told when the next call is', async () => {
        const missed = phone.locator('.ticket-stage').getByText('Nepřišli jste k přepážce');
        await press(counter, /^Nepřišel/, () => expect(missed).toBeVisible({ timeout: 6_000 }));
        await expect(phone.locator('.ticket-stage')).toContainText('Zavoláme vás znovu v 8:20');
        await shot(phone, 'ticket-missed', { fullPage: true });
        await axe(phone);
        await server.setClock('2026-11-23T08:22:00+01:00');
        await expect(phone.locator('.ticket-stage')).toContainText('Jste první v pořadí');
        // The permission is the page's, not of one state of it.
        await expect(phone.getByText('Zvuk je zapnutý.')).toBeVisible();
        await call(counter, mine.number);
        await expect.poll(heard[0]).toBe(4);
    });
    await arrived(counter);
    await done(counter);
    await expect(phone.locator('.ticket-stage')).toContainText('Vyřízeno');
});

test('every language fits on a small phone', async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const mine = await follow(kiosk, 'obcanske-prukazy', 'op-zadost');
    await page.goto(mine.address);
    for (const language of ['en', 'de', 'uk', 'cs']) {
        await page.locator(`.language-switch [lang=${language}]`).click();
        await expect(page).toHaveURL(mine.address);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('html')).toHaveAttribute('data-live');
        for (const details of await page.locator('details').all()) await details.locator('summary').click();
        await axe(page);
        await shot(page, `ticket-${language}`, { fullPage: true });
        await page.setViewportSize({ width: 320, height: 700 });
        expect(await overflow(page), language).toBeLessThanOrEqual(0);
        await page.setViewportSize(screens.phone);
    }
});

test('a ticket of another day is none', { tag: '@nojs' }, async ({ page, server, tolerate }) => {
    tolerate(/404/, 'the address is wrong on purpose');
    await server.setClock(MONDAY_MORNING);
    const response = await page.goto(`/ticket/${'0'.repeat(32)}`);
    expect(response?.status()).toBe(404);
    expect(response?.headers()['x-robots-tag']).toBe('noindex');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lístek už neplatí');
    await axe(page);
    await shot(page, 'ticket-unknown');
});

test('the queues stand in a frame of the town’s own page', async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    const frame = (address: string) => `<iframe src="${server.url}${address}" width="300" height="700" title="Fronty"></iframe>`;
    // Another site on the same machine: of an invented one Chromium would open nothing local.
    const town = createServer((_, answer) => {
        answer.setHeader('content-type', 'text/html');
        answer.end(`<!doctype html><title>Město</title>${frame('/status/hall?embed')}`);
    });
    await new Promise<void>((listening) => void town.listen(0, '127.0.0.1', listening));
    await page.goto(`http://localhost:${(town.address() as AddressInfo).port}/`);
    const queues = page.frameLocator('iframe');
    await expect(queues.locator('.workplace-status')).toHaveCount(4);
    await expect(queues.locator('.page-footer, .page-header')).toHaveCount(0);
    const wide = await queues.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await shot(page, 'status-embedded', { fullPage: true });
    town.close();
    await page.setViewportSize({ width: 300, height: 900 });
    await page.goto('/status?embed');
    await axe(page);
    await shot(page, 'status-embedded-300', { fullPage: true });
});
