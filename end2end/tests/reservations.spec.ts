// Clients with an agreed time, in the building: the kiosk's keypad and the clerk's list.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, openKeypad, sitDown, takeTicket, typeIn } from './office';

async function toStart(kiosk: Page): Promise<void> {
    await kiosk.getByRole('button', { name: /^(Zpět|Hotovo)$/ }).click();
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('S čím přicházíte?');
}

/** Six digits that are none of `codes`. */
function wrong(codes: string[]): string {
    for (let code = 123456; ; code += 1) if (!codes.includes(String(code))) return String(code);
}

async function fits(page: Page): Promise<void> {
    const over = await page.evaluate(() => {
        const root = document.documentElement;
        // A kiosk cuts off what does not fit, so its parts are looked at too.
        const parts = [...document.querySelectorAll('.kiosk > *, .kiosk-keypad > *')];
        const bottom = Math.max(0, ...parts.map((part) => part.getBoundingClientRect().bottom));
        return Math.max(root.scrollHeight, bottom) - innerHeight;
    });
    expect(over).toBeLessThanOrEqual(0);
}

test('a code at the kiosk becomes a ticket, or a screen that helps', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const now = await server.book('op-zadost', '2026-11-23 10:15', 'Jana Nováková');
    const early = await server.book('op-zadost', '2026-11-23 11:00', 'Petr Dvořák');
    const late = await server.book('pas-zadost', '2026-11-23 09:30', 'Eva Malá');
    const tomorrow = await server.book('op-zadost', '2026-11-24 09:30', 'Karel Velký');
    const corridor = await server.book('rp-zadost', '2026-11-23 10:20', 'Ivan Černý');
    const unknown = wrong([now, early, late, tomorrow, corridor]);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    await server.setClock('2026-11-23T10:05:00+01:00');
    await expect(kiosk.locator('.clock')).toHaveText('10:05');
    await fits(kiosk);
    await shot(kiosk, 'kiosk-start-booked');
    await axe(kiosk);

    const title = kiosk.getByRole('heading', { level: 1 });
    const send = kiosk.getByRole('button', { name: 'Potvrdit' });
    await test.step('the right code', async () => {
        await openKeypad(kiosk);
        await expect(send).toBeDisabled();
        await fits(kiosk);
        await shot(kiosk, 'kiosk-keypad');
        await axe(kiosk);
        for (const digit of '99999') await kiosk.getByRole('button', { name: digit, exact: true }).click();
        for (let n = 0; n < 5; n += 1) await kiosk.getByRole('button', { name: 'Smazat' }).click();
        for (const digit of now) await kiosk.getByRole('button', { name: digit, exact: true }).click();
        await expect(kiosk.locator('.kiosk-keypad [role=status]')).toHaveText(`Zadané číslice, 6 ze 6: ${[...now].join(' ')}`);
        await expect(send).toBeEnabled();
        await shot(kiosk, 'kiosk-keypad-full');
        await axe(kiosk);
        await send.click();
        await expect(kiosk.locator('.ticket-number')).toHaveText('A001');
        await expect(kiosk.locator('.ticket-ahead')).toContainText('Objednáno na 10:15');
        await shot(kiosk, 'kiosk-ticket-booked');
        await axe(kiosk);
        await toStart(kiosk);
    });

    const refusals: [string, string, string, RegExp][] = [
        ['used', now, 'Tento kód už byl použitý', /lístek A001/],
        ['early', early, 'Ještě je brzy', /dnes na 11:00.*od 10:45/],
        ['another-day', tomorrow, 'Objednávka je na jiný den', /úterý 24. listopadu 2026, 9:30.*od 9:15/],
        ['other-lobby', corridor, 'Objednávka je pro jiný kiosek', /Chodba naproti výtahu.*na 10:20, kód platí od 10:05/],
        ['unknown', unknown, 'Tento kód neznáme', /zrušená, už neplatí/],
    ];
    for (const [name, code, heading, says] of refusals) {
        await test.step(name, async () => {
            await typeIn(kiosk, code);
            await expect(title).toHaveText(heading);
            await expect(kiosk.getByRole('main')).toContainText(says);
            await shot(kiosk, `kiosk-code-${name}`);
            await axe(kiosk);
            await toStart(kiosk);
        });
    }

    await test.step('too late, with a walk-in ticket at one tap', async () => {
        await typeIn(kiosk, late);
        await expect(title).toHaveText('Objednávka už propadla');
        await shot(kiosk, 'kiosk-code-late');
        await axe(kiosk);
        await kiosk.getByRole('button', { name: /Vzít si lístek: Žádost o cestovní pas/i }).click();
        await expect(kiosk.locator('.ticket-number')).toHaveText('C001');
        await toStart(kiosk);
    });

    await test.step('the keypad rests after five wrong codes, and is back by itself', async () => {
        await openKeypad(kiosk);
        // On a keyboard.
        for (let n = 0; n < 5; n += 1) {
            await kiosk.keyboard.type(unknown);
            await kiosk.keyboard.press('Enter');
            if (n === 4) break;
            await expect(title).toHaveText('Tento kód neznáme');
            await kiosk.getByRole('button', { name: 'Zadat kód znovu' }).click();
            await expect(title).toHaveText('Zadejte kód objednávky');
        }
        await expect(title).toHaveText('Chvilku strpení');
        await expect(kiosk.locator('.keypad-rests')).toHaveText(/za (30|2\d) s/);
        await shot(kiosk, 'kiosk-code-rests');
        await axe(kiosk);
        await server.setClock('2026-11-23T10:20:00+01:00');
        await expect(title).toHaveText('Zadejte kód objednávky');
        await kiosk.getByRole('button', { name: 'Zpět' }).click();
    });

    await test.step('too late when no ticket is given says why', async () => {
        await server.setClock('2026-11-23T17:00:00+01:00');
        await typeIn(kiosk, late);
        await expect(kiosk.getByRole('main')).toContainText('Zavřeno. Otevřeno bude zítra od 8:00.');
        await shot(kiosk, 'kiosk-code-late-closed');
        await toStart(kiosk);
    });
});

