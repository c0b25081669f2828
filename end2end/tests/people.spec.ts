// An admin sees to the accounts, and everybody to their own.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, MONDAY_MORNING } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

async function logInAs(page: Page, name: string, password: string): Promise<void> {
    await page.goto('/login');
    await page.getByLabel('Přihlašovací jméno').fill(name);
    await page.getByLabel('Heslo').fill(password);
    await button(page, 'Přihlásit se').click();
}

/** The address that is shown once. */
async function makeLink(page: Page): Promise<string> {
    await button(page, 'Vytvořit odkaz k nastavení hesla').click();
    return page.locator('.password-link').innerText();
}

test('an account is added, used, and switched off', { tag: '@nojs' }, async ({ page, server, openPage, tolerate }) => {
    tolerate(/status of (422|404|403)/, 'refused forms and used links');
    const login = `alzbeta.${test.info().project.name}`;
    const name = 'Mgr. Alžběta Nejedlá-Kratochvílová, Ph.D.';
    await server.setClock(MONDAY_MORNING);
    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/people');
    await expect(title(page)).toHaveText('Lidé');
    await page.getByRole('link', { name: 'Přidat účet' }).click();

    // Typed wrongly first.
    await page.getByLabel('Přihlašovací jméno').fill('alžběta');
    await page.getByLabel('Jméno a příjmení').fill(name);
    await page.getByLabel('vedoucí').check();
    await page.getByLabel('Odbor dopravy').check();
    await button(page, 'Uložit').click();
    await expect(page.getByLabel('Přihlašovací jméno')).toHaveAccessibleDescription(/Použijte jen písmena bez háčků/);
    await expect(page.getByLabel('Odbor dopravy')).toBeChecked();
    await look(page, 'people-new-wrong');
    await page.getByLabel('Přihlašovací jméno').fill(login);
    await button(page, 'Uložit').click();
    await expect(page.getByRole('status')).toContainText('Účet je založený.');
    await expect(title(page)).toHaveText(name);

    const address = await makeLink(page);
    await look(page, 'people-one-link');
    await page.setViewportSize(screens.phone);
    await look(page, 'people-one-link-phone');
    await page.setViewportSize(screens.counter);

    // Its owner, on a phone.
    const owner = await openPage({ viewport: screens.phone });
    await owner.goto(address);
    await look(owner, 'password-phone');
    await owner.getByLabel('Nové heslo', { exact: true }).fill('krátké');
    await owner.getByLabel('Nové heslo ještě jednou').fill('krátké');
    await button(owner, 'Nastavit heslo').click();
    await expect(owner.getByLabel('Nové heslo', { exact: true })).toHaveAccessibleDescription(/aspoň 12 znaků/);
    await look(owner, 'password-wrong-phone');
    await owner.getByLabel('Nové heslo', { exact: true }).fill('čtyři slova za sebou');
    await owner.getByLabel('Nové heslo ještě jednou').fill('čtyři slova za sebou');
    await button(owner, 'Nastavit heslo').click();
    await expect(owner.getByRole('status')).toHaveText('Heslo je nastavené. Teď se jím přihlaste.');
    await look(owner, 'password-set-phone');
    await owner.goto(address);
    await expect(owner.getByText('Tento odkaz už byl použit.')).toBeVisible();
    await look(owner, 'password-used-phone');

    // A supervisor of one department sees its workplaces only.
    await owner.setViewportSize(screens.counter);
    await logInAs(owner, login, 'čtyři slova za sebou');
    await expect(owner).toHaveURL(/\/counter$/);
    await owner.goto('/admin/closures');
    await expect(owner.getByLabel('Co zavřít', { exact: true })).toContainText('Registr vozidel');
    await expect(owner.getByLabel('Co zavřít', { exact: true })).not.toContainText('Občanské průkazy');
    await owner.getByRole('link', { name }).click();
    await expect(owner.getByText('vedoucí (Odbor dopravy)')).toBeVisible();
    await look(owner, 'account');
    await owner.getByLabel('Dosavadní heslo').fill('něco jiného');
    await owner.getByLabel('Nové heslo', { exact: true }).fill('pět docela jiných slov');
    await owner.getByLabel('Nové heslo ještě jednou').fill('pět docela jiných slov');
    await button(owner, 'Změnit heslo').click();
    await expect(owner.getByLabel('Dosavadní heslo')).toHaveAccessibleDescription(/není Vaše dosavadní heslo/);
    await owner.setViewportSize(screens.phone);
    await look(owner, 'account-wrong-phone');

    // Made an auditor, who has to log in anew and can only look.
    await page.goto(`/admin/people?account=${login}`);
    await page.getByLabel('kontrola').check();
    await button(page, 'Uložit').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await owner.goto('/account');
    await expect(owner).toHaveURL(/\/login$/);
    await owner.setViewportSize(screens.counter);
    await logInAs(owner, login, 'čtyři slova za sebou');
    await owner.goto('/admin/hours?workplace=obcanske-prukazy&piece=week');
    await expect(owner.getByText('Tuto stránku máte jen ke čtení.')).toBeVisible();
    await expect(button(owner, 'Uložit')).toBeDisabled();
    await look(owner, 'auditor-hours');
    await owner.goto('/admin/devices');
    await look(owner, 'auditor-devices');

    // Switched off: nothing more from the next click on.
    await page.reload();
    await look(page, 'people-one');
    await page.getByText('Vypnout účet').click();
    await button(page, 'Ano, vypnout').click();
    await expect(button(page, 'Zapnout účet')).toBeVisible();
    await look(page, 'people-off');
    await owner.reload();
    await expect(owner).toHaveURL(/\/login$/);
    await logInAs(owner, login, 'čtyři slova za sebou');
    await expect(owner.getByRole('alert')).toContainText('Tento účet je vypnutý.');
    await page.goto('/admin/people');
    await expect(page.getByRole('row', { name: new RegExp(login) })).toContainText('vypnutý');
    await look(page, 'people-all');
    await page.setViewportSize(screens.phone);
    await look(page, 'people-all-phone');

    // The last admin stays.
    await page.goto(`/admin/people?account=${server.login('admin').name}`);
    await page.getByText('Vypnout účet').click();
    await button(page, 'Ano, vypnout').click();
    await expect(page.getByText('Je to poslední správce, který se může přihlásit.')).toBeVisible();
    await look(page, 'people-last-phone');
});
