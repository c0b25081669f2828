// The TV when things go wrong: the network, the server, a proxy in between.

import { expect, screens, shot, test } from './fixtures';
import { countChimes, enrol, logIn, MONDAY_MORNING, sitDown, takeTicket } from './office';

test.use({ office: { storage: 'disk' } });

test('after a restart and a 502 the TV is right again without a reload', async ({ server, openPage, tolerate }) => {
    tolerate(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|502/, 'the server is killed and a proxy answers 502 on purpose');
    await server.setClock(MONDAY_MORNING);
    const display = await openPage({ viewport: screens.display });
    const kiosk = await openPage({ viewport: screens.kiosk });
    const counter = await openPage({ viewport: screens.counter });
    const chimes = await countChimes(display);
    await enrol(kiosk, 'hall', server, openPage);
    await takeTicket(kiosk, 'evidence-obyvatel', 'trvaly-pobyt');
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 5);
    await display.goto('/display/hall');
    // What stands here is a TV that runs, and not one whose program is still being loaded.
    await expect(display.locator('html')).toHaveAttribute('data-live');
    const banner = display.locator('.stale-banner');
    await expect(banner).toBeHidden();
    let loads = 0;
    display.on('load', () => (loads += 1));

    await display.context().route('**/live/**', (route) => route.fulfill({ status: 502, body: 'bad gateway' }));
    await server.kill9();
    await expect(banner).toHaveText(/Údaje nejsou aktuální/);
    await shot(display, 'display-stale');
    await server.restart();
    await server.setClock(MONDAY_MORNING);
    // Still behind the proxy that does not reach it.
    await expect(banner).toHaveText(/Údaje nejsou aktuální/);

    // The clerk's page came back by itself, the session with it.
    await expect(counter.locator('.stale-banner')).toBeHidden({ timeout: 10_000 });
    await counter.locator('.press').click();
    await expect(counter.locator('.client-ticket')).toHaveText('E001');

    await display.context().unroute('**/live/**');
    await expect(banner).toBeHidden({ timeout: 2_000 });
    await expect(display.locator('.call-newest .call-ticket')).toHaveText('E001');
    await expect.poll(chimes).toBe(1);
    expect(loads).toBe(0);
});

test('a TV that was offline is right within two seconds of its return', async ({ server, openPage, tolerate }) => {
    tolerate(/ERR_INTERNET_DISCONNECTED/, 'the network is cut on purpose');
    await server.setClock(MONDAY_MORNING);
    const display = await openPage({ viewport: screens.display });
    await display.goto('/display/hall');
    await expect(display.locator('html')).toHaveAttribute('data-live');
    const before = await display.locator('.call-ticket').count();
    await display.context().setOffline(true);
    await expect(display.locator('.stale-banner')).toHaveText(/Údaje nejsou aktuální/);
    await display.context().setOffline(false);
    await expect(display.locator('.stale-banner')).toBeHidden({ timeout: 2_000 });
    await expect(display.locator('.call-ticket')).toHaveCount(before);
});

test('a chunk that fails to load leaves no dead page', async ({ server, openPage, tolerate }) => {
    tolerate(/./, 'the program of the page is cut off on purpose');
    await server.setClock(MONDAY_MORNING);
    const display = await openPage({ viewport: screens.display });
    await display.clock.install();
    await display.context().route(/\/pkg\/.*\.wasm/, (route) => route.abort());
    await display.goto('/display/hall');
    // What the server rendered is there all the same.
    await expect(display.locator('.clock')).toHaveText('8:15');
    await display.context().unroute(/\/pkg\/.*\.wasm/);
    const loaded = display.waitForEvent('load');
    await display.clock.fastForward('00:20');
    await loaded;
    await display.clock.resume();
    await expect(display.locator('html[data-live]')).toBeAttached();
});

test('a part that fails to load is asked for again', async ({ server, openPage, tolerate }) => {
    tolerate(/./, 'a part of the program is cut off on purpose');
    await server.setClock(MONDAY_MORNING);
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    let cut = 0;
    await counter.route(/\/pkg\/split_counter\..*\.wasm/, (route) => {
        cut += 1;
        return cut > 2 ? route.continue() : route.abort();
    });
    await counter.goto('/counter');
    let loads = 0;
    counter.on('load', () => (loads += 1));
    await expect(counter.locator('html')).toHaveAttribute('data-live', { timeout: 30_000 });
    expect(cut).toBeGreaterThan(2);
    expect(loads, 'what stands there is not taken away').toBe(0);
});

test('a page of an older build loads itself anew', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const display = await openPage({ viewport: screens.display });
    // A page waits until it is a minute old, so that it cannot load itself again and again.
    await display.addInitScript(() => (performance.now = () => 60_000));
    await display.goto('/display/hall');
    await expect(display.locator('.stale-banner')).toBeHidden();
    const build = await display.locator('html').getAttribute('data-build');
    expect(build).toMatch(/^\S{22}$/);

    const loaded = display.waitForEvent('load');
    await display.evaluate(() => {
        document.documentElement.dataset.build = 'older';
        // The stream is made anew, as after a restart of the server.
        window.dispatchEvent(new Event('online'));
    });
    await loaded;
    await expect(display.locator('html')).toHaveAttribute('data-build', build ?? '');
});