test('the keypad fits a wide kiosk, hands that do not reach high, and English', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const code = await server.book('op-zadost', '2026-11-23 10:30', 'Jana Nováková');
    const kiosk = await openPage({ viewport: screens.kioskWide });
    await enrol(kiosk, 'hall', server, openPage);
    await server.setClock('2026-11-23T10:20:00+01:00');
    await fits(kiosk);
    await shot(kiosk, 'kiosk-wide-start-booked');
    await kiosk.getByRole('button', { name: 'Níž' }).click();
    await kiosk.getByRole('button', { name: 'Kontrast' }).click();
    await fits(kiosk);
    await shot(kiosk, 'kiosk-wide-start-low-contrast');
    await openKeypad(kiosk);
    await fits(kiosk);
    await shot(kiosk, 'kiosk-wide-keypad-low-contrast');
    await axe(kiosk);
    await kiosk.setViewportSize(screens.kiosk);
    await fits(kiosk);
    await shot(kiosk, 'kiosk-keypad-low-contrast');
    await kiosk.getByRole('button', { name: 'Zpět' }).click();
    await shot(kiosk, 'kiosk-start-low-contrast');
    await kiosk.getByRole('button', { name: 'Níž' }).click();
    await kiosk.getByRole('button', { name: 'Kontrast' }).click();
    await kiosk.getByRole('button', { name: 'English' }).click();
    await kiosk.setViewportSize(screens.kioskWide);
    await kiosk.getByRole('button', { name: 'Booked on the internet' }).click();
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('Enter your booking code');
    await fits(kiosk);
    await shot(kiosk, 'kiosk-wide-keypad');
    for (const digit of code) await kiosk.getByRole('button', { name: digit, exact: true }).click();
    await kiosk.getByRole('button', { name: 'Confirm' }).click();
    await expect(kiosk.locator('.ticket-ahead')).toContainText('Booked for 10:30');
    await shot(kiosk, 'kiosk-wide-ticket-booked');
});

test('a keypad that does not load can be asked for again', async ({ server, openPage, tolerate }) => {
    tolerate(/ERR_FAILED|Failed to (load|fetch)|kiosk_by_code|import/, 'a part of the program is cut off on purpose');
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'corridor', server, openPage);
    await kiosk.context().route(/\/pkg\/.*kiosk_by_code.*\.wasm/, (route) => route.abort());
    await kiosk.reload();
    await kiosk.getByRole('button', { name: 'Klienti objednaní z internetu' }).click();
    const title = kiosk.getByRole('heading', { level: 1 });
    await expect(title).toHaveText('Lístek se nepodařilo vydat');
    await kiosk.context().unroute(/\/pkg\/.*kiosk_by_code.*\.wasm/);
    await kiosk.getByRole('button', { name: 'Zkusit znovu' }).click();
    await expect(title).toHaveText('Zadejte kód objednávky');
});

