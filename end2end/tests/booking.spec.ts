// Booking on the internet: from the start page by a real mail to the code, and with it to the office.

import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { axe, expect, screens, shot } from './fixtures';
import { codeIn, links, type Mailbox, reserve, testWithMails as test } from './mailbox';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, sitDown } from './office';
import type { Server } from './server';

test.use({ viewport: screens.phone });

const scripted = () => test.info().project.use.javaScriptEnabled !== false;

/** Until the page's program is there; without JavaScript it never is. */
async function begun(page: Page): Promise<void> {
    if (scripted()) await expect(page.locator('html')).toHaveAttribute('data-live');
}

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A step as it is on a phone and on a small one. */
async function look(page: Page, name: string): Promise<void> {
    await axe(page);
    await shot(page, name, { fullPage: true });
    await page.setViewportSize({ ...screens.phone, width: 320 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `width of ${name}`).toBeLessThanOrEqual(320);
    await shot(page, `${name}-320`, { fullPage: true });
    await page.setViewportSize(screens.phone);
}

/** Marks the page, and answers whether it is still the same one: it is, unless it was loaded anew. */
async function mark(page: Page): Promise<() => Promise<boolean>> {
    await page.evaluate(() => Object.assign(window, { isMarked: true }));
    return () => page.evaluate(() => 'isMarked' in window);
}

type Contact = { name?: string; email?: string; phone?: string };

async function fillIn(page: Page, { name, email, phone }: Contact): Promise<void> {
    if (name !== undefined) await page.getByLabel('Jméno a příjmení').fill(name);
    if (email !== undefined) await page.getByLabel('E-mail', { exact: true }).fill(email);
    if (phone !== undefined) await page.getByLabel('Telefon').fill(phone);
}

async function expectFilledIn(page: Page, { name, email, phone }: Required<Contact>): Promise<void> {
    await expect(page.getByLabel('Jméno a příjmení')).toHaveValue(name);
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(email);
    await expect(page.getByLabel('Telefon')).toHaveValue(phone);
}

/** Opens the form of a time, like `2026-11-25/10:15`. */
async function openForm(page: Page, time: string): Promise<void> {
    await page.goto(`/book/op-zadost/${time}`);
    await expect(title(page)).toHaveText('Vaše údaje');
    await begun(page);
}

async function expectHeld(page: Page): Promise<void> {
    await expect(title(page)).toHaveText('Podívejte se do e-mailu');
    await expect(page).toHaveURL(/\/held\/\w+$/);
}

test('from the start page to the code', { tag: '@nojs' }, async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const email = 'jana@example.cz';
    await page.goto('/');
    await begun(page);
    let isSame = await mark(page);
    await look(page, 'booking-1-start');

    await page.getByRole('link', { name: /^Objednat se/ }).click();
    await expect(title(page)).toHaveText('Co potřebujete vyřídit?');
    await expect(page.getByText('Krok 1 ze 4')).toBeVisible();
    const offered = page.getByRole('listitem').filter({ hasText: 'Žádost o občanský průkaz' });
    await expect(offered).toContainText(/asi \d+ minut/);
    await expect(offered).toContainText('S sebou: Dosavadní občanský průkaz.');
    await look(page, 'booking-2-service');

    await page.getByRole('link', { name: /^Žádost o občanský průkaz/ }).click();
    await expect(title(page)).toHaveText('Kdy se vám to hodí?');
    await expect(page.locator('.booking')).toContainText(/asi \d+ minut/);
    await expect(page.locator('.booking')).toContainText('S sebou: Dosavadní občanský průkaz.');
    // The first day that has a free time.
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('pondělí 23. listopadu 2026');
    await look(page, 'booking-3-day');
    await page.getByRole('link', { name: '25. listopadu, volno' }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('středa 25. listopadu 2026');
    await expect(page.locator('.calendar [aria-current]')).toHaveText('25. 11.');
    await look(page, 'booking-4-time');

    await page.getByRole('link', { name: '10:15', exact: true }).click();
    await expect(title(page)).toHaveText('Vaše údaje');
    await expect(page.locator('.summary')).toContainText('středa 25. listopadu 2026, 10:15');
    await look(page, 'booking-5-contact');
    await fillIn(page, { name: 'Jana Nováková', email, phone: '601 234 567' });
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await expect(page.locator('.booking')).toContainText(`Na adresu ${email} jsme poslali zprávu s odkazem.`);
    await expect(page.locator('.booking')).toContainText('potvrďte do 8:45');
    if (scripted()) expect(await isSame(), 'no step loaded the page anew').toBe(true);
    await look(page, 'booking-6-held');

    const asked = await mailbox.mail(email, 1);
    expect(asked.subject).toBe('Potvrďte prosím objednávku: středa 25. listopadu 2026, 10:15');
    expect(links(asked)).toHaveLength(1);
    expect(asked.text.match(/:\/\/|www\./g), 'no other link is in it').toHaveLength(1);
    expect(asked.calendar).toBeUndefined();
    await page.goto(links(asked)[0]);
    await begun(page);
    isSame = await mark(page);
    await expect(title(page)).toHaveText('Potvrďte objednávku');
    await look(page, 'booking-7-confirm');
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');
    if (scripted()) expect(await isSame(), 'confirming loaded the page anew').toBe(true);

    const booked = await mailbox.mail(email, 2);
    expect(booked.subject).toBe('Jste objednáni: středa 25. listopadu 2026, 10:15');
    const code = codeIn(booked);
    const digits = page.locator('.code .digits');
    await expect(digits).toHaveText(`${code.slice(0, 3)}\u00a0${code.slice(3)}`);
    expect(await digits.evaluate((element) => parseFloat(getComputedStyle(element).fontSize))).toBeGreaterThan(36);
    await expect(page.locator('.booking')).toContainText('Přijďte mezi 10:00 a 10:30.');
    await expect(page.locator('.booking')).toContainText('Dosavadní občanský průkaz.');
    await expect(page.getByRole('button', { name: 'Vytisknout' })).toBeVisible({ visible: scripted() });
    await look(page, 'booking-8-code');
    await page.emulateMedia({ media: 'print' });
    await shot(page, 'booking-8-code-printed', { fullPage: true });
    await page.emulateMedia({ media: 'screen' });

    // What the mail has, and what the page gives.
    const calendar = page.getByRole('link', { name: 'Přidat do kalendáře' });
    const download = page.waitForEvent('download');
    await calendar.click();
    expect((await download).suggestedFilename()).toBe('termin.ics');
    const file = await page.request.get((await calendar.getAttribute('href')) ?? '');
    expect(file.headers()['content-type']).toMatch(/^text\/calendar/);
    for (const entry of [await file.text(), booked.calendar]) {
        expect(entry).toContain('BEGIN:VEVENT');
        expect(entry).toContain('DTSTART;TZID=Europe/Prague:20261125T101500');
        expect(entry).toContain(code);
    }

    expect(mailbox.of(email)).toHaveLength(2);
});

test('what is wrong is said at the field, and what was typed stays', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'the form is wrong on purpose, and without JavaScript that is the answer to it');
    await server.setClock(MONDAY_MORNING);
    await openForm(page, '2026-11-25/10:30');
    const [name, email, phone] = [
        page.getByLabel('Jméno a příjmení'),
        page.getByLabel('E-mail', { exact: true }),
        page.getByLabel('Telefon'),
    ];
    await button(page, 'Objednat').click();
    await expect(page.getByRole('alert').filter({ hasText: 'Opravte prosím označená pole.' })).toBeVisible();
    await expect(name).toHaveAccessibleDescription(/Napište své jméno a příjmení\./);
    await expect(email).toHaveAccessibleDescription(/Napište svou e-mailovou adresu\./);
    await expect(phone).not.toHaveAttribute('aria-invalid');
    if (scripted()) await expect(name).toBeFocused();
    await look(page, 'booking-errors-empty');

    const wrong = { name: 'Jana Nováková', email: 'jana@', phone: '12' };
    await fillIn(page, wrong);
    await button(page, 'Objednat').click();
    await expect(email).toHaveAccessibleDescription(/Tohle není e-mailová adresa\./);
    await expect(phone).toHaveAccessibleDescription(/Tohle není telefonní číslo\./);
    await expect(name).not.toHaveAttribute('aria-invalid');
    await expectFilledIn(page, wrong);
    if (scripted()) await expect(email).toBeFocused();
    await look(page, 'booking-errors-wrong');

    await fillIn(page, { email: 'errors@example.cz', phone: '' });
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await mailbox.mail('errors@example.cz', 1);
});

