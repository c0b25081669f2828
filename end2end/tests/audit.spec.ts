// An admin finds out who has done what.

import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, MONDAY_MORNING, openAdmin } from './office';

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

test('what the staff have done is found and downloaded', { tag: '@nojs' }, async ({ page, server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const clerk = await openPage();
    await logIn(clerk, server, 'clerk');
    await clerk.goto('/counter/book/op-zadost/2026-12-01/10:15');
    await clerk.getByLabel('Jméno').fill('Jana Nováková');
    await clerk.getByRole('button', { name: 'Objednat' }).click();
    await expect(clerk).toHaveURL(/\/counter\/booked\//);

    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await openAdmin(page, 'Záznamy');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Záznamy o změnách');
    const booked = page.getByRole('row', { name: /Objednání klienta/ }).first();
    await expect(booked).toContainText('urednik');
    await expect(booked).toContainText('1. prosince 2026');
    await expect(page.getByText('Jana Nováková')).toHaveCount(0);
    await look(page, 'audit');
    await page.setViewportSize(screens.phone);
    await look(page, 'audit-phone');

    await page.getByLabel('Kdo').fill('spravce');
    await page.getByLabel('Co', { exact: true }).selectOption('Přihlášení');
    await page.getByRole('button', { name: 'Ukázat' }).click();
    await expect(page.getByRole('row', { name: /Přihlášení/ }).first()).toContainText('spravce');
    await expect(page.getByRole('row', { name: /Objednání klienta/ })).toHaveCount(0);
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Stáhnout jako tabulku (CSV)' }).click();
    const text = await readFile(await (await coming).path(), 'utf8');
    const [heading, ...lines] = text.trimEnd().split('\r\n');
    expect(heading).toBe('\ufeffKdy,Kdo,Co,Čeho se to týká,Den');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^2026-11-23 08:15:\d\d,spravce,Přihlášení,,$/);
});
