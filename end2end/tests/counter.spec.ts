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

test('a client is handed over, put aside and served twice', async ({ server, openPage, tolerate }) => {
    tolerate(/ERR_FAILED/, 'a command is cut off on purpose');
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
        await counter.keyboard.type('Má u sebe dítě h');
        // The page is loaded anew in the middle of a word.
        await counter.reload();
        await expect(counter.getByLabel('Vzkaz pro kolegy k tomuto lístku')).toBeFocused();
        await expect(counter.getByLabel('Vzkaz pro kolegy k tomuto lístku')).toHaveValue('Má u sebe dítě h');
        await counter.keyboard.press('End');
        await counter.keyboard.type(' d');
        // And the server is out of reach when it is sent.
        await counter.route('**/api/counter_command', (route) => route.abort());
        // Right after the page has come a press does nothing.
        await expect(async () => {
            await counter.keyboard.press('Enter');
            await expect(counter.locator('.counter-message')).toContainText('Server neodpovídá', { timeout: 3_000 });
        }).toPass();
        await expect(counter.getByLabel('Vzkaz pro kolegy k tomuto lístku')).toHaveValue('Má u sebe dítě h d');
        await counter.unroute('**/api/counter_command');
        await shot(counter, 'counter-note');
        await axe(counter);
        await counter.keyboard.press('Enter');
        await expect(counter.locator('.client-note')).toHaveText('Má u sebe dítě h d');
        await expect(counter.locator('.sheet')).toHaveCount(0);
        expect(await counter.evaluate(() => Object.keys(sessionStorage))).not.toContain('sheet');
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
    await atTheChoice(cashier);
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
        await shot(counter, 'counter-add-client');
        await axe(counter);
        // Two presses in all: open the sheet, and say what for and that they go first.
        await counter.getByRole('button', { name: 'Převzetí hotového cestovního pasu: s předností', exact: true }).click();
        const told = counter.locator('.counter-message');
        await expect(told).toHaveText(/^Klient má lístek C\d{3}\. Řekněte mu prosím jeho číslo\.$/);
        const sentence = await told.innerText();
        const added = /C\d{3}/.exec(sentence)![0];
        // Nobody has said it to the client yet.
        await counter.reload();
        await expect(told).toHaveText(sentence);
        await expect(counter.locator('tr.next .ticket-id')).toHaveText(added);
        tickets.unshift(added);
    });

    await test.step('logging out with a client in front is asked about', async () => {
        await serve(counter, tickets[0]!);
        await counter.getByRole('button', { name: 'Odhlásit se' }).click();
        await expect(counter.locator('.sheet')).toContainText(`Máte u sebe klienta ${tickets[0]}.`);
        await expect(counter.getByRole('button', { name: 'Zavřít a zvolit jinou' })).toHaveCount(0);
        await shot(counter, 'counter-log-out');
        await axe(counter);
        await counter.getByRole('button', { name: /^Zpět/ }).click();
        // On every other page the server asks.
        const account = await counter.context().newPage();
        await account.goto('/account');
        await account.getByRole('button', { name: 'Odhlásit se' }).click();
        await expect(account.getByRole('heading', { level: 1 })).toHaveText('Odhlásit se?');
        await expect(account.getByRole('main')).toContainText(`Máte u sebe klienta ${tickets[0]}.`);
        await shot(account, 'log-out-asked');
        await axe(account);
        await account.getByRole('link', { name: 'Zpět k přepážce' }).click();
        await expect(account.locator('.client-ticket')).toHaveText(tickets[0]!);
        await account.close();
    });
    await done(counter);
    for (const ticket of tickets.slice(1)) {
        await serve(counter, ticket);
        await done(counter);
    }

    await test.step('a pause is not an open counter', async () => {
        const passports = kiosk.locator('[data-workplace=cestovni-doklady]');
        await expect(passports).toContainText(/asi|do /);
        await press(counter, /^Přestávka/, () =>
            expect(counter.locator('.idle')).toHaveText('Přestávka', { timeout: 6_000 }),
        );
        await expect(passports).toContainText('teď není otevřená žádná přepážka');
        await shot(counter, 'counter-paused');
        await axe(counter);
        await press(counter, /^Pokračovat/, () =>
            expect(counter.locator('.idle')).toHaveText('Nikdo tu není', { timeout: 6_000 }),
        );
        await expect(passports).not.toContainText('není otevřená');
        await expect(passports).toContainText(/asi|do /);
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

test('a whole visit needs no mouse', async ({ server, openPage }) => {
    const { kiosk, counter } = await office(server, openPage);
    const tickets: string[] = [];
    for (let n = 0; n < 3; n += 1) tickets.push(await takeTicket(kiosk, 'cestovni-doklady', 'pas-prevzeti'));
    const [first, second, third] = tickets as [string, string, string];
    const client = counter.locator('.client-ticket');
    const focused = (name: string) => expect(counter.getByRole('button', { name, exact: true })).toBeFocused();
    const keys = async (...all: string[]) => {
        for (const key of all) await counter.keyboard.press(key);
    };
    await expect(counter.getByRole('button', { name: `Zavolat ${third}` })).toBeVisible();
    await expect(counter.locator('.lower-tab').first()).toBeVisible();

    await test.step('priority, by arrows', async () => {
        await keys('ArrowDown', 'ArrowDown', 'ArrowDown');
        await focused(`Zavolat ${third}`);
        await keys('ArrowLeft');
        await focused(`Dát přednost ${third}`);
        await keys('Enter');
        await expect(counter.locator('tr.next .ticket-id')).toHaveText(third);
        await counter.getByRole('button', { name: `přednost: zrušit u ${third}` }).focus();
        await keys('Enter');
        await expect(counter.locator('tr.next .ticket-id')).toHaveText(first);
    });

    await test.step('out of order', async () => {
        await expect(async () => {
            await counter.getByRole('button', { name: `Zavolat ${first}` }).focus();
            await keys('ArrowDown');
            await focused(`Zavolat ${second}`);
            await keys('Enter');
            await expect(counter.getByRole('button', { name: 'Předběhne 1 člověka. Zavolat?' })).toBeVisible({ timeout: 500 });
        }).toPass();
        await expect(async () => {
            const sure = counter.getByRole('button', { name: 'Předběhne 1 člověka. Zavolat?' });
            if (await sure.isVisible()) {
                await sure.focus();
                await keys('Enter');
            }
            await expect(client).toHaveText(second, { timeout: 3_000 });
        }).toPass();
    });

    await test.step('put aside, taken back, put aside and back in the queue', async () => {
        const came = counter.getByRole('button', { name: /^Přišel/ });
        const park = async () => {
            await open(counter, 'o', 'Odložit');
            await expect(counter.locator('.sheet-answers')).toBeFocused();
            await keys('1');
            await expect(client).toHaveCount(0);
        };
        await press(counter, /^Přišel/, () => expect(came).toHaveCount(0, { timeout: 6_000 }));
        await park();
        await keys('2');
        const back = counter.getByRole('button', { name: `Vzít zpět ${second}` });
        await expect(back).toBeVisible();
        await expect(async () => {
            // Down from the queue to the list below it.
            await counter.getByRole('button', { name: `Zavolat ${third}` }).focus();
            await keys('ArrowDown');
            await expect(back).toBeFocused({ timeout: 500 });
            await keys('Enter');
            await expect(client).toHaveText(second, { timeout: 3_000 });
        }).toPass();
        await park();
        await keys('2');
        await expect(async () => {
            const rejoin = counter.getByRole('button', { name: `Do fronty ${second}` });
            if (await rejoin.isVisible()) {
                await back.focus();
                await keys('ArrowLeft');
                await expect(rejoin).toBeFocused({ timeout: 500 });
                await keys('Enter');
            }
            await expect(counter.getByRole('button', { name: `Zavolat ${second}` })).toBeVisible({ timeout: 3_000 });
        }).toPass();
    });

    await test.step('a booking for somebody on the phone', async () => {
        const opened = counter.context().waitForEvent('page');
        await keys('b');
        const booking = await opened;
        await expect(booking).toHaveURL(/\/counter\/book$/);
        await booking.close();
    });

    await test.step('all of it is in the list of keys', async () => {
        await open(counter, '?', 'Klávesy');
        const rows = await counter.locator('.sheet-keys div').allInnerTexts();
        const said = rows.map((row) => row.replace(/\s+/g, ' ').trim());
        for (const row of ['Z Zavřít přepážku', 'B Objednat klienta', '1 Objednaní dnes', '2 Odložení a nedostavili se']) {
            expect(said).toContain(row);
        }
        expect(said).toContain('↑ ↓ ← → v seznamech, potom Enter');
        await shot(counter, 'counter-keys-all');
        await axe(counter);
        await keys('Escape');
    });

    await test.step('closed, after one has been told who is left', async () => {
        await open(counter, 'z', 'Zavřít přepážku');
        await expect(counter.locator('.sheet')).toContainText('Zůstanou čekat 3 lidé, které jiná otevřená přepážka neobsluhuje.');
        await shot(counter, 'counter-close');
        await axe(counter);
        await keys('2');
        await expect(counter).toHaveURL(/\/login$/);
    });
});

test('the same clerk calls in two windows at once and gets one client', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage();
    await enrol(kiosk, 'hall', server, openPage);
    const tickets: string[] = [];
    for (let n = 0; n < 2; n += 1) tickets.push(await takeTicket(kiosk, 'evidence-obyvatel', 'trvaly-pobyt'));
    const one = await openPage({ viewport: screens.counter });
    await logIn(one, server, 'clerk');
    await atTheChoice(one);
    await sitDown(one, 5);
    const two = await one.context().newPage();
    await two.goto('/counter');
    await expect(two.locator('html')).toHaveAttribute('data-live');
    const both = [one, two];
    for (const page of both) await expect(page.locator('.press')).toContainText(tickets[0]!);

    // Both questions are on their way before either is answered.
    let asked = 0;
    const meet: (() => void)[] = [];
    await one.context().route('**/api/counter_command', async (route) => {
        asked += 1;
        await new Promise<void>((go) => {
            meet.push(go);
            if (meet.length >= 2) for (const each of meet) each();
        });
        await route.continue();
    });
    await Promise.all(both.map((page) => page.locator('.press').click()));
    for (const page of both) await expect(page.locator('.client-ticket')).toHaveText(tickets[0]!);
    expect(asked).toBe(2);
    await one.context().unroute('**/api/counter_command');
    for (const page of both) await expect(page.getByRole('button', { name: `Zavolat ${tickets[1]}` })).toBeVisible();
});