test('who is taken for a program can send the form again', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'the field that nobody sees is filled in on purpose');
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'person@example.cz', phone: '601 234 567' };
    await openForm(page, '2026-11-25/14:30');
    await fillIn(page, contact);
    const unseen = page.locator('[name=website]');
    await unseen.evaluate((field: HTMLInputElement) => (field.value = 'https://example.com'));
    await button(page, 'Objednat').click();
    await expect(page.getByRole('alert').filter({ hasText: 'Zkuste to prosím odeslat ještě jednou.' })).toBeInViewport();
    await expectFilledIn(page, contact);
    await expect(unseen).toHaveValue('');
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await mailbox.mail(contact.email, 1);
});

/** Confirms by the mail, and expects that nothing but this booking was written of to its client. */
async function expectBookedOnce(page: Page, mailbox: Mailbox, email: string): Promise<void> {
    await page.goto(links(await mailbox.mail(email, 1))[0]);
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');
    // A mail of a second booking would have come before the one with the code.
    await mailbox.mail(email, 2);
    const subjects = mailbox.of(email).map(({ subject }) => subject.split(':')[0]);
    expect(subjects).toEqual(['Potvrďte prosím objednávku', 'Jste objednáni']);
}

test('back and forward keep what was typed, and sending again books once', async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'back@example.cz', phone: '601 234 567' };
    await page.goto('/book/op-zadost/2026-11-25');
    await begun(page);
    const isSame = await mark(page);
    await page.getByRole('link', { name: '10:45', exact: true }).click();
    await expect(title(page)).toHaveText('Vaše údaje');
    await fillIn(page, contact);
    await page.goBack();
    await expect(title(page)).toHaveText('Kdy se vám to hodí?');
    await page.goForward();
    await expect(title(page)).toHaveText('Vaše údaje');
    await expectFilledIn(page, contact);
    await button(page, 'Objednat').click();
    await expectHeld(page);
    const held = page.url();

    await page.goBack();
    await expect(title(page)).toHaveText('Vaše údaje');
    await expectFilledIn(page, contact);
    await button(page, 'Objednat').click();
    await expectHeld(page);
    expect(page.url()).toBe(held);
    expect(await isSame(), 'no step loaded the page anew').toBe(true);

    await expectBookedOnce(page, mailbox, contact.email);
    await page.goto(held);
    await expect(title(page)).toHaveText('Objednávka je potvrzená');
    await expect(page.locator('.digits')).toHaveCount(0);
    await look(page, 'booking-held-confirmed');
});

