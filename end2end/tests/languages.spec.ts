// Long words, other letters: every language must fit where Czech does.

import type { Locator, Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { randomBytes } from 'node:crypto';
import { enrol, logIn, MONDAY_MORNING, press, sitDown } from './office';

const LANGUAGES = ['cs', 'en', 'de', 'uk'];

test('a phone has room for every language', async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    for (const language of LANGUAGES) {
        await page.goto('/');
        await page.locator(`.language-switch [lang=${language}]`).click();
        for (const [name, address] of [['start', '/'], ['status', '/status'], ['login', '/login']]) {
            await page.goto(address);
            await expect(page.locator('html')).toHaveAttribute('lang', language);
            await axe(page);
            for (const width of [screens.phone.width, 320]) {
                await page.setViewportSize({ ...screens.phone, width });
                const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                expect(overflow, `${address} in ${language} at ${width}`).toBeLessThanOrEqual(0);
                // All of them in view, in one row.
                const rows = await page.locator('.language-switch button').evaluateAll((buttons) => {
                    return new Set(buttons.map((button) => button.getBoundingClientRect().top)).size;
                });
                expect(rows, `rows of languages in ${language} at ${width}`).toBe(1);
                await shot(page, `${name}-${language}-${width}`, { fullPage: true });
            }
        }
    }
});

test('letters of another alphabet are loaded by those alone who read them', async ({ page, server }) => {
    await server.setClock(MONDAY_MORNING);
    const fonts: string[] = [];
    page.on('request', (request) => {
        if (request.url().includes('/fonts/')) fonts.push(request.url());
    });
    const visit = async (language: string) => {
        await page.goto('/');
        await page.locator(`.language-switch [lang=${language}]`).click();
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await page.evaluate(() => document.fonts.ready);
        return fonts.filter((font) => font.includes('cyrillic'));
    };
    expect(await visit('de')).toEqual([]);
    expect(await visit('uk')).not.toEqual([]);
});

test('the kiosk speaks every language and has room for it', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const corridor = await openPage({ viewport: screens.kiosk });
    await enrol(corridor, 'corridor', server, openPage);
    for (const page of [kiosk, corridor]) {
        const lobby = page === kiosk ? 'hall' : 'corridor';
        for (const viewport of [screens.kiosk, screens.kioskWide]) {
            await page.setViewportSize(viewport);
            for (const language of LANGUAGES) {
                const name = `${lobby}-${language}-${viewport.width}`;
                await page.locator(`.kiosk-languages [lang=${language}]`).click();
                await expect(page.locator('html')).toHaveAttribute('lang', language);
                await expect(page.locator('.kiosk-languages button')).toHaveCount(LANGUAGES.length);
                await shot(page, `kiosk-${name}`);
                await fits(page, `start ${name}`);
                await axe(page);
                // The one with the longest names.
                await page.locator(`[data-workplace=${lobby === 'hall' ? 'obcanske-prukazy' : 'registr-vozidel'}]`).click();
                await expect(page.locator('.service-button').first()).toBeVisible();
                await shot(page, `kiosk-services-${name}`);
                await fits(page, `services ${name}`);
                await page.locator('.kiosk-footer .kiosk-button').first().click();
                await expect(page.locator('.workplace-button').first()).toBeVisible();
            }
        }
    }
    // On the ticket too.
    await kiosk.setViewportSize(screens.kiosk);
    await kiosk.locator('.kiosk-languages [lang=uk]').click();
    await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
    await kiosk.locator('[data-service=op-zadost]').click();
    await expect(kiosk.getByText('понеділок, 23 листопада 2026 року', { exact: false }).first()).toBeVisible();
    await shot(kiosk, 'kiosk-ticket-uk');
});

