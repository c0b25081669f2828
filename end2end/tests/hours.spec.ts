// An admin changes when a workplace works, and what results from it.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot } from './fixtures';
import { links, reserve, testWithMails as test } from './mailbox';
import { logIn, MONDAY_MORNING } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
}

test('the hours are changed, and whom it concerns is seen first', { tag: '@nojs' }, async ({ page, server, mailbox, openPage, tolerate }) => {
    tolerate(/status of 422/, 'a refused form');
    await server.setClock(MONDAY_MORNING);
    const citizen = await openPage({ viewport: screens.phone });
    const email = `outside-${test.info().project.name}@example.cz`;
    const day = test.info().project.name === 'hydrated' ? '2026-12-02' : '2026-12-09';
    const date = test.info().project.name === 'hydrated' ? '2. prosince 2026' : '9. prosince 2026';
    await reserve(citizen, server, mailbox, `${day}/10:15`, email);

    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await page.goto('/admin/hours');
    await expect(title(page)).toHaveText('Úřední hodiny a místa');
    await look(page, 'hours-all');
    await page.getByRole('link', { name: 'Občanské průkazy' }).click();
    await expect(title(page)).toHaveText('Občanské průkazy');
    await look(page, 'hours-one');

    // A single day, typed wrongly first.
    await page.getByRole('link', { name: 'Přidat den s vlastními hodinami' }).click();
    await page.getByLabel('Datum').fill(day);
    await page.getByLabel('Hodiny').fill('9:00-8:00');
    await button(page, 'Uložit').click();
    await expect(page.getByLabel('Hodiny')).toHaveAccessibleDescription(/Konec musí být až po začátku/);
    await expect(page.getByLabel('Datum')).toHaveValue(day);
    await look(page, 'hours-day-wrong');
    await page.getByLabel('Hodiny').fill('8:00-9:00');
    await page.getByLabel('Místa pro objednané').fill('8:00-9:00 x2');
    await button(page, 'Uložit').click();
    await expect(page.getByRole('alert')).toContainText('Tato změna se dotkne objednaných');
    await expect(page.getByRole('row', { name: /Jana Nováková/ })).toContainText('10:15');
    await look(page, 'hours-day-concerns');
    await shot(page, 'hours-day-concerns-first');
    await button(page, 'Přesto uložit').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await expect(page.getByRole('region', { name: 'Objednaní, na které nabídka nestačí' })).toContainText('Jana Nováková');
    await expect(page.getByRole('region', { name: 'Jednotlivé dny' })).toContainText(date);
    await look(page, 'hours-saved');

    // A citizen is offered what results from it.
    await citizen.goto(`/book/op-zadost/${day}`);
    await expect(citizen.getByRole('link', { name: /8:45/ })).toBeVisible();
    await expect(citizen.getByText('10:00')).toHaveCount(0);

    // Whom it concerns is written to.
    await page.getByRole('link', { name: 'Napsat jim' }).click();
    await expect(page.getByRole('checkbox', { name: /Jana Nováková/ })).toBeChecked();
    await look(page, 'contact-clients');
    await button(page, 'Napsat vybraným').click();
    await expect(page.getByLabel('Česky')).toHaveAccessibleDescription(/Napište zprávu česky/);
    await page.getByLabel('Česky').fill('Ten den máme jen ráno. Přijďte, prosím, už v osm, nebo si vyberte jiný den.');
    await look(page, 'contact-refused');
    await button(page, 'Napsat vybraným').click();
    const mail = await mailbox.mail(email, 3);
    expect(mail.subject).toContain('Zpráva k Vaší objednávce:');
    expect(mail.text).toContain('Přijďte, prosím, už v osm');
    expect(links(mail)).toHaveLength(1);
    // By itself, once the mail has left.
    await expect(page.getByRole('row', { name: /Jana Nováková/ })).toContainText('odeslán', { timeout: 20_000 });
    await look(page, 'contact-sent');
    await page.getByRole('link', { name: 'Zpět na přehled' }).click();
    await expect(page.getByRole('link', { name: /Přijďte, prosím, už v osm/ }).first()).toBeVisible();
    await look(page, 'contact-all');

    // In one step: the hours, and the word to those who cannot come then.
    const thursday = test.info().project.name === 'hydrated' ? '2026-12-03' : '2026-12-10';
    const cancelled = `cancelled-${test.info().project.name}@example.cz`;
    await reserve(citizen, server, mailbox, `${thursday}/10:15`, cancelled);
    await page.goto('/admin/hours?workplace=obcanske-prukazy&piece=day');
    await page.getByLabel('Datum').fill(thursday);
    await page.getByLabel('Hodiny').fill('8:00-9:00');
    await page.getByLabel('Místa pro objednané').fill('8:00-9:00 x2');
    await button(page, 'Uložit').click();
    await expect(page.getByRole('radio', { name: 'Ponechat', exact: true })).toBeChecked();
    await expect(page.getByLabel('Česky')).toBeHidden();
    await page.getByRole('radio', { name: 'Zrušit a napsat jim' }).check();
    await expect(page.getByLabel('Česky')).toHaveValue(/Změnili jsme úřední hodiny/);
    await page.getByLabel('Česky').fill('');
    await button(page, 'Přesto uložit').click();
    await expect(page.getByLabel('Česky')).toHaveAccessibleDescription(/Napište zprávu česky/);
    await expect(page.getByRole('radio', { name: 'Zrušit a napsat jim' })).toBeChecked();
    await page.getByLabel('Česky').fill('Ten den zavíráme už v devět. Omlouváme se.');
    await look(page, 'hours-day-cancels');
    await button(page, 'Přesto uložit').click();
    await expect(page.getByRole('status')).toContainText('Hodiny jsou uložené.');
    await expect(page.getByText('Termíny těch, komu šlo napsat, jsme zrušili.')).toBeVisible();
    await look(page, 'hours-told');
    const word = await mailbox.mail(cancelled, 3);
    expect(word.text).toContain('Ten den zavíráme už v devět');
    await page.getByRole('link', { name: 'Zpět: Občanské průkazy' }).click();
    await expect(page.getByRole('row', { name: new RegExp(cancelled) })).toHaveCount(0);

    // Taken away again.
    await page.goto('/admin/hours?workplace=obcanske-prukazy');
    await page.getByRole('link', { name: new RegExp(date) }).click();
    await page.getByText('Odebrat', { exact: true }).click();
    await button(page, 'Ano, odebrat').click();
    await expect(page.getByRole('status')).toHaveText('Uloženo.');
    await expect(page.getByRole('region', { name: 'Objednaní, na které nabídka nestačí' })).toHaveCount(0);

    await page.getByRole('link', { name: 'Změnit obvyklý týden' }).click();
    await page.getByLabel('středa: Hodiny').fill('8:00–11:30, 11:00–17:00');
    await page.getByLabel('středa: Místa').fill('6:00-7:00 x1');
    await page.getByLabel('Lístků denně').fill('0');
    await button(page, 'Uložit').click();
    await expect(page.getByLabel('Lístků denně')).toHaveAccessibleDescription(/od 1 do 999/);
    await look(page, 'hours-week-wrong');
    await page.goto('/admin/hours?workplace=obcanske-prukazy&piece=period');
    await look(page, 'hours-period');
    await page.setViewportSize(screens.phone);
    await page.goto('/admin/hours?workplace=obcanske-prukazy');
    await look(page, 'hours-phone');
});