test('the last place of a time is not gone for whoever holds it', { tag: '@nojs' }, async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'last-place@example.cz', phone: '601 234 567' };
    // A Tuesday, with one place at a time.
    await openForm(page, '2026-11-24/10:15');
    await fillIn(page, contact);
    await button(page, 'Objednat').click();
    await expectHeld(page);
    const held = page.url();
    await page.goBack();
    await expect(title(page)).toHaveText('Vaše údaje');
    await expect(page.locator('.booking')).not.toContainText('vybral někdo jiný');
    await expect(page.getByRole('link', { name: 'Podívejte se do e-mailu' })).toBeVisible();
    await look(page, 'booking-own-hold');
    if (scripted()) await expectFilledIn(page, contact);
    else await fillIn(page, contact);
    await button(page, 'Objednat').click();
    await expectHeld(page);
    expect(page.url()).toBe(held);
    await expectBookedOnce(page, mailbox, contact.email);
});

test('who loses a race takes what was typed to another time', { tag: '@nojs' }, async ({ page, server, mailbox, openPage, tolerate }) => {
    tolerate(/422/, 'the time is taken meanwhile on purpose');
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'loser@example.cz', phone: '601 234 567' };
    await openForm(page, '2026-11-24/11:45');
    const isSame = await mark(page);
    await fillIn(page, contact);
    await reserve(await openPage(), server, mailbox, '2026-11-24/11:45', 'winner@example.cz');
    await button(page, 'Objednat').click();
    await expect(page.getByRole('alert').filter({ hasText: 'Tento čas si právě vybral někdo jiný.' })).toBeVisible();
    await expectFilledIn(page, contact);
    await look(page, 'booking-lost');
    await button(page, 'úterý 24. listopadu 2026, 12:00').click();
    await expect(page.locator('.summary')).toContainText('úterý 24. listopadu 2026, 12:00');
    await expect(title(page)).toHaveText('Vaše údaje');
    await expect(page).toHaveURL(/\/2026-11-24\/12:00$/);
    await expectFilledIn(page, contact);
    await look(page, 'booking-lost-other-time');
    await button(page, 'Objednat').click();
    await expectHeld(page);
    if (scripted()) expect(await isSame(), 'nothing loaded the page anew').toBe(true);
    await expectBookedOnce(page, mailbox, contact.email);
});

