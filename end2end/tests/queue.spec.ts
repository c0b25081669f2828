// A client's way through the office: kiosk, counter and TV at once.

import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, countChimes, enrol, logIn, MONDAY_MORNING, seated, sitDown, takeTicket } from './office';

test('from the kiosk by the counter to the TV', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    const display = await openPage({ viewport: screens.display });
    const counter = await openPage({ viewport: screens.counter });
    const chimes = await countChimes(display);
    await display.goto('/display/hall');
    await shot(display, 'display-quiet');
    await axe(display);

    await kiosk.goto('/kiosk/hall');
    await shot(kiosk, 'kiosk-not-enrolled');
    await axe(kiosk);
    await enrol(kiosk, 'hall', server, openPage);
    await shot(kiosk, 'kiosk-start');
    await axe(kiosk);

    await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
    await expect(kiosk.locator('.service-button')).toHaveCount(4);
    await shot(kiosk, 'kiosk-services');
    await axe(kiosk);
    await kiosk.locator('[data-service=op-zadost]').click();
    await expect(kiosk.locator('.ticket-number')).toHaveText('A001');
    await expect(kiosk.locator('.ticket-ahead')).toContainText('Před vámi nikdo nečeká');
    await shot(kiosk, 'kiosk-ticket');
    await axe(kiosk);
    await kiosk.getByRole('button', { name: 'Hotovo' }).click();
    const waiting = kiosk.locator('[data-workplace=obcanske-prukazy] .workplace-waiting strong');
    await expect(waiting).toHaveText('1');
    expect(await takeTicket(kiosk, 'obcanske-prukazy', 'op-prevzeti')).toBe('A002');
    expect(await takeTicket(kiosk, 'cestovni-doklady', 'pas-zadost')).toBe('C001');

    await logIn(counter, server, 'clerk');
    await shot(counter, 'counter-choice');
    await axe(counter);
    await sitDown(counter, 3);
    await expect(counter.locator('#queue ~ p')).toContainText('3 lidé');
    // Nothing is wrong and nothing has been said.
    for (const page of [kiosk, counter, display]) await expect(page.locator('.stale-banner')).toBeHidden();
    await shot(counter, 'counter-free');
    await axe(counter);

    // Space presses the big button, wherever the focus is.
    await counter.keyboard.press('Space');
    await expect(counter.locator('.client-ticket')).toHaveText('A001');
    await expect(display.locator('.call-newest .call-ticket')).toHaveText('A001');
    await expect(display.locator('.call-newest strong')).toHaveText('3');
    await expect.poll(chimes).toBe(1);
    await expect(waiting).toHaveText('1');
    await shot(counter, 'counter-called');
    await shot(display, 'display-call');
    await axe(counter);
    await axe(display);

    await test.step('called again it is announced again', async () => {
        await counter.getByRole('button', { name: 'Znovu zavolat' }).click();
        await expect(counter.locator('.counter-message')).toHaveText('Lístek A001 voláme znovu.');
        await expect.poll(chimes).toBe(2);
        await expect(display.locator('.call-ticket')).toHaveCount(1);
    });

    // For a moment after that a press may be the second half of a double click, and does nothing.
    await expect(async () => {
        // One that was taken in late must not be waited for again.
        const came = counter.getByRole('button', { name: /^Přišel/ });
        if (await came.isVisible()) await came.click({ timeout: 500 });
        await expect(counter.getByRole('button', { name: 'Nepřišel' })).toHaveCount(0, { timeout: 500 });
    }).toPass();
    await shot(counter, 'counter-serving');
    await counter.getByRole('button', { name: 'Hotovo a zavolat dalšího' }).click();
    await expect(counter.locator('.client-ticket')).toHaveText('A002');
    await expect(display.locator('.call-newest .call-ticket')).toHaveText('A002');
    // The first call is still in its shortest time.
    await expect(display.locator('.calls-open .call-ticket')).toHaveText(['A001']);

    await counter.getByRole('button', { name: 'Nepřišel' }).click();
    await counter.getByRole('button', { name: 'Odložení a nedostavili se · 1' }).click();
    const aside = counter.getByRole('region', { name: 'Odložení a nedostavili se' });
    await expect(aside.getByRole('row', { name: /A002/ })).toContainText('odložen, ještě 5 min');
    await counter.getByRole('button', { name: 'Zavolat dalšího' }).click();
    await expect(counter.locator('.client-ticket')).toHaveText('C001');
    await counter.getByRole('button', { name: 'Vrátit' }).click();
    await expect(counter.getByRole('button', { name: 'Zavolat C001' })).toBeEnabled();

    await test.step('after five minutes who did not come is back in the old place', async () => {
        await server.setClock('2026-11-23T08:30:00+01:00');
        await expect(counter.locator('tr.next .ticket-id')).toHaveText('A002');
        await expect(display.locator('.display-quiet')).toBeVisible();
    });

    await expect(async () => {
        const call = counter.getByRole('button', { name: 'Zavolat C001' });
        if (await call.isVisible()) await call.click({ timeout: 500 });
        await counter.getByRole('button', { name: 'Předběhne 1 člověka. Zavolat?' }).click({ timeout: 500 });
        await expect(counter.locator('.client-ticket')).toHaveText('C001', { timeout: 6_000 });
    }).toPass();
    await counter.getByRole('button', { name: /^Hotovo H$/i }).click();
    await expect(counter.locator('.client-ticket')).toHaveCount(0);
});

