// An admin changes what the office offers, and clients and clerks have it at once.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, logIn, MONDAY_MORNING, sitDown, openAdmin } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

async function save(page: Page): Promise<void> {
    await button(page, 'Uložit').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
}

test('a service and a counter are added, used, and retired', async ({ page, server, openPage, tolerate }) => {
    tolerate(/status of 422/, 'refused forms');
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);

    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await openAdmin(page, 'Nabídka');
    await expect(title(page)).toHaveText('Nabídka úřadu');
    await look(page, 'offer-all');

    // A service, typed wrongly first.
    const cashDesk = page.getByRole('region', { name: 'Centrální pokladna' });
    await cashDesk.getByRole('link', { name: 'Přidat činnost' }).click();
    await look(page, 'offer-service-new');
    const name = page.getByRole('group', { name: 'Název' });
    await page.getByLabel('Kolik minut obvykle trvá').fill('mnoho');
    await page.getByLabel('Klienti se na ni mohou objednat přes internet').uncheck();
    await button(page, 'Uložit').click();
    await expect(name.getByLabel('Česky')).toHaveAccessibleDescription(/Napište název/);
    await expect(page.getByLabel('Kolik minut obvykle trvá')).toHaveValue('mnoho');
    await expect(page.getByLabel('Klienti se na ni mohou objednat přes internet')).not.toBeChecked();
    await look(page, 'offer-service-wrong');
    await name.getByLabel('Česky').fill('Místní poplatek z pobytu v ubytovacích zařízeních');
    await name.getByLabel('English').fill('Accommodation fee');
    await page.getByLabel('Kolik minut obvykle trvá').fill('10');
    await page.getByLabel('Pořadí').selectOption('na začátku');
    await save(page);
    await look(page, 'offer-saved');

    // It is on the kiosk without a reload, and its ticket is called at a counter that is new too.
    await page.getByRole('link', { name: 'Přidat přepážku' }).click();
    await page.getByLabel('Číslo přepážky').fill('9');
    await page.getByLabel('Místní poplatek z pobytu').check();
    await look(page, 'offer-counter-new');
    await save(page);
    await kiosk.getByRole('button', { name: /Centrální pokladna/ }).click();
    const fee = kiosk.getByRole('button', { name: /Místní poplatek z pobytu/ });
    await expect(fee).toBeVisible();
    await shot(kiosk, 'offer-kiosk');
    await fee.click();
    await expect(kiosk.locator('.ticket-number')).toHaveText('P001');
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 9);
    await counter.locator('.press').click();
    await expect(counter.locator('.client-ticket')).toHaveText('P001');

    // Nothing vanishes under them.
    await page.getByRole('link', { name: 'Místní poplatek z pobytu' }).click();
    await page.locator('summary', { hasText: 'Odebrat' }).click();
    await button(page, 'Ano, odebrat').click();
    await expect(page.getByRole('alert')).toContainText('Nejdřív zrušte výběr u přepážek: 9.');
    await look(page, 'offer-in-use');
    await page.getByLabel('Nabízí se').selectOption('nikomu, vyřazená činnost');
    await save(page);
    await expect(page.getByRole('row', { name: /Místní poplatek z pobytu.*vyřazená/ })).toBeVisible();
    await kiosk.goto('/kiosk/hall');
    await expect(kiosk.locator('html')).toHaveAttribute('data-live');
    await kiosk.getByRole('button', { name: /Centrální pokladna/ }).click();
    await expect(kiosk.getByRole('button', { name: /Jiná platba/ })).toBeVisible();
    await expect(fee).toHaveCount(0);
});

test('workplaces, lobbies and departments are changed without a program', { tag: '@nojs' }, async ({ page, server, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    const project = test.info().project.name;
    await server.setClock(MONDAY_MORNING);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/offer');
    const lobby = `Velmi dlouhá chodba ve druhém patře vedlejší budovy městského úřadu ${project}`.slice(0, 80);
    await page.getByRole('link', { name: 'Přidat halu' }).click();
    await page.getByRole('group', { name: 'Název' }).getByLabel('Česky').fill(lobby);
    await look(page, 'offer-lobby-new');
    await save(page);
    await page.getByRole('link', { name: 'Přidat pracoviště' }).click();
    await page.getByRole('group', { name: 'Název' }).getByLabel('Česky').fill(`Stavební úřad ${project}`);
    await page.getByLabel('Písmeno lístků').fill('A');
    await page.getByLabel('Hala').selectOption(lobby);
    await button(page, 'Uložit').click();
    await expect(page.getByLabel('Písmeno lístků')).toHaveAccessibleDescription(/už má pracoviště Občanské průkazy/);
    await look(page, 'offer-workplace-wrong');
    await page.getByLabel('Písmeno lístků').fill(project === 'hydrated' ? 'S' : 'T');
    await save(page);
    const own = page.getByRole('region', { name: `Stavební úřad ${project}` });
    await expect(own).toContainText('zatím nemá žádnou činnost');
    await own.getByRole('link', { name: 'Změnit pracoviště' }).click();
    await page.locator('summary', { hasText: 'Odebrat' }).click();
    await button(page, 'Ano, odebrat').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await expect(own).toHaveCount(0);
    await page.setViewportSize(screens.phone);
    await look(page, 'offer-phone');
});