test('the whole way by keyboard alone', { tag: '@nojs' }, async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const email = 'keyboard@example.cz';
    const tabTo = async (target: Locator) => {
        await expect(target).toBeVisible();
        const isThere = () => target.evaluate((element) => element === document.activeElement);
        for (let presses = 0; !(await isThere()); presses += 1) {
            expect(presses, `the way to ${target} has an end`).toBeLessThan(80);
            await page.keyboard.press('Tab');
        }
        await expect(target).toBeInViewport();
    };
    /** The program takes whoever moves to a page to its heading, so that a screen reader reads on there. */
    const arriveAt = async (heading: string) => {
        await expect(title(page)).toHaveText(heading);
        if (scripted()) await expect(title(page)).toBeFocused();
    };
    const choose = async (target: Locator) => {
        await tabTo(target);
        await page.keyboard.press('Enter');
    };
    const type = async (label: string, text: string) => {
        await tabTo(page.getByLabel(label, { exact: true }));
        await page.keyboard.type(text);
    };
    await page.goto('/');
    await begun(page);
    await choose(page.getByRole('link', { name: /^Objednat se/ }));
    await arriveAt('Co potřebujete vyřídit?');
    await choose(page.getByRole('link', { name: /^Žádost o občanský průkaz/ }));
    await arriveAt('Kdy se vám to hodí?');
    await choose(page.getByRole('link', { name: '25. listopadu, volno' }));
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('středa 25. listopadu 2026');
    await choose(page.getByRole('link', { name: '15:00', exact: true }));
    await arriveAt('Vaše údaje');
    await type('Jméno a příjmení', 'Jana Nováková');
    await type('E-mail', email);
    await page.keyboard.press('Enter');
    await arriveAt('Podívejte se do e-mailu');
    await page.goto(links(await mailbox.mail(email, 1))[0]);
    await begun(page);
    await choose(button(page, 'Potvrdit objednávku'));
    await arriveAt('Jste objednáni');
    await choose(page.locator('summary', { hasText: 'Zrušit objednávku' }));
    await choose(button(page, 'Ano, zrušit objednávku'));
    await arriveAt('Objednávka je zrušená');
});

test('the whole way at 400 % zoom', { tag: '@nojs' }, async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const email = 'zoom@example.cz';
    // A window of 1280 × 1024.
    await page.setViewportSize({ width: 320, height: 256 });
    const fits = async (name: string) => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `width of ${name}`).toBeLessThanOrEqual(320);
        await shot(page, `booking-zoom-${name}`);
    };
    await page.goto('/book');
    await begun(page);
    await fits('services');
    await page.getByRole('link', { name: /^Žádost o občanský průkaz/ }).click();
    await expect(title(page)).toHaveText('Kdy se vám to hodí?');
    await page.getByRole('link', { name: '25. listopadu, volno' }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('středa 25. listopadu 2026');
    await fits('times');
    await page.getByRole('link', { name: '15:15', exact: true }).click();
    await expect(title(page)).toHaveText('Vaše údaje');
    await fillIn(page, { name: 'Jana Nováková', email });
    await fits('contact');
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await fits('held');
    await page.goto(links(await mailbox.mail(email, 1))[0]);
    await begun(page);
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');
    const digits = page.locator('.code .digits');
    await digits.scrollIntoViewIfNeeded();
    // Edges fall between two pixels.
    await expect(digits).toBeInViewport({ ratio: 0.98 });
    await fits('code');
});

test('correcting, sending again, moving and cancelling load nothing anew', async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const [wrong, email] = ['one-paeg@example.cz', 'one-page@example.cz'];
    await openForm(page, '2026-11-25/15:30');
    let isSame = await mark(page);
    await fillIn(page, { name: 'Jana Nováková', email: wrong });
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await page.getByText('E-mail nepřišel?').click();
    await page.getByLabel('Správná adresa').fill(email);
    await button(page, 'Opravit e-mail').click();
    await expect(page.locator('.booking')).toContainText(`Na adresu ${email} jsme poslali`);
    await page.getByText('E-mail nepřišel?').click();
    await button(page, 'Poslat znovu').click();
    await mailbox.mail(email, 2);
    expect(await isSame(), 'until the mail').toBe(true);

    await page.goto(links(await mailbox.mail(email, 2))[0]);
    await begun(page);
    isSame = await mark(page);
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');
    await page.getByRole('link', { name: 'Změnit termín' }).click();
    await expect(title(page)).toHaveText('Změnit termín');
    await expect(title(page)).toBeFocused();
    await page.getByRole('radio', { name: '15:45' }).check();
    await button(page, 'Změnit na vybraný čas').click();
    await expect(page.locator('.summary')).toContainText('15:45');
    await page.locator('summary', { hasText: 'Zrušit objednávku' }).click();
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(title(page)).toHaveText('Objednávka je zrušená');
    await expect(title(page)).toBeFocused();
    expect(await isSame(), 'since the mail').toBe(true);
});

