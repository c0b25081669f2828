// The supervisor's page: what it shows of the office, and what it changes at once on all screens.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, sitDown, takeTicket } from './office';
import type { Server } from './server';

/** The row of a workplace or a counter. */
const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

async function overview(page: Page, server: Server): Promise<void> {
    await logIn(page, server, 'admin');
    await page.goto('/admin');
    await expect(page.locator('html')).toHaveAttribute('data-live');
}

test('tickets are stopped, given again, and added', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const page = await openPage({ viewport: screens.counter });
    await overview(page, server);
    await shot(page, 'supervisor-morning');
    await axe(page);

    const button = kiosk.locator('[data-workplace=obcanske-prukazy]');
    await expect(button).toContainText('teď není otevřená žádná přepážka');
    expect(await takeTicket(kiosk, 'obcanske-prukazy', 'op-zadost')).toBe('A001');
    const cards = row(page, 'Občanské průkazy');
    await expect(page.locator('.supervisor-warning').first()).toContainText('Občanské průkazy (1)');
    await page.getByRole('button', { name: 'Lístky: Občanské průkazy' }).click();
    await expect(page.getByRole('heading', { name: 'Lístky: Občanské průkazy' })).toBeVisible();
    await shot(page, 'supervisor-tickets');
    await axe(page);

    await page.getByRole('button', { name: 'Zastavit výdej lístků' }).dblclick();
    await expect(page.locator('.supervisor-deck .counter-message')).toHaveText('Výdej lístků je zastavený: Občanské průkazy.');
    await expect(button).toBeDisabled();
    await expect(button).toContainText('Lístky teď nevydáváme. Otevřeno bude zítra od 8:00.');
    await expect(cards).toContainText('zastaven');
    await shot(kiosk, 'kiosk-stopped');
    await page.getByRole('button', { name: 'Obnovit výdej lístků' }).click();
    await expect(button).toBeEnabled();

    // A double click adds once.
    await page.getByRole('button', { name: '+5', exact: true }).dblclick();
    await expect(cards).toContainText('(+5)');
    await page.getByLabel('jiný počet').fill('3');
    await page.getByRole('button', { name: 'Přidat', exact: true }).click();
    await expect(cards).toContainText('(+8)');
    await page.getByLabel('jiný počet').fill('3000');
    await page.getByRole('button', { name: 'Přidat', exact: true }).click();
    await expect(page.locator('.supervisor-deck .counter-message')).toContainText('nejvýše 500');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Lístky: Občanské průkazy' })).toBeFocused();
});

test('a stop and more tickets reach every kiosk within a second', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosks = [await openPage({ viewport: screens.kiosk }), await openPage({ viewport: screens.kioskWide })];
    for (const kiosk of kiosks) await enrol(kiosk, 'hall', server, openPage);
    const page = await openPage({ viewport: screens.counter });
    await overview(page, server);
    const button = (kiosk: Page) => kiosk.locator('[data-workplace=evidence-obyvatel]');
    const message = page.locator('.supervisor-deck .counter-message');
    // From the moment the supervisor's page has the server's word.
    const second = { timeout: 1_000 };
    await page.getByRole('button', { name: 'Lístky: Evidence obyvatel' }).click();

    await page.getByRole('button', { name: 'Zastavit výdej lístků' }).click();
    await expect(message).toHaveText('Výdej lístků je zastavený: Evidence obyvatel.');
    await Promise.all(kiosks.map((kiosk) => expect(button(kiosk)).toBeDisabled(second)));
    for (const kiosk of kiosks) await expect(button(kiosk)).toContainText('Lístky teď nevydáváme.');
    await page.getByRole('button', { name: 'Obnovit výdej lístků' }).click();
    await expect(page.getByRole('button', { name: 'Zastavit výdej lístků' })).toBeVisible();
    await Promise.all(kiosks.map((kiosk) => expect(button(kiosk)).toBeEnabled(second)));
});

test('who sits where, and who serves what', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const clerk = await openPage({ viewport: screens.counter });
    const page = await openPage({ viewport: screens.counter });
    await server.book('op-zadost', '2026-11-23 10:00', 'Jana Nováková');
    await overview(page, server);
    await logIn(clerk, server, 'clerk');
    await atTheChoice(clerk);
    await sitDown(clerk, 5);
    for (let n = 0; n < 3; n += 1) await takeTicket(kiosk, 'centralni-pokladna', 'jina-platba');
    expect(await takeTicket(kiosk, 'evidence-obyvatel', 'trvaly-pobyt')).toBe('E001');
    const five = row(page, '5');
    await expect(five).toContainText('od 8:15');
    const counter = page.getByRole('button', { name: 'Změnit přepážku 5' });

    // Counter 5 alone serves residence: whoever waits for it would be left.
    await counter.click();
    await page.getByRole('checkbox', { name: 'Evidence obyvatel', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'Centrální pokladna', exact: true }).check();
    await page.getByRole('button', { name: 'Uložit změnu' }).dblclick();
    const message = page.locator('.supervisor-deck .counter-message');
    await expect(message).toContainText('Evidence obyvatel (1)');
    await shot(page, 'supervisor-warned');
    await axe(page);
    await page.getByRole('button', { name: 'Přesto změnit' }).click();
    await expect(message).toHaveText('Přepážka 5 je změněná.');
    await expect(page.locator('.supervisor-warning').first()).toContainText('Evidence obyvatel (1)');
    await expect(clerk.locator('.counter-header .served')).toHaveText('Centrální pokladna');
    await expect(clerk.locator('#queue ~ p')).toContainText('3 lidé');
    await expect(kiosk.locator('[data-workplace=evidence-obyvatel]')).toContainText('teď není otevřená žádná přepážka');

    await clerk.keyboard.press('Space');
    await expect(five).toContainText('volá P001');
    // It keeps its client.
    await counter.click();
    await page.getByRole('checkbox', { name: 'Evidence obyvatel', exact: true }).check();
    await page.getByRole('button', { name: 'Uložit změnu' }).click();
    await expect(message).toHaveText('Přepážka 5 je změněná.');
    await expect(five).toContainText('volá P001');
    await expect(clerk.locator('.client-ticket')).toHaveText('P001');
    await expect(page.locator('.supervisor-warning').first()).not.toContainText('Evidence obyvatel');

    await server.setClock('2026-11-23T10:05:00+01:00');
    await expect(row(page, 'Občanské průkazy')).toContainText('1 nepřišel');
    await shot(page, 'supervisor-busy');
    await axe(page);
    // Nothing is below the fold.
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(768);
    await page.setViewportSize(screens.phone);
    await shot(page, 'supervisor-phone', { fullPage: true });
    await axe(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(screens.phone.width);
});

test('a clerk is not let in, and sees no way there', async ({ server, page, tolerate }) => {
    tolerate(/403/, 'a clerk tries');
    await logIn(page, server, 'clerk');
    await expect(page.getByRole('link', { name: 'Přehled' })).toHaveCount(0);
    const answer = await page.goto('/admin');
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sem nemáte přístup');
});
