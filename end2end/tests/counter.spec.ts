// What a clerk can do with a client beside calling them: by mouse, by keyboard, in a narrow window.

import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, press, sitDown, takeTicket } from './office';
import type { Page } from '@playwright/test';
import type { Server } from './server';

type OpenPage = (options?: object) => Promise<Page>;

/** Opens a sheet by its key. */
async function open(page: Page, key: string, title: string): Promise<void> {
    await expect(async () => {
        await page.keyboard.press(key);
        await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible({ timeout: 6_000 });
    }).toPass();
}

/** Calls `ticket`, which is the next, and says that it has come. */
async function serve(page: Page, ticket: string): Promise<void> {
    const client = page.locator('.client-ticket');
    await press(page, /^Zavolat dalšího/, () => expect(client).toHaveText(ticket, { timeout: 6_000 }));
    const came = page.getByRole('button', { name: /^Přišel/ });
    await press(page, /^Přišel/, () => expect(came).toHaveCount(0, { timeout: 6_000 }));
}

/** Ends the visit of whoever is in front. */
async function done(page: Page): Promise<void> {
    await press(page, /^Hotovo H$/i, () => expect(page.locator('.client-ticket')).toHaveCount(0, { timeout: 6_000 }));
}

/** A kiosk in the hall, and a clerk at counter 3. */
async function office(server: Server, openPage: OpenPage, viewport = screens.counter) {
    await server.setClock(MONDAY_MORNING);
    const [kiosk, counter] = await Promise.all([openPage(), openPage({ viewport })]);
    await enrol(kiosk, 'hall', server, openPage);
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);
    return { kiosk, counter };
}

test('a client is handed over, put aside and served twice', async ({ server, openPage }) => {
    const { kiosk, counter } = await office(server, openPage);
    const first = await takeTicket(kiosk, 'obcanske-prukazy', 'op-prevzeti');
    await serve(counter, first);
    await shot(counter, 'counter-serving-offers');

    await test.step('what else is done for them is on the same ticket', async () => {
        await open(counter, 'c', 'Další činnost');
        const find = counter.getByLabel('Najít činnost nebo pracoviště');
        await expect(find).toBeFocused();
        await axe(counter);
        await find.fill('pas pro dite');
        await find.press('Enter');
        await expect(counter.locator('.client-service')).toHaveText('Cestovní pas pro dítě do 15 let');
        await expect(counter.locator('.client-ticket')).toHaveText(first);
    });

    await test.step('put aside with a reason, and taken back', async () => {
        await open(counter, 'o', 'Odložit');
        await expect(counter.getByRole('button', { name: /Dojde si pro doklad/ })).toBeVisible();
        await shot(counter, 'counter-park');
        await axe(counter);
        await counter.keyboard.press('Escape');
        await expect(counter.locator('.sheet')).toHaveCount(0);
        await open(counter, 'o', 'Odložit');
        await expect(counter.locator('.sheet-answers')).toBeFocused();
        await counter.keyboard.press('2');
        await expect(counter.locator('.client-ticket')).toHaveCount(0);
        await counter.getByRole('button', { name: /^Odložení a nedostavili se/ }).click();
        const row = counter.getByRole('row', { name: new RegExp(first) });
        await expect(row).toContainText('Vyplňuje formulář, 0 min');
        await shot(counter, 'counter-parked');
        await axe(counter);
        await expect(async () => {
            await row.getByRole('button', { name: `Vzít zpět ${first}` }).click({ timeout: 500 });
            await expect(counter.locator('.client-ticket')).toHaveText(first, { timeout: 6_000 });
        }).toPass();
    });

    await test.step('a note for colleagues', async () => {
        await open(counter, 'm', 'Poznámka');
        await expect(counter.getByLabel('Vzkaz pro kolegy k tomuto lístku')).toBeFocused();
        // Letters are text here.
        await counter.keyboard.type('Má u sebe dítě h d');
        await shot(counter, 'counter-note');
        await axe(counter);
        await counter.keyboard.press('Enter');
        await expect(counter.locator('.client-note')).toHaveText('Má u sebe dítě h d');
    });

    await test.step('handed over it waits elsewhere, and one sees where it came from', async () => {
        await counter.getByRole('button', { name: /^Předat/ }).click();
        const find = counter.getByLabel('Najít činnost nebo pracoviště');
        await expect(find).toBeFocused();
        await expect(counter.locator('.sheet-choice').first()).toBeVisible();
        await shot(counter, 'counter-hand-over');
        await axe(counter);
        await find.fill('jina platba');
        await counter.getByRole('button', { name: 'Jiná platba', exact: true }).click();
        await expect(counter.locator('.client-ticket')).toHaveCount(0);
    });
    const cashier = await openPage({ viewport: screens.counter });
    await logIn(cashier, server, 'admin');
    await atTheChoice(cashier);
    await sitDown(cashier, 1);
    const waiting = cashier.getByRole('row', { name: new RegExp(first) });
    await expect(waiting).toContainText('předalo pracoviště Cestovní doklady');
    await expect(waiting).toContainText('Má u sebe dítě h d');
    await shot(cashier, 'counter-handed-over');
    await serve(cashier, first);
    await done(cashier);
    await cashier.getByRole('button', { name: 'Změnit přepážku' }).click();
});

