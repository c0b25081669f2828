// A small office, so that its day is soon full: three tickets a day, one counter.

import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, logIn, press, sitDown, takeTicket } from './office';

test.use({ office: { town: 'end2end/towns/small.toml' } });

test('a full day says so, and the next morning begins by itself', async ({ server, openPage }) => {
    await server.setClock('2026-11-23T07:29:00+01:00');
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hala', server, openPage);
    const button = kiosk.locator('[data-workplace=pokladna]');
    await expect(button).toBeDisabled();
    await expect(button).toContainText('Lístky vydáváme od 7:30.');
    await shot(kiosk, 'kiosk-not-yet');

    await server.setClock('2026-11-23T07:30:00+01:00');
    await expect(button).toBeEnabled();
    // In the break too.
    await server.setClock('2026-11-23T11:45:00+01:00');
    expect(await takeTicket(kiosk, 'pokladna')).toBe('P001');
    expect(await takeTicket(kiosk, 'pokladna')).toBe('P002');
    expect(await takeTicket(kiosk, 'pokladna')).toBe('P003');
    await expect(button).toBeDisabled();
    await expect(button).toContainText('Dnes už plno. Otevřeno bude zítra od 8:00.');
    await shot(kiosk, 'kiosk-full');
    await axe(kiosk);

    await test.step('a supervisor adds some, and every kiosk offers them again', async () => {
        const second = await openPage({ viewport: screens.kioskWide });
        await enrol(second, 'hala', server, openPage);
        const buttons = [button, second.locator('[data-workplace=pokladna]')];
        for (const one of buttons) await expect(one).toBeDisabled();
        const page = await openPage({ viewport: screens.counter });
        await logIn(page, server, 'admin');
        await page.goto('/admin');
        await expect(page.locator('html')).toHaveAttribute('data-live');
        await page.getByRole('button', { name: 'Lístky: Pokladna' }).click();
        await page.getByLabel('jiný počet').fill('1');
        await page.getByRole('button', { name: 'Přidat', exact: true }).click();
        await expect(page.locator('.supervisor-lobby').first()).toContainText('(+1)');
        await Promise.all(buttons.map((one) => expect(one).toBeEnabled({ timeout: 1_000 })));
        expect(await takeTicket(second, 'pokladna')).toBe('P004');
        // The one that was added is taken: of no kiosk there is another.
        for (const one of buttons) await expect(one).toBeDisabled({ timeout: 1_000 });
        // Nobody sits before it over the night, after which it would have to log in.
        await page.context().close();
    });

    // The page stays open over the night.
    await server.setClock('2026-11-23T23:59:58+01:00');
    await expect(button).toBeDisabled();
    await server.setClock('2026-11-24T07:31:00+01:00');
    await expect(button).toBeEnabled();
    expect(await takeTicket(kiosk, 'pokladna')).toBe('P001');
});

test('how long one waits is the same on the kiosk, on the status page and in a frame', async ({ server, openPage }) => {
    await server.setClock('2026-11-30T10:00:00+01:00');
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hala', server, openPage);
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 1);
    const button = kiosk.locator('[data-workplace=podatelna]');
    const status = await openPage({ viewport: screens.phone });
    await status.goto('/status');
    await expect(status.locator('html')).toHaveAttribute('data-live');
    const framed = await openPage({ viewport: screens.phone });
    await framed.clock.install();
    await framed.goto('/status/hala?embed');
    const [row, inFrame] = [status, framed].map((page) => page.locator('.workplace-status').filter({ hasText: 'Podatelna' }));
    await expect(inFrame!).toContainText('Nikdo nečeká');
    const main = await framed.locator('main').elementHandle();

    for (let n = 0; n < 8; n += 1) await takeTicket(kiosk, 'podatelna');
    // Eight people for two minutes each, but nobody knows it to the minute.
    await expect(button).toContainText(/asi \d+–\d+ min/);
    const [said, from, to] = /asi (\d+)–(\d+) min/.exec(await button.innerText())!;
    expect([Number(from) % 5, Number(to) % 5]).toEqual([0, 0]);
    expect(Number(from)).toBeLessThan(Number(to));
    expect(Number(to), 'with eight ahead').toBeGreaterThanOrEqual(10);
    await expect(row!).toContainText('Čeká 8 lidí');
    await expect(row!).toContainText(said);

    const client = counter.locator('.client-ticket');
    await press(counter, /^Zavolat dalšího/, () => expect(client).toHaveText('D001', { timeout: 6_000 }));
    await expect(row!.locator('.last-called')).toHaveText(/^Naposledy: D001, přepážka 1, v 10:\d\d$/);
    await shot(status, 'status-last-called', { fullPage: true });
    await axe(status);

    // A frame has no program that follows; what is in it is brought anew every half a minute.
    await framed.clock.fastForward(30_000);
    await expect(inFrame!).toContainText('Čeká 7 lidí');
    await expect(inFrame!).toContainText('Naposledy: D001, přepážka 1, v 10:');
    // Of a page that was loaded anew it could not be asked.
    expect(await main!.evaluate((it) => it.isConnected)).toBe(false);
});

test('before closing no ticket is given that would not be served', async ({ server, openPage }) => {
    // A Monday on which nobody has come yet.
    await server.setClock('2026-12-07T16:45:00+01:00');
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hala', server, openPage);
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 1);
    const button = kiosk.locator('[data-workplace=podatelna]');
    await expect(button).toBeEnabled();
    // How many wait, or that it is off.
    const stands = () =>
        button.evaluate((it: HTMLButtonElement) =>
            it.disabled ? 'off' : it.querySelector('.workplace-waiting strong')?.textContent,
        );
    let given = 0;
    while (given < 20 && (await stands()) !== 'off') {
        await takeTicket(kiosk, 'podatelna');
        given += 1;
        await expect.poll(stands).toMatch(new RegExp(`^(off|${given})$`));
    }
    // A quarter of an hour has room for some of two minutes each, and by far not for twenty.
    expect(given).toBeGreaterThanOrEqual(3);
    expect(given).toBeLessThanOrEqual(9);
    await expect(button).toContainText('Dnes už byste nepřišli na řadu. Otevřeno bude v pondělí 14. prosince od 8:00.');
    await shot(kiosk, 'kiosk-too-late');
    await axe(kiosk);
    const status = await openPage({ viewport: screens.phone });
    await status.goto('/status');
    const row = status.locator('.workplace-status').filter({ hasText: 'Podatelna' });
    await expect(row).toContainText('Dnes už byste nepřišli na řadu. Otevřeno bude v pondělí 14. prosince od 8:00.');
});
