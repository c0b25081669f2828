// Many calls at once on the TV.

import { axe, expect, screens, shot, test } from './fixtures';
import { countChimes, enrol, logIn, MONDAY_MORNING, sitDown, takeTicket } from './office';

test.use({ office: { town: 'end2end/towns/small.toml' } });

test('twelve calls within a minute are all shown and all announced', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    const display = await openPage({ viewport: screens.display });
    const chimes = await countChimes(display);
    await enrol(kiosk, 'hala', server, openPage);
    const tickets: string[] = [];
    for (let n = 0; n < 12; n += 1) tickets.push(await takeTicket(kiosk, 'podatelna'));
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 1);
    await display.goto('/display/hala');

    await counter.locator('.press').click();
    for (const ticket of tickets) {
        await expect(counter.locator('.client-ticket')).toHaveText(ticket);
        await expect(display.locator('.call-newest .call-ticket')).toHaveText(ticket);
        // For a moment after each change a press may be the second half of a double click.
        if (ticket === tickets.at(-1)) break;
        await expect(async () => {
            await counter.getByRole('button', { name: 'Hotovo a zavolat dalšího' }).click();
            await expect(counter.locator('.client-ticket')).not.toHaveText(ticket, { timeout: 6_000 });
        }).toPass();
    }
    const shown = display.locator('.call-ticket');
    await expect(shown).toHaveText(tickets.toReversed());
    for (const call of await shown.all()) await expect(call).toBeInViewport({ ratio: 1 });
    await expect.poll(chimes).toBe(12);
    await shot(display, 'display-twelve-calls');
    await axe(display);
});