test.describe('with names as long as they may be and more than a hundred in the queue', () => {
    test.use({ office: { town: 'end2end/towns/long.toml' } });

    test('TV, small display, counter and supervisor have room', async ({ server, openPage }) => {
        // More than a hundred come one after the other.
        test.setTimeout(480_000);
        await server.setClock(MONDAY_MORNING);
        const kiosk = await openPage({ viewport: screens.kiosk });
        await enrol(kiosk, 'hala', server, openPage);
        // As a kiosk does it, only sooner.
        const take = async (workplace: string) => {
            const key = randomBytes(16).toString('hex');
            const form = { lobby: 'hala', workplace, service: `${workplace}-1`, key };
            const answer = await kiosk.request.post('/api/take_ticket', { form, headers: { origin: server.url } });
            expect(answer.status()).toBe(200);
        };
        for (let n = 0; n < 99; n += 1) await take('evidence');
        for (const workplace of ['pokladna', 'doklady', 'vozidla']) for (let n = 0; n < 4; n += 1) await take(workplace);
        const clerk = await openPage({ viewport: screens.counter });
        await logIn(clerk, server, 'clerk');
        await sitDown(clerk, 1);
        const client = clerk.locator('.client-ticket');
        await press(clerk, /^Zavolat dalšího/, () => expect(client).toBeVisible({ timeout: 6_000 }));
        await expect(clerk.locator('#queue ~ p')).toContainText('110 lidí');

        const admin = await openPage();
        await logIn(admin, server, 'admin');
        // The same person at a browser of that language.
        const asWhom = async (whose: Page, locale: string) => {
            const page = await openPage({ viewport: screens.counter, locale });
            const cookies = await whose.context().cookies();
            await page.context().addCookies(cookies.filter(({ name }) => name === 'session'));
            return page;
        };
        for (const [language, locale] of [['cs', 'cs-CZ'], ['en', 'en-GB']] as const) {
            const counter = await asWhom(clerk, locale);
            await counter.goto('/counter');
            await expect(counter.locator('html')).toHaveAttribute('lang', language);
            await expect(counter.locator('.lower-tab').first()).toBeVisible();
            await roomy(counter, `counter ${language}`);
            await shot(counter, `long-counter-${language}`);
            await axe(counter);
            await counter.setViewportSize({ width: 360, height: 720 });
            expect(await counter.evaluate(() => document.documentElement.scrollWidth), language).toBeLessThanOrEqual(360);
            await shot(counter, `long-counter-narrow-${language}`);

            const supervisor = await asWhom(admin, locale);
            await supervisor.goto('/admin');
            await expect(supervisor.locator('html')).toHaveAttribute('data-live');
            const over = await supervisor.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            expect(over, `supervisor ${language}`).toBeLessThanOrEqual(0);
            await shot(supervisor, `long-supervisor-${language}`, { fullPage: true });
            await axe(supervisor);
        }
        // Both speak the language of the office.
        const tv = await openPage({ viewport: screens.display });
        await tv.goto('/display/hala');
        await expect(tv.locator('.call-ticket').first()).toBeVisible();
        for (const viewport of [screens.display, { width: 3840, height: 2160 }, screens.kiosk]) {
            await tv.setViewportSize(viewport);
            await roomy(tv, `TV ${viewport.width}`);
            await shot(tv, `long-tv-${viewport.width}`);
        }
        const tablet = await openPage({ viewport: { width: 800, height: 480 } });
        await tablet.goto('/display/hala/counter/1');
        await expect(tablet.locator('.call-ticket')).toBeVisible();
        await roomy(tablet, 'small display');
        await shot(tablet, 'long-counter-display');
    });
});

/** The page itself scrolls in no direction. */
async function roomy(page: Page, what: string): Promise<void> {
    const over = await page.evaluate(() => {
        const root = document.documentElement;
        return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight];
    });
    expect(Math.max(...over), what).toBeLessThanOrEqual(0);
}

/** Nothing is cut off, nothing needs scrolling. */
async function fits(page: Page, what: string): Promise<void> {
    const sticksOut = (elements: Locator) =>
        elements.evaluateAll((all) =>
            all
                .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
                .map((one) => one.textContent),
        );
    expect(await sticksOut(page.locator('.kiosk, .choice-list, .workplace-button, .service-button, .kiosk button')), what).toEqual([]);
    const footer = await page.locator('.kiosk-footer').boundingBox();
    expect(footer && footer.y + footer.height, what).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
}
