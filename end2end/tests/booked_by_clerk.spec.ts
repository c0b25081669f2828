// A clerk books for whoever calls or comes: from the counter to the code, and with it to the kiosk.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, sitDown, typeIn } from './office';

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const digits = async (page: Page) => (await page.locator('.digits').innerText()).replace(/\s/g, '');

/** A step as it is on a wide screen, on a phone, and in the narrow window beside the agenda's program. */
async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    const before = page.viewportSize() ?? screens.counter;
    for (const width of [1366, 390, 360]) {
        await page.setViewportSize({ width, height: width === 1366 ? 768 : 844 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, `width of ${name}`).toBeLessThanOrEqual(0);
        await shot(page, `${name}-${width}`, { fullPage: true });
    }
    await page.setViewportSize(before);
}

test('without an e-mail: the code is said, typed in at the kiosk, and the counter sees who came', async ({
    server,
    openPage,
    tolerate,
}) => {
    tolerate(/422/, 'the form is sent empty on purpose');
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    await enrol(kiosk, 'hall', server, openPage);
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);

    const entrance = counter.getByRole('link', { name: 'Objednat klienta' });
    await axe(counter);
    await shot(counter, 'counter-book-client');
    await counter.setViewportSize({ width: 360, height: 768 });
    const over = await counter.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    await shot(counter, 'counter-book-client-360', { fullPage: true });
    await counter.setViewportSize(screens.counter);
    // By keyboard, beside the counter's own page.
    await entrance.focus();
    const opened = counter.context().waitForEvent('page');
    await counter.keyboard.press('Enter');
    const page = await opened;
    await expect(title(page)).toHaveText('Co klient potřebuje vyřídit?');
    await expect(page.locator('html')).toHaveAttribute('data-live');
    await look(page, 'by-clerk-service');
    await page.getByRole('link', { name: /^Žádost o občanský průkaz/ }).click();
    await expect(title(page)).toHaveText('Kdy se to klientovi hodí?');
    await look(page, 'by-clerk-time');
    // A quarter of an hour ahead: on the internet it is too late for that.
    await page.getByRole('link', { name: '8:30', exact: true }).click();
    await expect(title(page)).toHaveText('Údaje klienta');
    await look(page, 'by-clerk-contact');
    await button(page, 'Objednat').click();
    await expect(page.getByLabel('Jméno a příjmení')).toHaveAccessibleDescription('Napište jméno a příjmení klienta.');
    await look(page, 'by-clerk-wrong');
    await page.getByLabel('Jméno a příjmení').fill('Bedřich Vševěd');
    await page.getByLabel(/^Telefon/).fill('601 234 567');
    await button(page, 'Objednat').click();

    await expect(title(page)).toHaveText('Klient je objednaný');
    const code = await digits(page);
    expect(code).toMatch(/^\d{6}$/);
    await expect(page.locator('.booking')).toContainText('Klient nemá e-mail: kód mu řekněte nebo vytiskněte.');
    await look(page, 'by-clerk-booked');

    await test.step('printed on a roll and on A5', async () => {
        await page.emulateMedia({ media: 'print' });
        for (const [name, width] of [['80mm', 272], ['a5', 530]] as const) {
            await page.setViewportSize({ width, height: 700 });
            await expect(page.locator('.digits')).toBeVisible();
            await expect(page.locator('.slip')).toContainText('Zavolejte na +420');
            await expect(page.getByText('Bedřich Vševěd')).toBeHidden();
            await expect(title(page)).toBeHidden();
            await shot(page, `by-clerk-print-${name}`, { fullPage: true });
        }
        await page.emulateMedia({ media: 'screen' });
        await page.setViewportSize(screens.counter);
    });

    await test.step('nothing of this client is in the next one’s form', async () => {
        await page.getByRole('link', { name: 'Objednat dalšího' }).click();
        await expect(title(page)).toHaveText('Co klient potřebuje vyřídit?');
        await page.getByRole('link', { name: /^Žádost o občanský průkaz/ }).click();
        await page.getByRole('link', { name: '9:00', exact: true }).click();
        await expect(title(page)).toHaveText('Údaje klienta');
        await expect(page.getByLabel('Jméno a příjmení')).toHaveValue('');
        await expect(page.getByLabel(/^Telefon/)).toHaveValue('');
    });

    const row = counter.getByRole('region', { name: 'Objednaní dnes' }).getByRole('row', { name: /Bedřich Vševěd/ });
    await expect(row).toBeVisible();
    await typeIn(kiosk, code);
    await expect(kiosk.locator('.ticket-number')).toHaveText('A001');
    await expect(kiosk.locator('.ticket-ahead')).toContainText('Objednáno na 8:30');
    await expect(row).toContainText('přišel, lístek A001');

    await page.goto('/counter/book');
    await page.getByText('Klient chce objednávku zrušit nebo změnit').click();
    await page.getByLabel('Kód objednávky').fill(code);
    await button(page, 'Najít objednávku').click();
    await expect(title(page)).toHaveText('Klient už přišel');
    await look(page, 'by-clerk-came');
});