test('a clerk sees who has booked, finds them by name and checks them in', async ({ server, openPage }) => {
    await server.setClock('2026-11-25T07:00:00+01:00');
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    await enrol(kiosk, 'hall', server, openPage);
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);
    const booked = counter.getByRole('region', { name: 'Objednaní dnes' });
    await expect(booked).toHaveText('Dnes nikdo objednaný není.');
    await shot(counter, 'counter-nobody-booked');
    await axe(counter);

    // It updates by itself.
    const code = await server.book('op-zadost', '2026-11-25 08:15', 'Petr Dvořák');
    await server.book('pas-zadost', '2026-11-25 08:15', 'Žofie Nováková');
    await server.book('op-zadost', '2026-11-25 08:30', 'Řehoř Žižka ze Žďáru nad Sázavou a Kostelce nad Orlicí');
    await server.book('op-prevzeti', '2026-11-25 11:00', 'Anna Nováková');
    await server.book('trvaly-pobyt', '2026-11-25 09:00', 'Někdo Jiný');
    const rows = booked.locator('tbody tr');
    await expect(rows).toHaveCount(4);
    await expect(booked).not.toContainText('Někdo Jiný');

    await server.setClock('2026-11-25T08:01:00+01:00');
    await takeTicket(kiosk, 'obcanske-prukazy', 'op-prevzeti');
    await typeIn(kiosk, code);
    await expect(kiosk.locator('.ticket-number')).toHaveText('A002');
    await toStart(kiosk);
    await expect(rows.filter({ hasText: 'Petr Dvořák' })).toContainText('přišel, lístek A002');
    await expect(counter.getByRole('row', { name: /^A002/ })).toContainText('objednán, na řadě až v 8:15');
    await expect(counter.getByRole('button', { name: 'Objednaní dnes · přišli 1 z 4' })).toBeVisible();

    await test.step('found by name, whatever the accents', async () => {
        await counter.getByRole('searchbox', { name: 'Najít podle jména' }).fill('novak');
        await expect(rows).toHaveCount(2);
        // Keys are text here.
        await counter.keyboard.press('Space');
        await expect(counter.locator('.client-ticket')).toHaveCount(0);
        await counter.getByRole('searchbox').fill('ZOFIE n');
        await expect(rows).toHaveCount(1);
    });
    await test.step('checked in once it is meant, and told', async () => {
        await counter.getByRole('button', { name: 'Přihlásit bez kódu: Žofie Nováková' }).click();
        await shot(counter, 'counter-check-in-asked');
        await axe(counter);
        await counter.getByRole('button', { name: 'Ano, přihlásit' }).click();
        await expect(counter.locator('.counter-message')).toHaveText('Žofie Nováková: přihlášeno, lístek C001.');
        await expect(rows).toContainText('přišel, lístek C001');
        await counter.getByRole('searchbox').fill('anna');
        await counter.getByRole('button', { name: 'Přihlásit bez kódu: Anna Nováková' }).click();
        await counter.getByRole('button', { name: 'Ano, přihlásit' }).click();
        await expect(counter.locator('.counter-message')).toHaveText('Přihlásit ho jde až od 10:45.');
        await counter.getByRole('searchbox').fill('nikdo');
        await expect(booked).toHaveText('Nikdo takového jména dnes objednaný není.');
        await counter.getByRole('searchbox').fill('');
    });
    await server.setClock('2026-11-25T08:16:00+01:00');
    await expect(counter.getByRole('row', { name: /^A002/ })).toContainText('objednán na 8:15');
    await expect(counter.locator('tr.next .ticket-id')).toHaveText('A002');
    await shot(counter, 'counter-booked');
    await axe(counter);
    await counter.locator('.press').click();
    await expect(counter.locator('.client')).toContainText('A002');
    await expect(counter.locator('.client')).toContainText('Petr Dvořák · čekal');
    await expect(counter.locator('.client')).toContainText('objednán na 8:15');
    await shot(counter, 'counter-booked-called');
    await axe(counter);
    await fits(counter);
});

test('a long day of reservations scrolls in its list', async ({ server, openPage }) => {
    await server.setClock('2026-11-30T07:00:00+01:00');
    for (let n = 0; n < 60; n += 1) {
        const time = 8 * 60 + 15 + Math.floor(n / 2) * 15;
        // At noon there is one place in each.
        if (time >= 11.5 * 60 && time < 12.5 * 60 && n % 2 === 1) continue;
        const clock = `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
        await server.book('op-zadost', `2026-11-30 ${clock}`, `Klient Číslo${n}`);
    }
    await server.setClock('2026-11-30T12:00:00+01:00');
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);
    const rows = counter.getByRole('region', { name: 'Objednaní dnes' }).locator('tbody tr');
    await expect(rows).toHaveCount(56);
    await fits(counter);
    await shot(counter, 'counter-booked-long');
    await axe(counter);
    await counter.getByRole('button', { name: /^Odložení/ }).click();
    await expect(counter.getByText('Dnes zatím všichni přišli.')).toBeVisible();
});