test('the page on personal data says by what right, what for, and what one may ask', { tag: '@nojs' }, async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    await openForm(page, '2026-11-25/15:45');
    await page.getByRole('link', { name: 'Více o osobních údajích' }).click();
    await expect(title(page)).toHaveText('Ochrana osobních údajů');
    for (const sentence of [
        'čl. 6 odst. 1 písm. e) nařízení (EU) 2016/679 (GDPR)',
        'odkaz, kterým objednávku potvrdíte; do té doby vám místo držíme, a to 30 minut',
        'kód a pokyny, kam přijít a co si vzít s sebou',
        'připomínku 24 hodin předem',
        'potvrzení, když objednávku zrušíte nebo přesunete',
        'zprávu o nečekané události',
        'dozvědět se, které údaje o vás máme, a dostat jejich kopii',
        'nechat je opravit',
        'nechat je vymazat',
        'žádat, abychom jejich zpracování omezili',
        'vznést proti zpracování námitku',
        'právě odeslaná objednávka, na 30 minut',
    ]) {
        await expect(page.locator('main')).toContainText(sentence);
    }
});

test('what was typed goes along to another time, which is booked once', async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'another-time@example.cz', phone: '' };
    await openForm(page, '2026-11-25/10:45');
    await fillIn(page, contact);
    await page.getByRole('link', { name: 'Vybrat jiný čas' }).click();
    await page.getByRole('link', { name: '11:00', exact: true }).click();
    await expect(page.locator('.summary')).toContainText('11:00');
    await expectFilledIn(page, contact);
    await button(page, 'Objednat').click();
    await expectHeld(page);
    const held = page.url();
    await page.goBack();
    await expect(title(page)).toHaveText('Vaše údaje');
    await button(page, 'Objednat').click();
    await expectHeld(page);
    expect(page.url()).toBe(held);
    await expectBookedOnce(page, mailbox, contact.email);
});

test('a double click sends one booking', async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const email = 'twice@example.cz';
    await openForm(page, '2026-11-25/11:15');
    let sent = 0;
    page.on('request', (request) => {
        if (request.url().includes('/api/submit')) sent += 1;
    });
    await fillIn(page, { name: 'Jana Nováková', email });
    await button(page, 'Objednat').dblclick();
    await expectHeld(page);
    expect(sent).toBe(1);
    await expectBookedOnce(page, mailbox, email);
});

test('the mail goes to the address that is corrected, and once more', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'the correction is wrong on purpose, and mails are asked for too often');
    tolerate(/404/, 'the link in the mail to the wrong address holds no more');
    await server.setClock(MONDAY_MORNING);
    const [wrong, right] = ['jana@exmaple.cz', 'corrected@example.cz'];
    await openForm(page, '2026-11-25/12:30');
    await fillIn(page, { name: 'Jana Nováková', email: wrong });
    await button(page, 'Objednat').click();
    await expectHeld(page);
    const [old] = links(await mailbox.mail(wrong, 1));

    await page.getByText('E-mail nepřišel?').click();
    const field = page.getByLabel('Správná adresa');
    await expect(field).toHaveValue(wrong);
    await look(page, 'booking-held-open');
    await field.fill('jana');
    await button(page, 'Opravit e-mail').click();
    await expect(field).toHaveAccessibleDescription(/Tohle není e-mailová adresa\./);
    await expect(field).toHaveValue('jana');
    await look(page, 'booking-held-wrong');
    await field.fill(right);
    await button(page, 'Opravit e-mail').click();
    await expect(page.getByRole('status')).toHaveText('E-mail jsme poslali znovu.');
    await expect(page.locator('.booking')).toContainText(`Na adresu ${right} jsme poslali`);
    await look(page, 'booking-held-corrected');
    await mailbox.mail(right, 1);

    await page.getByText('E-mail nepřišel?').click();
    await button(page, 'Poslat znovu').click();
    const [link] = links(await mailbox.mail(right, 2));
    await expect(page.getByRole('status')).toHaveText('E-mail jsme poslali znovu.');
    expect(mailbox.of(wrong)).toHaveLength(1);

    await test.step('not as often as one likes', async () => {
        await page.goto(page.url());
        await begun(page);
        await page.getByText('E-mail nepřišel?').click();
        await button(page, 'Poslat znovu').click();
        await expect(page.locator('.booking')).toContainText('Je toho teď moc najednou.');
        await look(page, 'booking-held-crowded');
        expect(mailbox.of(right)).toHaveLength(2);
    });

    await page.goto(old);
    await expect(title(page)).toHaveText('Tento odkaz už neplatí');
    await expect(page.locator('.booking')).toContainText('Otevřete prosím odkaz z nejnovějšího e-mailu');
    await look(page, 'booking-link-old');
    await page.goto(link);
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');
});

