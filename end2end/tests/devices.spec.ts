// An admin looks after kiosks and displays: lets them in, names and places them, shuts them out.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, logIn, MONDAY_MORNING } from './office';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

test('a kiosk and a TV are let in, placed otherwise and shut out', async ({ page, server, openPage, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    await server.setClock(MONDAY_MORNING);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/devices');
    await look(page, 'devices-none');

    const tv = await openPage({ viewport: screens.display });
    await tv.goto('/display/hall/enrol');
    await look(tv, 'devices-tv-asks');
    // As a remote control presses it.
    await expect(button(tv, 'Zapsat toto zařízení')).toBeFocused();
    await tv.keyboard.press('Enter');
    const code = await tv.locator('.enrolment-code').innerText();
    await look(tv, 'devices-tv-code');
    await page.getByLabel('Kód z obrazovky zařízení').fill(code);
    await page.getByLabel('Název').fill('televize nad vchodem do vstupní haly u hlavního schodiště');
    await button(page, 'Zapsat').click();
    const ofTv = row(page, 'televize nad vchodem do vstupní haly u hlavního schodiště');
    await expect(ofTv).toContainText('Ještě se neohlásilo.');
    // By itself.
    await expect(tv).toHaveURL(/\/display\/hall$/);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const ofKiosk = row(page, 'kiosek u vchodu');
    await expect(async () => {
        await page.reload();
        for (const device of [ofTv, ofKiosk]) await expect(device).toContainText('Teď běží.', { timeout: 1_000 });
    }).toPass();
    await expect(ofTv).toContainText('/display/hall');
    await expect(ofKiosk).toContainText('/kiosk/hall');
    await look(page, 'devices-all');
    await page.setViewportSize(screens.phone);
    await look(page, 'devices-phone');
    await page.setViewportSize(screens.counter);

    // To the other lobby: its page follows.
    await ofKiosk.getByText('Změnit', { exact: true }).click();
    await ofKiosk.getByLabel('Název').fill(' ');
    await ofKiosk.getByLabel('Hala').selectOption({ index: 1 });
    await ofKiosk.getByRole('button', { name: 'Uložit' }).first().click();
    await expect(ofKiosk.getByLabel('Název')).toHaveAccessibleDescription('Pojmenujte zařízení.');
    await look(page, 'devices-change-wrong');
    await ofKiosk.getByLabel('Název').fill('kiosek u výtahu');
    await ofKiosk.getByRole('button', { name: 'Uložit' }).first().click();
    await expect(row(page, 'kiosek u výtahu')).toContainText('Chodba naproti výtahu');
    await expect(kiosk).toHaveURL(/\/kiosk\/corridor$/);
    await expect(kiosk.locator('[data-workplace=registr-vozidel]')).toBeVisible();

    const shutOut = row(page, 'kiosek u výtahu');
    await shutOut.getByText('Odebrat', { exact: true }).click();
    await look(page, 'devices-revoke');
    await button(page, 'Ano, odebrat kiosek u výtahu').click();
    await expect(row(page, 'kiosek u výtahu')).toHaveCount(0);
    // By itself, though nobody has touched it.
    await expect(kiosk.getByRole('heading', { level: 1 })).toHaveText('Tento kiosek ještě nevydává lístky');

    await tv.close();
    // The server hears a moment later that the TV is off.
    let hour = 8;
    await expect(async () => {
        hour += 2;
        await server.setClock(`2026-11-23T${String(hour).padStart(2, '0')}:15:00+01:00`);
        await page.reload();
        await expect(ofTv).toContainText('Přes hodinu se nehlásí, naposledy 23. listopadu 2026 v', { timeout: 1_000 });
    }).toPass();
    await look(page, 'devices-silent');
});
