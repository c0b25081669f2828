// The office looks who is booked, finds a client, moves and cancels; and sees to what a person may ask of it.

import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { axe, expect, screens, shot } from './fixtures';
import { testWithMails as test } from './mailbox';
import { logIn, MONDAY_MORNING, openAdmin } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const LONG = 'Maximiliána Bartolomějová-Hradišťská z Kostelce nad Orlicí';

/** On a computer and on a phone. */
async function look(page: Page, name: string): Promise<void> {
    for (const [suffix, viewport] of [['', screens.counter], ['-phone', screens.phone]] as const) {
        await page.setViewportSize(viewport);
        await axe(page);
        await shot(page, name + suffix, { fullPage: true });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, `width of ${name}${suffix}`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize(screens.counter);
}

test('a client is found, moved and cancelled, and the day is printed', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    await server.setClock(MONDAY_MORNING);
    // Each run has a day of its own.
    const hydrated = test.info().project.name === 'hydrated';
    const [day, date, name] = hydrated
        ? ['2026-12-02', 'středa 2. prosince 2026', 'Žofie Růžičková']
        : ['2026-12-09', 'středa 9. prosince 2026', 'Žofie Šťastná'];
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/plan?date=2026-11-28');
    await expect(page.getByText('Nikdo objednaný není.')).toBeVisible();
    await look(page, 'plan-nobody');
    await page.goto('/admin/plan?date=2026-11-20');
    await expect(page.getByText('Tento den už minul.')).toBeVisible();

    for (const [service, time, who] of [
        ['op-zadost', '08:00', LONG],
        ['op-zadost', '10:15', name],
        ['op-zadost', '10:30', '<script>alert(1)</script>'],
        ['pas-zadost', '10:15', 'Petr Dvořák'],
        ['vozidlo-prevod', '13:00', 'Oleksandra Ševčenková'],
    ]) {
        await server.book(service, `${day} ${time}`, who);
    }
    await page.goto('/admin/plan');
    await page.getByLabel('Den', { exact: true }).fill(day);
    await button(page, 'Ukázat').click();
    await expect(page.getByRole('heading', { name: date })).toBeVisible();
    const cards = page.getByRole('region', { name: 'Občanské průkazy' });
    await expect(cards.getByRole('row')).toHaveCount(4);
    await expect(cards).toContainText('<script>alert(1)</script>');
    await look(page, 'plan-day');
    await page.getByLabel('Celý týden').check();
    await button(page, 'Ukázat').click();
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText(date);
    await look(page, 'plan-week');

    // On paper only the lists are left, each workplace on its own.
    await page.goto(`/admin/plan?date=${day}`);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByRole('search')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Občanské průkazy' })).toBeVisible();
    await shot(page, 'plan-print', { fullPage: true });
    const paper = await page.pdf({ preferCSSPageSize: true });
    const sheets = paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g);
    expect(sheets).toHaveLength(3);
    await page.emulateMedia({ media: null });

    // Found by a part of the name, without accents.
    await page.goto('/admin/plan');
    await page.getByLabel('Najít klienta').fill('ž');
    await button(page, 'Najít').click();
    await expect(page.getByLabel('Najít klienta')).toHaveAccessibleDescription(/Napište aspoň dvě písmena/);
    await look(page, 'plan-find-wrong');
    const sought = name.split(' ')[1].normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
    await page.getByLabel('Najít klienta').fill(sought);
    await button(page, 'Najít').click();
    expect(page.url()).not.toContain(sought);
    await look(page, 'plan-found');
    await page.getByRole('link', { name }).click();
    await expect(title(page)).toHaveText(name);
    const email = (await page.locator('dd', { hasText: '@example.cz' }).innerText()).trim();

    await page.getByRole('link', { name: 'Přesunout na jiný čas' }).click();
    await look(page, 'plan-move');
    await page.getByRole('radio', { name: '11:00' }).check();
    await button(page, 'Změnit na vybraný čas').click();
    await expect(page.getByRole('status')).toContainText('Přesunuto.');
    await expect(page.getByText(`${date}, 11:00`)).toBeVisible();
    await expect.poll(() => mailbox.of(email).map((mail) => mail.subject)).toContainEqual(`Nový termín: ${date}, 11:00`);

    await page.getByText('Zrušit objednávku', { exact: true }).click();
    await page.getByLabel('Důvod pro klienta').fill('');
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(page.getByLabel('Důvod pro klienta')).toHaveAccessibleDescription(/Napište důvod/);
    await look(page, 'plan-cancel');
    await page.getByLabel('Důvod pro klienta').fill('Úřednice onemocněla.');
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(page.getByRole('status')).toContainText('Zrušeno.');
    await expect(page.locator('main')).not.toContainText(name);
    await look(page, 'plan-cancelled');
    await expect.poll(() => mailbox.of(email).at(-1)?.text).toContain('Úřednice onemocněla.');
});

test('what is stored about a person is seen, saved and erased', { tag: '@nojs' }, async ({ page, server, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    await server.setClock(MONDAY_MORNING);
    const hydrated = test.info().project.name === 'hydrated';
    const [day, name] = hydrated ? ['2026-12-03', 'Květa Nováková'] : ['2026-12-10', 'Květa Černá'];
    await server.book('op-zadost', `${day} 10:15`, name);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/plan');
    await page.getByLabel('Najít klienta').fill(name);
    await button(page, 'Najít').click();
    const email = (await page.getByRole('cell', { name: '@example.cz' }).innerText()).trim();

    await openAdmin(page, 'Osobní údaje');
    await expect(title(page)).toHaveText('Osobní údaje');
    await expect(page.getByText('Naposledy proběhlo')).toBeVisible();
    await look(page, 'person-start');
    await page.getByLabel('E-mail toho, kdo se ptá').fill('květa');
    await button(page, 'Zjistit, co máme').click();
    await expect(page.getByLabel('E-mail toho, kdo se ptá')).toHaveAccessibleDescription(/Tohle není e-mailová adresa/);
    await expect(page.getByLabel('E-mail toho, kdo se ptá')).toHaveValue('květa');
    await page.getByLabel('E-mail toho, kdo se ptá').fill(email);
    await button(page, 'Zjistit, co máme').click();
    await expect(title(page)).toHaveText(`Co máme o adrese ${email}`);
    await expect(page.getByRole('region', { name: 'Objednávky' })).toContainText(name);
    await look(page, 'person-report');

    const download = page.waitForEvent('download');
    await button(page, 'Uložit do souboru').click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('osobni-udaje.json');
    const saved = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(saved['Objednávky'][0]['Jméno']).toBe(name);

    await page.getByText('Smazat všechno', { exact: true }).click();
    await look(page, 'person-erase');
    await button(page, 'Ano, smazat všechno').click();
    await expect(page.getByRole('status')).toHaveText('Smazáno. V zálohách to zůstane, dokud se po nastaveném počtu dní samy nesmažou.');
    await page.goto(`/admin/plan?date=${day}`);
    await expect(page.getByText('Nikdo objednaný není.')).toBeVisible();
});