test('cancelled by code and address', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'without JavaScript, how the page answers that it is not done yet');
    await server.setClock(MONDAY_MORNING);
    const email = 'cancel@example.cz';
    const { link, code } = await reserve(page, server, mailbox, '2026-11-25/13:00', email);
    await page.goto('/');
    await begun(page);
    await page.getByRole('link', { name: 'Zrušit objednávku' }).click();
    await expect(title(page)).toHaveText('Zrušit objednávku');
    await look(page, 'booking-cancel');

    const [typedCode, typedEmail] = [page.getByLabel('Kód objednávky'), page.getByLabel('E-mail', { exact: true }).first()];
    const find = button(page, 'Najít objednávku');
    const sentence = 'Takovou objednávku nemáme. Zkontrolujte kód i adresu.';
    const other = code === '123456' ? '654321' : '123456';
    for (const pair of [
        [other, email],
        [code, 'nobody@example.cz'],
        ['', ''],
    ]) {
        await typedCode.fill(pair[0]);
        await typedEmail.fill(pair[1]);
        await find.click();
        await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
        await expect(typedCode).toHaveValue(pair[0]);
        await expect(typedEmail).toHaveValue(pair[1]);
    }
    await look(page, 'booking-cancel-wrong');

    // As it stands on the page and as people say it.
    await typedCode.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await typedEmail.fill(email.toUpperCase());
    await find.click();
    await expect(page.locator('.summary')).toContainText('13:00');
    await look(page, 'booking-cancel-found');
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(title(page)).toHaveText('Objednávka je zrušená');
    await look(page, 'booking-cancel-done');
    const mail = await mailbox.mail(email, 3);
    expect(mail.subject).toContain('Objednávka je zrušena');
    expect(mail.calendar).toContain('METHOD:CANCEL');

    await page.goto(link);
    await expect(title(page)).toHaveText('Objednávka je zrušená');
    await expect(page.locator('.booking')).not.toContainText(email);
    await look(page, 'booking-link-cancelled');
});

test('cancelled by the link in the mail', { tag: '@nojs' }, async ({ page, server, mailbox }) => {
    await server.setClock(MONDAY_MORNING);
    const email = 'cancel-by-link@example.cz';
    const { link } = await reserve(page, server, mailbox, '2026-11-25/13:15', email);
    await page.goto(link);
    await begun(page);
    await page.locator('summary', { hasText: 'Zrušit objednávku' }).click();
    await expect(page.getByText('Vrátit to nejde.')).toBeVisible();
    await look(page, 'booking-cancel-asked');
    await button(page, 'Ano, zrušit objednávku').click();
    await expect(title(page)).toHaveText('Objednávka je zrušená');
    await mailbox.mail(email, 3);
    await page.goto(link);
    await expect(title(page)).toHaveText('Objednávka je zrušená');
    await page.getByRole('link', { name: 'Objednat se znovu' }).click();
    await expect(title(page)).toHaveText('Kdy se vám to hodí?');
});

