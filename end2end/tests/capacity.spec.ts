// A small office, so that its day is soon full: three tickets a day, twelve counters.

import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, takeTicket } from './office';

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

    // The page stays open over the night.
    await server.setClock('2026-11-23T23:59:58+01:00');
    await expect(button).toBeDisabled();
    await server.setClock('2026-11-24T07:31:00+01:00');
    await expect(button).toBeEnabled();
    expect(await takeTicket(kiosk, 'pokladna')).toBe('P001');
});
