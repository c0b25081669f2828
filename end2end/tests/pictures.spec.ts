// An admin hangs up the town's crest and a picture beside the calls.

import type { Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { logIn, MONDAY_MORNING, openAdmin } from './office';

const CREST = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="720" viewBox="0 0 100 120">
    <path d="M4 4h92v62c0 28-22 42-46 50C26 108 4 94 4 66z" fill="#fff" stroke="#8a6d1b" stroke-width="5"/>
    <path d="M50 8v104c22-8 42-20 42-46V8z" fill="#b3151b"/><circle cx="50" cy="54" r="22" fill="#fab413"/></svg>`;

const POSTER = `<div style="display:grid;place-content:center;height:100vh;background:#0b6e4f;color:#fff;
    font:700 9vw sans-serif;text-align:center">Vítání<br>občánků</div>`;

/** A picture as a browser draws it; what nothing is drawn on can be seen through. */
async function drawn(page: Page, content: string): Promise<Buffer> {
    await page.setContent(`<style>body{margin:0}</style>${content}`);
    return page.screenshot({ omitBackground: true });
}

const loaded = (page: Page, picture: string) =>
    expect
        .poll(() => page.locator(picture).evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0))
        .toBe(true);

test('the crest and a picture are uploaded and appear on a TV that is on', async ({
    page,
    server,
    openPage,
    tolerate,
}) => {
    tolerate(/status of 422/, 'refused forms');
    await server.setClock(MONDAY_MORNING);
    const artist = await openPage({ viewport: { width: 600, height: 720 } });
    const crest = await drawn(artist, CREST);
    const poster = await drawn(artist, POSTER);
    const tv = await openPage({ viewport: screens.display });
    await tv.goto('/display/hall');
    const header = tv.locator('.display-header');
    await expect(header).toBeVisible();
    const before = await header.boundingBox();
    // Were it loaded anew, this would be gone.
    await tv.evaluate(() => document.body.setAttribute('data-was-here', ''));

    await page.setViewportSize(screens.counter);
    await logIn(page, server, 'admin');
    await openAdmin(page, 'Obrázky');
    await axe(page);
    const ofCrest = page.getByRole('region', { name: 'Znak města' });
    const ofHall = page.getByRole('region', { name: 'Televize: Vstupní hala' });
    const choose = (region: typeof ofCrest, name: string, buffer: Buffer) =>
        region.getByLabel('Soubor s obrázkem').setInputFiles({ name, mimeType: 'image/png', buffer });
    const file = ofCrest.getByLabel('Soubor s obrázkem');

    await test.step('what is none is refused at its field', async () => {
        await choose(ofCrest, 'znak.png', Buffer.from('Kostelec nad Orlicí'));
        await ofCrest.getByRole('button', { name: 'Nahrát' }).click();
        await expect(file).toHaveAccessibleDescription(/Tohle není obrázek PNG, JPEG ani WebP/);
        // More than any network keeps under way.
        await choose(ofCrest, 'znak.png', Buffer.alloc(40_000_000, crest));
        await ofCrest.getByRole('button', { name: 'Nahrát' }).click();
        await expect(file).toHaveAccessibleDescription(/Soubor je větší než 5 MB/, { timeout: 30_000 });
        await axe(page);
        await shot(page, 'pictures-refused', { fullPage: true });
    });

    await choose(ofCrest, 'znak.png', crest);
    await ofCrest.getByRole('button', { name: 'Nahrát' }).click();
    await expect(page.getByRole('status')).toHaveText('Uloženo. Obrazovky to ukazují.');
    await expect(header.locator('img.crest')).toBeVisible();
    await loaded(tv, '.display-header .crest');
    expect(await header.boundingBox(), 'the layout stays').toEqual(before);

    await choose(ofHall, 'plakat.jpg', poster);
    await ofHall.getByRole('button', { name: 'Nahrát' }).click();
    await expect(tv.locator('.display-message img')).toBeVisible();
    await loaded(tv, '.display-message img');
    expect(await tv.evaluate(() => document.body.hasAttribute('data-was-here'))).toBe(true);
    await shot(tv, 'pictures-tv');
    await loaded(page, '#crest ~ .kept-picture img');
    await axe(page);
    await shot(page, 'pictures-admin', { fullPage: true });

    await test.step('the crest stands beside the name', async () => {
        for (const [name, address, viewport] of [
            ['start', '/', screens.phone],
            ['privacy', '/privacy', screens.phone],
            ['kiosk', '/kiosk/hall', screens.kiosk],
        ] as const) {
            const other = await openPage({ viewport });
            await other.goto(address);
            await loaded(other, 'header .crest');
            await axe(other);
            await shot(other, `pictures-${name}`);
            await other.context().close();
        }
    });

    await test.step('and goes again', async () => {
        const remove = async (name: string) => {
            await page.getByLabel(name).click();
            await page.getByRole('button', { name: 'Ano, odebrat' }).filter({ visible: true }).click();
        };
        await remove('Odebrat: Znak města');
        await expect(ofCrest).toContainText('Zatím tu žádný obrázek není.');
        await remove('Odebrat: Televize: Vstupní hala');
        await expect(tv.locator('img')).toHaveCount(0);
    });
});
