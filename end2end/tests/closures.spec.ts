// Something unexpected closes a part of the office: whoever is booked learns of it, and so does everybody else.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot } from './fixtures';
import { links, reserve, testWithMails as test } from './mailbox';
import { atTheChoice, enrol, logIn, MONDAY_MORNING } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

test('a morning is closed, everybody is told, and a client chooses another time', async ({ page, server, mailbox, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const client = await openPage({ viewport: screens.phone });
    await reserve(client, server, mailbox, '2026-11-25/10:15', 'jana@example.cz');
    await reserve(client, server, mailbox, '2026-11-25/10:30', 'petr@example.cz');
    await reserve(client, server, mailbox, '2026-11-25/14:00', 'afternoon@example.cz');
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const tv = await openPage({ viewport: screens.display });
    await tv.goto('/display/hall');

    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin');
    await page.getByRole('link', { name: 'Uzavření' }).click();
    await expect(title(page)).toHaveText('Uzavření');
    await look(page, 'closures-none');
    await page.getByLabel('Co zavřít', { exact: true }).selectOption('obcanske-prukazy');
    await page.getByLabel('Od', { exact: true }).fill('2026-11-25T12:00');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-25T08:00');
    await button(page, 'Ukázat, koho se to týká').click();
    await expect(page.getByLabel('Do', { exact: true })).toHaveAccessibleDescription('Konec musí být až po začátku.');
    await expect(page.getByLabel('Od', { exact: true })).toHaveValue('2026-11-25T12:00');
    await look(page, 'closures-wrong');
    await page.getByLabel('Od', { exact: true }).fill('2026-11-25T08:00');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-25T12:00');
    await button(page, 'Ukázat, koho se to týká').click();

    await expect(title(page)).toHaveText('Občanské průkazy, 25. 11. 8:00–12:00');
    await expect(page.getByRole('row')).toHaveCount(3);
    await look(page, 'closures-planned');
    await page.getByLabel('Česky').fill('Porucha proudu');
    await button(page, 'Zavřít a napsat objednaným').click();
    await expect(title(page)).toHaveText('Občanské průkazy, 25. 11. 8:00–12:00');

    const told = await mailbox.mail('jana@example.cz', 3);
    expect(told.subject).toBe('Termín odpadá: středa 25. listopadu 2026, 10:15');
    expect(told.text).toContain('Porucha proudu');
    await mailbox.mail('petr@example.cz', 3);
    // By itself, once the last mail has left.
    await expect(page.getByRole('row', { name: /Jana Nováková/ }).first()).toContainText('odeslán', { timeout: 20_000 });
    await look(page, 'closures-told');
    expect(mailbox.of('afternoon@example.cz')).toHaveLength(2);

    const notice = 'Občanské průkazy, 25. 11. 8:00–12:00 zavřeno: Porucha proudu';
    await expect(kiosk.locator('.notices')).toHaveText(notice);
    await shot(kiosk, 'closures-kiosk');
    await expect(tv.locator('.notices')).toHaveText(notice);
    await shot(tv, 'closures-tv');

    await client.goto('/');
    await expect(client.locator('.notices')).toHaveText(notice);
    await look(client, 'closures-start');
    await client.goto(links(told)[0]);
    await expect(title(client)).toHaveText('Změnit termín');
    await look(client, 'closures-other-time');
    await client.getByRole('link', { name: '26. listopadu, volno' }).click();
    await client.getByRole('radio', { name: '9:00', exact: true }).check();
    await button(client, 'Změnit na vybraný čas').click();
    await expect(title(client)).toHaveText('Jste objednáni');
    await page.reload();
    await expect(page.getByRole('row')).toHaveCount(2);

    await page.getByText('Zrušit uzavření', { exact: true }).click();
    await look(page, 'closures-take-back');
    await button(page, 'Ano, zrušit uzavření').click();
    await expect(page.locator('main')).toContainText('Nic mimořádně zavřeného není.');
    await expect(kiosk.locator('.notices')).toHaveText('');
});

async function close(page: Page, what: string, name: string, reason: string): Promise<void> {
    await page.goto('/admin/closures');
    await page.getByLabel('Co zavřít', { exact: true }).selectOption(what);
    await page.getByLabel('Od', { exact: true }).fill('2026-11-23T08:00');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-23T12:00');
    await button(page, 'Ukázat, koho se to týká').click();
    await expect(title(page)).toHaveText(`${name}, 23. 11. 8:00–12:00`);
    await page.getByLabel('Česky').fill(reason);
}

test('a service, a counter and a lobby are closed, each where it is', async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');

    await close(page, 'service:op-prevzeti', 'Občanské průkazy – Převzetí hotového občanského průkazu', 'Čekáme na zásilku z ministerstva');
    await button(page, 'Zavřít a napsat objednaným').click();
    await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
    const service = kiosk.locator('[data-service=op-prevzeti]');
    await expect(service).toBeDisabled();
    await expect(service).toContainText('Zavřeno do 12:00. Čekáme na zásilku z ministerstva');
    await expect(kiosk.locator('[data-service=op-zadost]')).toBeEnabled();
    await axe(kiosk);
    await shot(kiosk, 'closures-kiosk-service');
    await kiosk.getByRole('button', { name: 'Zpět' }).click();

    // Somebody has the choice before them already.
    const clerk = await openPage({ viewport: screens.counter });
    await logIn(clerk, server, 'clerk');
    await atTheChoice(clerk);
    await close(page, 'counter:3', 'Přepážka 3', 'Malování');
    await look(page, 'closures-counter');
    await button(page, 'Zavřít přepážku').click();
    await expect(title(page)).toHaveText('Přepážka 3, 23. 11. 8:00–12:00');
    const above = await openPage({ viewport: { width: 800, height: 480 } });
    await above.goto('/display/hall/counter/3');
    await expect(above.locator('main')).toHaveText('Zavřeno');
    await clerk.getByRole('button', { name: 'Sednout k přepážce 3', exact: true }).click();
    const told = 'Přepážka 3 je zavřená (23. 11. 8:00–12:00). Důvod: Malování';
    await expect(clerk.getByRole('alert')).toHaveText(told);
    const third = clerk.locator('.counter-card').filter({ has: clerk.getByRole('heading', { name: 'Přepážka 3', exact: true }) });
    await expect(third).toContainText(told);
    await expect(third.getByRole('button')).toHaveCount(0);
    await shot(clerk, 'closures-clerk');
    await page.goto('/admin');
    await expect(page.getByRole('row', { name: /^3 / })).toContainText('zavřená 23. 11. 8:00–12:00');
    await look(page, 'closures-overview');

    await close(page, 'lobby:hall', 'Vstupní hala u vchodových dveří úřadu', 'Praskla voda');
    await button(page, 'Zavřít a napsat objednaným').click();
    for (const button of await kiosk.locator('[data-workplace]').all()) await expect(button).toBeDisabled();
    await expect(kiosk.locator('.notices')).toContainText('Vstupní hala u vchodových dveří úřadu, 23. 11. 8:00–12:00 zavřeno: Praskla voda');
    await shot(kiosk, 'closures-kiosk-lobby');
    await page.goto('/admin/closures');
    await expect(page.getByRole('link', { name: /8:00–12:00/ })).toHaveCount(3);
    await look(page, 'closures-three');
});
