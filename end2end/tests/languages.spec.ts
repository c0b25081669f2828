// Long words, other letters: every language must fit where Czech does.

import type { Locator, Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, MONDAY_MORNING } from './office';

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