test('moved to another time', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'no time is chosen on purpose');
    await server.setClock(MONDAY_MORNING);
    const email = 'move@example.cz';
    const { link, code } = await reserve(page, server, mailbox, '2026-11-25/13:30', email);
    await page.goto(link);
    await begun(page);
    await page.getByRole('link', { name: 'Změnit termín' }).click();
    await expect(title(page)).toHaveText('Změnit termín');
    await expect(page.locator('.booking')).toContainText('Dosud: středa 25. listopadu 2026, 13:30.');
    await look(page, 'booking-move');
    await button(page, 'Změnit na vybraný čas').click();
    await expect(page.getByRole('alert').filter({ hasText: 'Vyberte prosím čas.' })).toBeVisible();
    await look(page, 'booking-move-nothing');

    await page.getByRole('link', { name: '30. listopadu, volno' }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('pondělí 30. listopadu 2026');
    await page.getByRole('radio', { name: '14:15' }).check();
    await look(page, 'booking-move-chosen');
    await button(page, 'Změnit na vybraný čas').click();
    await expect(title(page)).toHaveText('Jste objednáni');
    await expect(page.locator('.summary')).toContainText('pondělí 30. listopadu 2026, 14:15');
    const mail = await mailbox.mail(email, 3);
    expect(mail.subject).toBe('Nový termín: pondělí 30. listopadu 2026, 14:15');
    expect(mail.text).toContain('pondělí 30. listopadu 2026, 14:15');
    expect(mail.text).not.toContain('13:30');
    expect(mail.calendar).toContain('DTSTART;TZID=Europe/Prague:20261130T141500');
    // The code stays, and so does the link of the mail before.
    expect(codeIn(mail)).toBe(code);
    await page.goto(link);
    await expect(page.locator('.summary')).toContainText('14:15');
});

test('a move without a time is refused where one looks', { tag: '@nojs' }, async ({ page, server, mailbox, tolerate }) => {
    tolerate(/422/, 'no time is chosen on purpose');
    await server.setClock(MONDAY_MORNING);
    const { link } = await reserve(page, server, mailbox, '2026-11-25/13:45', 'no-time@example.cz');
    await page.goto(`${link}/move`);
    await begun(page);
    await button(page, 'Změnit na vybraný čas').click();
    await expect(page.getByRole('alert').filter({ hasText: 'Vyberte prosím čas.' })).toBeInViewport();
});

test('when the office is not reached what was typed stays', async ({ page, server, mailbox, tolerate }) => {
    tolerate(/ERR_FAILED/, 'the way to the server is cut off on purpose');
    await server.setClock(MONDAY_MORNING);
    const contact = { name: 'Jana Nováková', email: 'unreached@example.cz', phone: '601 234 567' };
    await openForm(page, '2026-11-25/14:00');
    const isSame = await mark(page);
    await fillIn(page, contact);
    await page.route('**/api/submit', (route) => route.abort());
    await button(page, 'Objednat').click();
    const alert = page.getByRole('alert').filter({ hasText: 'Nepodařilo se spojit s úřadem.' });
    await expect(alert).toBeInViewport();
    await expectFilledIn(page, contact);
    await shot(page, 'booking-unreached-seen');
    const again = await button(page, 'Objednat').boundingBox();
    const said = await page.locator('.unreached').boundingBox();
    const covered = Math.min(again!.y + again!.height, said!.y + said!.height) - Math.max(again!.y, said!.y);
    expect.soft(covered, 'how much of the button to try again is covered').toBeLessThanOrEqual(0);
    await look(page, 'booking-unreached');

    await page.unroute('**/api/submit');
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await expect(alert).toHaveCount(0);
    expect(await isSame(), 'nothing loaded the page anew').toBe(true);
    await mailbox.mail(contact.email, 1);
});

test('the field that only programs see is seen at no width', async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    await openForm(page, '2026-11-25/14:15');
    for (const width of [320, 360, screens.phone.width, screens.counter.width]) {
        await page.setViewportSize({ ...screens.phone, width });
        const edges = await page.locator('.unseen *').evaluateAll((elements) =>
            elements.map((element) => element.getBoundingClientRect().right),
        );
        expect.soft(Math.max(...edges), `how far it reaches into ${width} px`).toBeLessThanOrEqual(0);
    }
    await expect(page.getByRole('textbox')).toHaveCount(3);
});

const LANGUAGES = {
    de: ['Was möchten Sie erledigen?', 'Wann passt es Ihnen?', 'Ihre Angaben'],
    uk: ['Що саме вам потрібно?', 'Коли вам зручно?', 'Ваші дані'],
};

