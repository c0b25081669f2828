// An admin makes a backup and takes it away.

import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, openAdmin } from './office';

const TUESDAY_NIGHT = '2026-11-24T03:00:00+01:00';

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

test('a backup is made by a button and downloaded', { tag: '@nojs' }, async ({ page, server }) => {
    // A file is named by its second.
    const minute = test.info().project.name === 'hydrated' ? '15' : '45';
    await server.setClock(`2026-11-23T08:${minute}:00+01:00`);
    const code = await server.book('op-zadost', '2026-11-30 10:15', 'Jana Nováková');
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await openAdmin(page, 'Zálohy');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Zálohy');
    await page.getByRole('button', { name: 'Zálohovat teď' }).click();
    await expect(page.getByRole('status')).toHaveText('Záloha je hotová.');
    await look(page, 'backup-made');
    await page.setViewportSize(screens.phone);
    await look(page, 'backup-made-phone');
    const link = page.getByRole('link', { name: new RegExp(`^Stáhnout zálohu: 23\\. listopadu 2026 8:${minute}`) });
    const coming = page.waitForEvent('download');
    await link.first().click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^prepazka-20261123T07${minute}\\d\\dZ\\.backup$`));
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain(`["code","${code}"`);
    expect(text).toMatch(/^\{"prepazka_backup":1,[^]*\n\{"rows":\d+,"checksum":"[0-9a-f]{64}"\}\n$/);
});

test('in the night one is made by itself', async ({ page, server }) => {
    await server.setClock(TUESDAY_NIGHT);
    await logIn(page, server, 'admin');
    await expect(async () => {
        await page.goto('/admin/backup');
        await expect(page.getByRole('cell', { name: '24. listopadu 2026 3:00', exact: true })).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(page.getByText('Poslední noční záloha chybí.')).toHaveCount(0);
});