test('who is called out of order is known to pass others', async ({ server, openPage }) => {
    const { kiosk, counter } = await office(server, openPage);
    const tickets: string[] = [];
    for (let n = 0; n < 3; n += 1) tickets.push(await takeTicket(kiosk, 'cestovni-doklady', 'pas-prevzeti'));
    const [first, second, third] = tickets;

    await counter.getByRole('button', { name: `Zavolat ${third}` }).click();
    await expect(counter.getByRole('button', { name: 'Předběhne 2 lidi. Zavolat?' })).toBeVisible();
    await shot(counter, 'counter-overtake');
    await axe(counter);
    await counter.getByRole('button', { name: 'Ne', exact: true }).click();

    await counter.getByRole('button', { name: `Dát přednost ${second}` }).click();
    await expect(counter.locator('tr.next .ticket-id')).toHaveText(second);
    await counter.getByRole('button', { name: `přednost: zrušit u ${second}` }).click();
    await expect(counter.locator('tr.next .ticket-id')).toHaveText(first);

    await test.step('a client who cannot use the kiosk', async () => {
        await open(counter, 'k', 'Přidat klienta');
        await expect(counter.getByLabel('Najít činnost nebo pracoviště')).toBeFocused();
        await counter.getByLabel('S předností').check();
        await shot(counter, 'counter-add-client');
        await axe(counter);
        await counter.getByRole('button', { name: 'Převzetí hotového cestovního pasu', exact: true }).click();
        const told = counter.locator('.counter-message');
        await expect(told).toHaveText(/^Klient má lístek C\d{3}\. Řekněte mu prosím jeho číslo\.$/);
        const added = /C\d{3}/.exec(await told.innerText())![0];
        await expect(counter.locator('tr.next .ticket-id')).toHaveText(added);
        tickets.unshift(added);
    });

    await test.step('logging out with a client in front is asked about', async () => {
        await serve(counter, tickets[0]!);
        await counter.getByRole('button', { name: 'Odhlásit se' }).click();
        await expect(counter.locator('.sheet')).toContainText(`Máte u sebe klienta ${tickets[0]}.`);
        await shot(counter, 'counter-log-out');
        await axe(counter);
        await counter.getByRole('button', { name: /^Zpět/ }).click();
    });
    await done(counter);
    for (const ticket of tickets.slice(1)) {
        await serve(counter, ticket);
        await done(counter);
    }

    await test.step('a pause is not an open counter', async () => {
        await press(counter, /^Přestávka/, () =>
            expect(counter.locator('.idle')).toHaveText('Přestávka', { timeout: 6_000 }),
        );
        await shot(counter, 'counter-paused');
        await axe(counter);
        await press(counter, /^Pokračovat/, () =>
            expect(counter.locator('.idle')).toHaveText('Nikdo tu není', { timeout: 6_000 }),
        );
    });

    await test.step('logging out frees the counter', async () => {
        await counter.getByRole('button', { name: 'Odhlásit se' }).click();
        await expect(counter).toHaveURL(/\/login$/);
        const other = await openPage();
        await logIn(other, server, 'admin');
        await atTheChoice(other);
        await expect(other.getByRole('button', { name: 'Sednout k přepážce 3', exact: true })).toBeVisible();
    });
});

test('beside another program the counter is narrow', async ({ server, openPage }) => {
    const { kiosk, counter } = await office(server, openPage, { width: 360, height: 720 });
    const first = await takeTicket(kiosk, 'obcanske-prukazy', 'op-prevzeti');
    const second = await takeTicket(kiosk, 'obcanske-prukazy', 'op-ztrata');
    await expect(counter.getByRole('button', { name: `Zavolat ${second}` })).toBeVisible();
    await shot(counter, 'counter-narrow-free');
    await serve(counter, first);
    await counter.evaluate(() => window.scrollTo(0, 0));
    await shot(counter, 'counter-narrow');
    await axe(counter);
    // All that is pressed is in sight without scrolling, and nothing is wider than the window.
    const big = await counter.locator('.client-actions .press').boundingBox();
    expect(big!.y + big!.height).toBeLessThanOrEqual(720);
    expect(await counter.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await counter.reload();
    await expect(counter.locator('.client-ticket')).toHaveText(first);
    await expect(counter.locator('html')).toHaveAttribute('data-live');
    await counter.getByRole('button', { name: 'Klávesy' }).click();
    await expect(counter.locator('.sheet-keys')).toContainText('Předat');
    await shot(counter, 'counter-narrow-keys');
    await axe(counter);
    await counter.getByRole('button', { name: /^Zpět/ }).click();
    await done(counter);
    await serve(counter, second);
    await done(counter);
});
