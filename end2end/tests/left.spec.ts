// Who is left waiting when a counter closes: the clerk, the supervisor, the kiosk and the phone know.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, press, seated, sitDown } from './office';

const NO_COUNTER = 'teď není otevřená žádná přepážka';

/** Takes a ticket for cards and answers the address that is printed on it. */
async function take(kiosk: Page, service: string): Promise<string> {
    const tapped = kiosk.waitForRequest(/\/api\/take_ticket/);
    await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
    await kiosk.locator(`[data-service=${service}]`).click();
    await expect(kiosk.locator('.ticket-number')).toBeVisible();
    await kiosk.getByRole('button', { name: 'Hotovo' }).click();
    await expect(kiosk.locator('.kiosk')).not.toHaveAttribute('data-ignores-taps');
    const key = new URLSearchParams((await tapped).postData() ?? '').get('key');
    return `/ticket/${key}`;
}

test('a counter closes whom only it served', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    // Counter 4 does one service of the cards, 2 does all of them.
    const four = await openPage({ viewport: screens.counter });
    await logIn(four, server, 'clerk');
    await atTheChoice(four);
    await sitDown(four, 4);
    const two = await openPage({ viewport: screens.counter });
    await logIn(two, server, 'admin');
    await atTheChoice(two);
    await sitDown(two, 2);
    const supervisor = await openPage({ viewport: screens.counter });
    await logIn(supervisor, server, 'admin');
    await supervisor.goto('/admin');
    const warning = supervisor.locator('.supervisor-warning').first();

    const workplace = kiosk.locator('[data-workplace=obcanske-prukazy]');
    await expect(workplace).toContainText(/asi|do /);
    const request = await take(kiosk, 'op-zadost');
    const collect = await take(kiosk, 'op-prevzeti');
    const phone = await openPage({ viewport: screens.phone });
    await phone.goto(request);
    const stage = phone.locator('.ticket-stage');
    await expect(stage).toContainText(/Odhad čekání: (asi|do) /);

    const services = async (look: () => Promise<void>) => {
        await workplace.click();
        await expect(kiosk.locator('.service-button')).toHaveCount(4);
        await look();
        await expect(kiosk.locator('.kiosk')).not.toHaveAttribute('data-ignores-taps');
        await kiosk.getByRole('button', { name: 'Zpět' }).click();
        await expect(kiosk.locator('.kiosk')).not.toHaveAttribute('data-ignores-taps');
    };
    await services(() => expect(kiosk.locator('.kiosk-main')).not.toContainText(NO_COUNTER));

    await test.step('the clerk is told who is left, and the supervisor after that', async () => {
        await expect(two.locator('html')).toHaveAttribute('data-live');
        await two.getByRole('button', { name: 'Zavřít přepážku' }).click();
        // Whoever collects a card is served by counter 4.
        await expect(two.locator('.sheet')).toContainText('Zůstane čekat 1 člověk, kterého jiná otevřená přepážka neobsluhuje.');
        await shot(two, 'counter-close-left');
        await axe(two);
        await two.getByRole('button', { name: 'Zavřít a zvolit jinou' }).click();
        await expect(two.locator('.counter-choice').first()).toBeVisible();
        await expect(warning).toContainText('Žádost o občanský průkaz (1)');
        await shot(supervisor, 'supervisor-left');
    });

    await test.step('the kiosk says it of each service, and the phone of the ticket', async () => {
        // Of the workplace there is still a wait: for those who collect.
        await expect(workplace).toContainText(/asi|do /);
        await services(async () => {
            await expect(kiosk.locator('[data-service=op-zadost]')).toContainText(NO_COUNTER);
            await expect(kiosk.locator('[data-service=op-prevzeti]')).toContainText('asi 5 min');
            await expect(kiosk.locator('[data-service=op-prevzeti]')).not.toContainText(NO_COUNTER);
            await shot(kiosk, 'kiosk-services-unmanned');
            await axe(kiosk);
        });
        await expect(stage).toContainText(NO_COUNTER);
        const other = await openPage({ viewport: screens.phone });
        await other.goto(collect);
        await expect(other.locator('.ticket-stage')).toContainText(/Odhad čekání: (asi|do) /);
    });

    await test.step('a pause leaves people too', async () => {
        await press(four, /^Přestávka/, () => expect(four.locator('.idle')).toHaveText('Přestávka', { timeout: 6_000 }));
        await expect(warning).toContainText('Občanské průkazy (2)');
        await expect(workplace).toContainText(NO_COUNTER);
        await services(() => expect(kiosk.locator('[data-service=op-prevzeti]')).toContainText(NO_COUNTER));
    });

    await test.step('and whoever comes back is a promise again', async () => {
        await sitDown(two, 2);
        expect(await seated(two, 2)).toBe(2);
        await expect(stage).toContainText(/Odhad čekání: (asi|do) /);
        await expect(workplace).not.toContainText(NO_COUNTER);
        await expect(warning).not.toContainText(/průkaz/i);
    });
});