for (const [language, [services, times, contact]] of Object.entries(LANGUAGES)) {
    test(`booking in the language ${language}`, { tag: '@nojs' }, async ({ page, server, mailbox }) => {
        const file = resolve(__dirname, `../../app/locales/${language}.json`);
        const says: Record<string, string> = JSON.parse(readFileSync(file, 'utf8')).booking;
        await server.setClock(MONDAY_MORNING);
        const html = page.locator('html');
        await page.goto('/book');
        await page.locator(`.language-switch [lang=${language}]`).click();
        await expect(html).toHaveAttribute('lang', language);
        await expect(title(page)).toHaveText(services);
        await begun(page);
        await look(page, `booking-services-${language}`);
        // What has the longest name and asks for the most papers.
        await page.locator('a[href="/book/vozidlo-prevod"]').click();
        await expect(title(page)).toHaveText(times);
        await look(page, `booking-times-${language}`);
        await page.locator('a.time').first().click();
        await expect(title(page)).toHaveText(contact);
        await expect(html).toHaveAttribute('lang', language);
        await look(page, `booking-contact-${language}`);
        const email = `${language}@example.cz`;
        await page.getByLabel(says.name).fill('Jana Nováková');
        await page.getByLabel(says.email, { exact: true }).fill(email);
        await button(page, says.book_it).click();
        await expect(title(page)).toHaveText(says.look_into_mail);
        await look(page, `booking-held-${language}`);
        await page.goto(links(await mailbox.mail(email, 1))[0]);
        await expect(html).toHaveAttribute('lang', language);
        await button(page, says.confirm).click();
        await expect(title(page)).toHaveText(says.is_booked);
        await expect(page.locator('.code .digits')).toHaveText(/^\d{3}\u00a0\d{3}$/);
        await look(page, `booking-code-${language}`);
        const written = await mailbox.mail(email, 2);
        expect(written.text, 'the mail speaks it as well').not.toContain('Dobrý den');
        await expect(html).toHaveAttribute('lang', language);
    });
}

test('the clerk sees whom the mail did not reach', async ({ page, server, mailbox, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    // Takes the first mail and no more.
    const email = 'full@example.cz';
    await openForm(page, '2026-11-23/14:30');
    await fillIn(page, { name: 'Jana Nedostižná', email });
    await button(page, 'Objednat').click();
    await expectHeld(page);
    await page.goto(links(await mailbox.mail(email, 1))[0]);
    await button(page, 'Potvrdit objednávku').click();
    await expect(title(page)).toHaveText('Jste objednáni');

    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);
    const row = counter.getByRole('region', { name: 'Objednaní dnes' }).getByRole('row', { name: /Jana Nedostižná/ });
    await expect(row).toContainText('e-mail nedoručen');
    await shot(counter, 'counter-booked-unreached');
    await axe(counter);
    expect(mailbox.of(email)).toHaveLength(1);
});

test('the code of the mail brings its client to the counter', async ({ page, server, mailbox, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const { link, code } = await reserve(page, server, mailbox, '2026-11-23/10:15', 'visit@example.cz');
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    const display = await openPage({ viewport: screens.display });
    await enrol(kiosk, 'hall', server, openPage);
    await display.goto('/display/hall');
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 3);

    await server.setClock('2026-11-23T10:05:00+01:00');
    await expect(kiosk.locator('.clock')).toHaveText('10:05');
    await kiosk.getByRole('button', { name: 'Klienti objednaní z internetu' }).click();
    for (const digit of code) await button(kiosk, digit).click();
    await button(kiosk, 'Potvrdit').click();
    await expect(kiosk.locator('.ticket-number')).toHaveText('A001');
    await expect(kiosk.locator('.ticket-ahead')).toContainText('Objednáno na 10:15');
    await shot(kiosk, 'booking-9-kiosk');
    await page.goto(link);
    await expect(title(page)).toHaveText('Už máte lístek');
    await expect(page.locator('.booking')).toContainText('A001');
    await look(page, 'booking-9-checked-in');

    // Not before it is agreed: who came without booking is not to wait for it.
    await server.setClock('2026-11-23T10:16:00+01:00');
    await expect(counter.getByRole('row', { name: /^A001/ })).toContainText('objednán na 10:15');
    await counter.locator('.press').click();
    await expect(counter.locator('.client-ticket')).toHaveText('A001');
    await expect(counter.locator('.client')).toContainText('Jana Nováková');
    await expect(display.locator('.call-newest .call-ticket')).toHaveText('A001');
    await expect(display.locator('.call-newest strong')).toHaveText('3');
    await shot(display, 'booking-9-display');
});