test('a second tap on the way to a ticket gives no second one', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'corridor', server, openPage);
    await kiosk.locator('.workplace-button').first().click();
    await kiosk.locator('.service-button').first().dblclick();
    await expect(kiosk.locator('.ticket-number')).toHaveText('V001');
    await kiosk.getByRole('button', { name: 'Hotovo' }).dblclick();
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('S čím přicházíte?');
    await expect(kiosk.locator('.workplace-waiting strong').first()).toHaveText('1');
});

test('two clerks at once never get the same client', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const [one, two, kiosk, display] = await Promise.all([openPage(), openPage(), openPage(), openPage()]);
    const chimes = await countChimes(display);
    await enrol(kiosk, 'hall', server, openPage);
    for (let n = 0; n < 4; n += 1) await takeTicket(kiosk, 'cestovni-doklady', 'pas-prevzeti');
    await logIn(one, server, 'clerk');
    await atTheChoice(one);
    await sitDown(one, 3);
    await logIn(two, server, 'admin');
    await expect(two.getByText(/sedí tu/)).toBeVisible();
    await sitDown(two, 4);
    await display.goto('/display/hall');
    const before = await chimes();

    const [first, second] = [one, two].map((page) => page.locator('.press'));
    await Promise.all([first.click(), second.click()]);
    const tickets = await Promise.all([one, two].map((page) => page.locator('.client-ticket').innerText()));
    expect(new Set(tickets).size).toBe(2);
    // Calls of the test before may still be in their shortest time, so these two are looked for.
    for (const ticket of tickets) await expect(display.getByText(ticket, { exact: true })).toBeVisible();
    await expect.poll(chimes).toBe(before + 2);
    for (const page of [one, two]) {
        await page.getByRole('button', { name: /^Hotovo H$/i }).click();
        await expect(page.locator('.client-ticket')).toHaveCount(0);
    }
});

test('a counter that was taken over says by whom', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const [clerk, admin] = await Promise.all([
        openPage({ viewport: screens.counter }),
        openPage({ viewport: screens.counter }),
    ]);
    await logIn(clerk, server, 'clerk');
    const number = await seated(clerk, 5);
    await logIn(admin, server, 'admin');
    await atTheChoice(admin);
    await admin.getByRole('button', { name: `Převzít přepážku ${number}`, exact: true }).click();
    await shot(admin, 'counter-take-over');
    await admin.getByRole('button', { name: 'Ano, převzít' }).click();
    await expect(admin.locator('.client-actions')).toBeVisible();
    await expect(clerk.locator('.counter-message')).toContainText(`U přepážky ${number} teď sedí`);
    await expect(clerk.getByRole('button', { name: 'Zvolit přepážku' })).toBeVisible();
    await shot(clerk, 'counter-taken');
});

test('shortcuts can be turned off, and stay off', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const [kiosk, counter] = await Promise.all([openPage(), openPage({ viewport: screens.counter })]);
    await enrol(kiosk, 'hall', server, openPage);
    await takeTicket(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 5);
    await counter.getByRole('button', { name: 'Klávesy' }).click();
    await shot(counter, 'counter-keys');
    await axe(counter);
    await counter.getByRole('button', { name: 'Vypnout zkratky' }).click();
    await counter.reload();
    // A press before the page's program is there would be lost.
    await expect(counter.locator('html')).toHaveAttribute('data-live');
    await counter.getByRole('button', { name: 'Klávesy' }).click();
    const turnOn = counter.getByRole('button', { name: 'Zapnout zkratky' });
    await expect(turnOn).toBeVisible();
    await expect(counter.locator('kbd').first()).toBeHidden();
    await shot(counter, 'counter-without-shortcuts');
    const commands: string[] = [];
    counter.on('request', (request) => {
        if (request.url().endsWith('/api/counter_command')) commands.push(request.url());
    });
    await counter.keyboard.press('Space');
    // What a key sends is sent before the next press is heard.
    await turnOn.click();
    expect(commands).toEqual([]);
    await counter.keyboard.press('Escape');
    await expect(async () => {
        await counter.keyboard.press('Space');
        await expect(counter.locator('.client-ticket')).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(counter.locator('.client-ticket')).toHaveText('E001');
    await counter.getByRole('button', { name: /^Hotovo H$/i }).click();
    await expect(counter.locator('.client-ticket')).toHaveCount(0);
});
