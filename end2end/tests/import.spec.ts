// An admin looks a file of the set-up through, and puts it in place.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, MONDAY_MORNING, openAdmin } from './office';

const TOWN = readFileSync(resolve(__dirname, '../../town.toml'), 'utf8');

test('a file is looked through, mended and put in place', async ({ page, server, openPage, tolerate }) => {
    tolerate(/status of 422/, 'refused forms');
    await server.setClock(MONDAY_MORNING);
    const tv = await openPage({ viewport: screens.display });
    await tv.goto('/display/hall');
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await openAdmin(page, 'Nabídka');
    await page.getByRole('link', { name: 'Nahrát town.toml' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nastavení ze souboru');
    await axe(page);
    const check = async (text: string) => {
        const file = { name: 'town.toml', mimeType: 'application/toml', buffer: Buffer.from(text) };
        await page.getByLabel('Soubor s nastavením').setInputFiles(file);
        await page.getByRole('button', { name: 'Zkontrolovat' }).click();
    };

    const broken = TOWN.replace('id = "hall"', 'id = "Hala!"').replace('[[lobby]]', 'zone = "Kostelec"\n\n[[lobby]]');
    await check(broken);
    await expect(page.getByLabel('Soubor s nastavením')).toHaveAccessibleDescription(/V souboru jsou chyby/);
    const errors = page.getByRole('region', { name: 'Chyby v souboru' });
    await expect(errors.getByRole('row').nth(1)).toBeVisible();
    await axe(page);
    await shot(page, 'import-errors', { fullPage: true });

    const name = 'Městský úřad Kostelec nad Orlicí';
    await check(TOWN.replace(`name.cs = "${name}"`, 'name.cs = "Úřad města Kostelce"'));
    const would = page.getByRole('region', { name: 'Co soubor změní' });
    await expect(would.getByRole('list', { name: 'Změní se' })).toContainText('Název úřadu');
    await axe(page);
    await shot(page, 'import-differences', { fullPage: true });
    await expect(tv.getByRole('heading', { level: 1 })).toContainText(name);
    await page.getByRole('button', { name: 'Použít toto nastavení' }).click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await expect(tv.getByRole('heading', { level: 1 })).toContainText('Úřad města Kostelce');
});