test('a client who calls is booked, and cancels by the code', { tag: '@nojs' }, async ({ page, server, tolerate }) => {
    tolerate(/422/, 'a code is wrong on purpose, and a place is taken');
    await server.setClock(MONDAY_MORNING);
    await page.goto('/counter/book');
    await expect(page).toHaveURL(/\/login$/);
    await logIn(page, server, 'clerk');
    // At noon one place is free at each time.
    const form = '/counter/book/op-zadost/2026-11-25/11:30';
    const book = async (name: string, email: string) => {
        await page.goto(form);
        await expect(title(page)).toHaveText('Údaje klienta');
        await page.getByLabel('Jméno a příjmení').fill(name);
        await page.getByLabel(/^E-mail/).fill(email);
        await button(page, 'Objednat').click();
    };
    await book('Jana Nováková', 'jana@example.cz');
    await expect(title(page)).toHaveText('Klient je objednaný');
    await expect(page.locator('.booking')).toContainText('Kód a pokyny posíláme na adresu jana@example.cz.');
    const code = await digits(page);

    await test.step('whoever comes too late is told before anything is typed', async () => {
        await page.goto(form);
        await expect(page.locator('.message.bad')).toContainText('Tento čas si právě vybral někdo jiný.');
        await look(page, 'by-clerk-taken');
    });
    await test.step('the code opens it to the clerk, who cancels', async () => {
        await page.goto('/counter/book');
        const find = async (typed: string) => {
            const field = page.getByLabel('Kód objednávky');
            if (!(await field.isVisible())) await page.getByText('Klient chce objednávku zrušit nebo změnit').click();
            await field.fill(typed);
            await button(page, 'Najít objednávku').click();
        };
        await find(code === '123456' ? '654321' : '123456');
        await expect(page.getByLabel('Kód objednávky')).toHaveAccessibleDescription(/Objednávku s tímto kódem nemáme\./);
        await look(page, 'by-clerk-no-such-code');
        await find(code);
        await expect(title(page)).toHaveText('Klient je objednaný');
        await page.getByText('Zrušit objednávku', { exact: true }).click();
        await look(page, 'by-clerk-cancel');
        await button(page, 'Ano, zrušit objednávku').click();
        await expect(title(page)).toHaveText('Objednávka je zrušená');
        await expect(page.locator('.booking')).not.toContainText('Jana Nováková');
        await look(page, 'by-clerk-cancelled');
    });
    await book('Petr Dvořák', '');
    await expect(title(page)).toHaveText('Klient je objednaný');
    await page.getByText('Zrušit objednávku', { exact: true }).click();
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(title(page)).toHaveText('Objednávka je zrušená');
});
