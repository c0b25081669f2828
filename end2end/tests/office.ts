// The steps that several tests take: enrolling a kiosk, taking a ticket, sitting down at a counter.

import { expect, type Page } from '@playwright/test';
import type { Server } from './server';

export { MONDAY_MORNING } from './server';

type OpenPage = (options?: object) => Promise<Page>;

export async function logIn(page: Page, server: Server, role: 'clerk' | 'admin'): Promise<void> {
    const { name, password } = server.login(role);
    await page.goto('/login');
    await page.getByLabel('Přihlašovací jméno').fill(name);
    await page.getByLabel('Heslo').fill(password);
    await page.getByRole('button', { name: 'Přihlásit se' }).click();
    await expect(page).toHaveURL(/\/counter$/);
}

/** Enrols the device that `kiosk` shows, as the office does it. */
export async function enrol(kiosk: Page, lobby: string, server: Server, openPage: OpenPage): Promise<void> {
    await kiosk.goto(`/kiosk/${lobby}`);
    await kiosk.getByRole('button', { name: 'Zapsat toto zařízení' }).click();
    const code = await kiosk.locator('.enrolment-code').innerText();
    const admin = await openPage();
    await logIn(admin, server, 'admin');
    await admin.goto('/admin/devices');
    await admin.getByLabel('Kód z obrazovky zařízení').fill(code);
    // Devices that are there already have a name to be changed.
    const form = admin.getByRole('region', { name: 'Zapsat zařízení' });
    await form.getByLabel('Název').fill('kiosek u vchodu');
    await form.getByRole('button', { name: 'Zapsat', exact: true }).click();
    await expect(admin.getByRole('cell', { name: 'kiosek u vchodu' }).first()).toBeVisible();
    await admin.context().close();
    // By itself: nobody goes back to the kiosk to reload it.
    await expect(kiosk.locator('.workplace-button').first()).toBeVisible({ timeout: 15_000 });
}

/** Takes a ticket and returns its number. The kiosk is at its start before and after. */
export async function takeTicket(kiosk: Page, workplace: string, service?: string): Promise<string> {
    await kiosk.locator(`[data-workplace=${workplace}]`).click();
    if (service) await kiosk.locator(`[data-service=${service}]`).click();
    const number = await kiosk.locator('.ticket-number').innerText();
    await kiosk.getByRole('button', { name: 'Hotovo' }).click();
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('S čím přicházíte?');
    return number;
}

/** By touch, from the kiosk's start to whatever comes of a code. */
export async function typeIn(kiosk: Page, code: string): Promise<void> {
    await openKeypad(kiosk);
    for (const digit of code) await kiosk.getByRole('button', { name: digit, exact: true }).click();
    await kiosk.getByRole('button', { name: 'Potvrdit' }).click();
}

export async function openKeypad(kiosk: Page): Promise<void> {
    await kiosk.getByRole('button', { name: 'Klienti objednaní z internetu' }).click();
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('Zadejte kód objednávky');
}

export async function sitDown(page: Page, counter: number): Promise<void> {
    // A press before the page's program is there would be lost.
    await expect(page.locator('html')).toHaveAttribute('data-live');
    await page.getByRole('button', { name: `Sednout k přepážce ${counter}`, exact: true }).click();
    await expect(page.locator('.client-actions')).toBeVisible();
}

/** The number of the counter at which the page's clerk sits; at `counter` if nowhere yet. */
export async function seated(page: Page, counter: number): Promise<number> {
    const header = page.locator('.counter-header h1');
    await expect(header.or(page.locator('.counter-choice').first())).toBeVisible();
    if (!(await header.isVisible())) await sitDown(page, counter);
    return Number(/\d+/.exec(await header.innerText())?.[0]);
}

/** Gets up, if the page's clerk sits somewhere. */
export async function atTheChoice(page: Page): Promise<void> {
    // A press before the page's program is there would be lost.
    await expect(page.locator('html')).toHaveAttribute('data-live');
    const close = page.getByRole('button', { name: 'Zavřít přepážku' });
    const choice = page.locator('.counter-choice').first();
    await expect(close.or(choice)).toBeVisible();
    if (await close.isVisible()) {
        await close.click();
        await page.getByRole('button', { name: 'Zavřít a zvolit jinou' }).click();
    }
    await expect(choice).toBeVisible();
}

/** Presses the big button until it has done what it says: just after a change it does nothing. */
export async function press(page: Page, name: string | RegExp, done: () => Promise<void>): Promise<void> {
    await expect(async () => {
        const button = page.locator('.client-actions').getByRole('button', { name });
        if (await button.isVisible()) await button.click({ timeout: 500 });
        await done();
    }).toPass();
}

/** Counts how often the page plays its chime, from before it is loaded. */
export async function countChimes(page: Page): Promise<() => Promise<number>> {
    await page.addInitScript(() => {
        const counted = window as unknown as { chimes: number };
        counted.chimes = 0;
        // Headless, a sound may have no device to end on; here each one ends at once.
        HTMLMediaElement.prototype.play = function () {
            // Neither the silent trial at the beginning nor what is said after the chime.
            if (this.volume > 0 && this.src.endsWith('/sounds/chime.mp3')) counted.chimes += 1;
            queueMicrotask(() => this.dispatchEvent(new Event('ended')));
            return Promise.resolve();
        };
    });
    return () => page.evaluate(() => (window as unknown as { chimes: number }).chimes);
}

/** Opens a page of what is set up once, as an admin finds it. */
export async function openAdmin(page: Page, name: string): Promise<void> {
    const more = page.getByRole('navigation').locator('details');
    // A page that the browser's program has taken over leads there by one link.
    if ((await more.count()) === 0) {
        await page.getByRole('link', { name: 'Správa', exact: true }).click();
        await expect(page).toHaveURL(/\/admin\/offer$/);
    }
    await more.locator('summary', { hasText: 'Správa' }).click();
    await more.getByRole('link', { name, exact: true }).click();
}
