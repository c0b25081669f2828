// What the office says on its screens: written and taken away by forms, shown in its time.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, logIn, MONDAY_MORNING } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const list = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** As long as a notice may be. */
const CZECH = 'Kvůli poruše registru Ministerstva vnitra dnes nevydáváme občanské průkazy ani cestovní doklady. Přijďte prosím zítra.';
const GERMAN = 'Wegen einer Störung im Rechenzentrum des Innenministeriums können wir heute keine Personalausweise und Pässe ausgeben.';
const UKRAINIAN = 'Через технічну несправність у реєстрі Міністерства внутрішніх справ сьогодні не видаємо посвідчення особи й паспорти для';

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

/** That nothing of it is cut off. */
async function fits(page: Page): Promise<void> {
    const over = await page.evaluate(() => {
        const root = document.documentElement;
        return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight];
    });
    expect(over).toEqual([0, 0]);
    for (const button of await page.locator('.workplace-button').all()) {
        const cut = await button.evaluate((it) => it.scrollHeight - it.clientHeight);
        expect(cut, await button.innerText()).toBeLessThanOrEqual(0);
    }
    for (const notice of await page.locator('.notices p').all()) {
        const box = await notice.boundingBox();
        expect(box).not.toBeNull();
        expect(box!.y + box!.height).toBeLessThanOrEqual(page.viewportSize()!.height);
    }
}

async function write(page: Page, words: Record<string, string>, until = ''): Promise<void> {
    await page.goto('/admin/notices?new');
    for (const [language, text] of Object.entries(words)) await page.getByLabel(language).fill(text);
    await page.getByLabel('Do', { exact: true }).fill(until);
    await button(page, 'Zveřejnit').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
}

test('a notice is written, changed and taken away', { tag: '@nojs' }, async ({ page, server, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    await server.setClock(MONDAY_MORNING);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/notices');
    await expect(title(page)).toHaveText('Oznámení na obrazovkách');
    await look(page, 'notices-none');
    await page.getByRole('link', { name: 'Nové oznámení' }).click();
    await button(page, 'Zveřejnit').click();
    await expect(page.getByLabel('Česky')).toHaveAccessibleDescription(/Napište oznámení aspoň česky/);
    await page.getByLabel('Česky').fill(CZECH);
    await page.getByLabel('Deutsch').fill(GERMAN);
    await page.getByLabel('Od', { exact: true }).fill('2026-11-24T12:00');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-24T08:00');
    await button(page, 'Zveřejnit').click();
    await expect(page.getByLabel('Do', { exact: true })).toHaveAccessibleDescription(/Konec musí být až po začátku/);
    await expect(page.getByLabel('Deutsch')).toHaveValue(GERMAN);
    await look(page, 'notices-wrong');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-25T08:00');
    await button(page, 'Zveřejnit').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await expect(list(page, 'Teprve bude').getByRole('row', { name: CZECH })).toContainText('24. listopadu 2026, 12:00');

    await page.getByRole('link', { name: CZECH }).click();
    await page.getByRole('checkbox', { name: 'televize' }).uncheck();
    await page.getByRole('combobox', { name: 'Hala' }).selectOption({ index: 1 });
    await page.getByLabel('Od', { exact: true }).fill('');
    await page.getByLabel('Do', { exact: true }).fill('2026-11-23T12:00');
    await look(page, 'notices-change');
    await button(page, 'Uložit').click();
    const running = list(page, 'Právě běží').getByRole('row', { name: CZECH });
    await expect(running).toContainText('úvodní stránka, stránka o čekání, kiosky');
    await expect(running).toContainText('do 23. listopadu 2026, 12:00');
    await server.setClock('2026-11-23T12:00:00+01:00');
    await page.reload();
    await expect(list(page, 'Skončilo').getByRole('link', { name: CZECH })).toBeVisible();
    await server.setClock(MONDAY_MORNING);
    await page.reload();
    await look(page, 'notices-all');
    await page.setViewportSize(screens.phone);
    await look(page, 'notices-phone');
    await page.getByRole('link', { name: CZECH }).click();
    await look(page, 'notices-change-phone');
    await page.getByText('Stáhnout', { exact: true }).click();
    await button(page, 'Ano, stáhnout').click();
    await expect(page.getByRole('link', { name: CZECH })).toHaveCount(0);
});

test('notices come and go by themselves, and take turns on the TV', async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const tv = await openPage({ viewport: screens.display });
    const still = await openPage({ viewport: screens.display, reducedMotion: 'reduce' });
    const phone = await openPage({ viewport: screens.phone, locale: 'de-DE' });
    for (const display of [tv, still]) await display.goto('/display/hall');
    await phone.goto('/');
    await logIn(page, server, 'admin');
    await write(page, { Česky: CZECH, Deutsch: GERMAN, Українська: UKRAINIAN }, '2026-11-23T08:30');
    for (const screen of [kiosk, tv]) await expect(screen.locator('.notices')).toHaveText(CZECH);
    await expect(phone.locator('.notices')).toHaveText(GERMAN);
    // What is the longest in any language is to be read on the TV, too.
    await write(page, { Česky: GERMAN, Українська: UKRAINIAN });
    await write(page, { Česky: UKRAINIAN });
    await expect(kiosk.locator('.notices p')).toHaveCount(3);
    await expect(phone.locator('.notices p')).toHaveCount(3);
    await look(phone, 'notices-start');
    await fits(kiosk);
    await shot(kiosk, 'notices-kiosk');
    await kiosk.getByRole('button', { name: 'Українська' }).click();
    await fits(kiosk);
    await shot(kiosk, 'notices-kiosk-uk');
    await axe(kiosk);

    const turn = tv.locator('.notices p[data-turn]');
    const board = await tv.locator('.display-main').boundingBox();
    const seen = new Set<string>();
    for (const second of ['00', '12', '24']) {
        await server.setClock(`2026-11-23T08:16:${second}+01:00`);
        await expect(turn).toHaveCount(1);
        await expect.poll(async () => {
            seen.add(await turn.innerText());
            return seen.size;
        }, { timeout: 30_000 }).toBe(Number(second) / 12 + 1);
        await expect(turn).toHaveCSS('opacity', '1');
        await expect(tv.locator('.notices p:visible')).toHaveCount(1);
        expect(await tv.locator('.display-main').boundingBox()).toEqual(board);
        await fits(tv);
        await shot(tv, `notices-tv-${Number(second) / 12 + 1}`);
    }
    await axe(tv);
    const moves = (display: Page) => display.locator('.notices p').first().evaluate((it) => getComputedStyle(it).transitionDuration);
    expect(await moves(still)).toBe('0s');
    expect(await moves(tv)).not.toBe('0s');

    await server.setClock('2026-11-23T08:30:00+01:00');
    for (const screen of [kiosk, tv]) {
        await expect(screen.locator('.notices p')).toHaveCount(2);
        await expect(screen.locator('.notices')).not.toContainText(CZECH);
    }
    await page.goto('/admin');
    await shot(page, 'supervisor-notices');
    await expect(page.locator('.supervisor-notices')).toContainText(GERMAN);
    await page.getByRole('link', { name: 'Upravit oznámení' }).click();
    await expect(title(page)).toHaveText('Oznámení na obrazovkách');
    for (const text of [GERMAN, UKRAINIAN]) {
        await page.getByRole('link', { name: text }).click();
        await page.getByText('Stáhnout', { exact: true }).click();
        await button(page, 'Ano, stáhnout').click();
    }
    for (const screen of [kiosk, tv]) await expect(screen.locator('.notices')).toBeHidden();
});
