// What hangs in the lobby: what it says, and whether it can be read.

import type { Page } from '@playwright/test';
import { axe, expect, shot, test } from './fixtures';
import { enrol, logIn, MONDAY_MORNING, press, sitDown, takeTicket } from './office';

const office = { storage: 'disk', town: 'end2end/towns/calls.toml' } as const;
test.use({ office });

const sizes = {
    '1080p': { width: 1920, height: 1080 },
    '4k': { width: 3840, height: 2160 },
    portrait: { width: 1080, height: 1920 },
};

/** Twenty counters, as `calls.toml` numbers them. */
const COUNTERS = [...Array.from({ length: 19 }, (_, n) => n + 1), 99];

/**
 * Notes every sound that the page really plays, at its beginning and at its end. They are played
 * four times as fast, so that a minute of announcements takes a quarter of one.
 */
async function listen(page: Page): Promise<() => Promise<string[]>> {
    await page.addInitScript(() => {
        const heard: string[] = [];
        Object.assign(window, { heard });
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
            // The trial at the beginning is silent.
            if (this.volume > 0) {
                const { pathname } = new URL(this.src);
                heard.push(`begin ${pathname}`);
                // Before the page hears of it and begins the next one.
                this.addEventListener('ended', () => heard.push(`end ${pathname}`), { capture: true, once: true });
                this.defaultPlaybackRate = this.playbackRate = 4;
            }
            return play.call(this);
        };
    });
    return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

/** Each sound with its beginning and end, and nothing in between. */
const oneAfterTheOther = (sounds: string[]) => sounds.flatMap((sound) => [`begin ${sound}`, `end ${sound}`]);

const CHIME = '/sounds/chime.mp3';

test('twenty calls within a second are twenty announcements in order', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const tv = await openPage({ viewport: sizes['1080p'] });
    const heard = await listen(tv);
    const clips: number[] = [];
    tv.on('response', (answer) => {
        if (answer.url().includes('/voice/')) clips.push(answer.status());
    });
    await tv.goto('/display/hala');
    await expect(tv.locator('.display-quiet')).toBeVisible();
    await expect(tv.locator('html')).toHaveAttribute('data-live');

    const tickets = await server.call(COUNTERS);
    const shown = tv.locator('.call-ticket');
    await expect(shown).toHaveText(tickets.toReversed());
    for (const call of await shown.all()) await expect(call).toBeInViewport({ ratio: 1 });

    const all = tickets.flatMap((ticket, n) => [CHIME, `/voice/cs/${ticket}/${COUNTERS[n]}.wav`]);
    await expect.poll(async () => (await heard()).length, { timeout: 90_000 }).toBe(2 * all.length);
    expect(await heard()).toEqual(oneAfterTheOther(all));
    expect(new Set(clips)).toEqual(new Set([200]));
});

test('with twenty calls the TV is read from 8 m in every size', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const tv = await openPage();
    for (const [name, viewport] of Object.entries(sizes)) {
        await tv.setViewportSize(viewport);
        await tv.goto('/display/hala');
        await expect(tv.locator('.call-ticket')).toHaveCount(20);
        expect(await misplaced(tv), name).toEqual([]);
        await readable(tv, name);
        await shot(tv, `tv-twenty-${name}`);
    }
    await axe(tv);

    await test.step('with a notice as long as it may be', async () => {
        const admin = await openPage();
        await logIn(admin, server, 'admin');
        await admin.goto('/admin/notices?new');
        await admin.getByLabel('Česky').fill(NOTICE);
        await admin.getByRole('button', { name: 'Zveřejnit', exact: true }).click();
        await expect(admin.getByRole('status')).toHaveText('Uloženo.');
        for (const [name, viewport] of Object.entries(sizes)) {
            await tv.setViewportSize(viewport);
            await expect(tv.locator('.display > .notices p')).toHaveText(NOTICE);
            await expect(tv.locator('.call-ticket')).toHaveCount(20);
            expect(await misplaced(tv), `notice, ${name}`).toEqual([]);
            await readable(tv, `notice, ${name}`);
            await shot(tv, `tv-twenty-notice-${name}`);
        }
        await axe(tv);
        await admin.goto('/admin/notices');
        await admin.getByRole('link', { name: NOTICE }).click();
        await admin.getByText('Stáhnout', { exact: true }).click();
        await admin.getByRole('button', { name: 'Ano, stáhnout', exact: true }).click();
        await expect(tv.locator('.display > .notices p')).toHaveCount(0);
    });
});

test('a call greets by moving, unless somebody does not want that', async ({ server, openPage }) => {
    await server.setClock('2026-11-16T08:15:00+01:00');
    const [tv, still] = [await openPage({ viewport: sizes['1080p'] }), await openPage({ viewport: sizes['1080p'], reducedMotion: 'reduce' })];
    for (const page of [tv, still]) {
        await page.goto('/display/chodba');
        await expect(page.locator('html')).toHaveAttribute('data-live');
    }
    const [ticket] = await server.call([23]);
    const moves = async (page: Page) => {
        await expect(page.locator('.call-newest[data-fresh] .call-ticket')).toHaveText(ticket!);
        return page.locator('.call-newest').evaluate((it) => getComputedStyle(it).animationName);
    };
    expect(await moves(tv)).toBe('called');
    expect(await moves(still)).toBe('none');
});

/** As long as a notice may be. */
const NOTICE = 'Kvůli poruše registru Ministerstva vnitra dnes nevydáváme občanské průkazy ani cestovní doklady. Přijďte prosím zítra.';

/** In hundredths of the screen's shorter side: the digits themselves, and not the room around them. */
async function readable(tv: Page, what: string): Promise<void> {
    const { digits, other, counter, otherCounter, notice, header, clock } = await heights(tv);
    expect(digits, `${what}: number`).toBeGreaterThanOrEqual(18);
    expect(counter, `${what}: its counter`).toBeGreaterThanOrEqual(7);
    expect(other, `${what}: other numbers`).toBeGreaterThanOrEqual(4);
    expect(otherCounter, `${what}: their counters`).toBeGreaterThanOrEqual(4);
    expect(clock, `${what}: clock`).toBeGreaterThanOrEqual(3.5);
    // On a screen 62 cm high five minutes of arc, which the eye can just tell apart, are 1.9 at 8 m.
    expect(notice, `${what}: notice`).toBeGreaterThanOrEqual(2.2);
    expect(header, `${what}: header`).toBeGreaterThanOrEqual(2.2);
}

test('a TV without calls, with one and with some', async ({ server, openPage }) => {
    await server.setClock('2026-11-30T08:15:00+01:00');
    const tv = await openPage();
    await tv.goto('/display/hala');
    const states: [string, number[]][] = [
        ['quiet', []],
        ['one', [1]],
        ['four', [2, 3, 4]],
        ['eight', [5, 6, 7, 8]],
    ];
    let calls = 0;
    for (const [state, counters] of states) {
        if (counters.length) await server.call(counters);
        calls += counters.length;
        for (const [name, viewport] of Object.entries(sizes)) {
            await tv.setViewportSize(viewport);
            await expect(tv.locator('.call-ticket')).toHaveCount(calls);
            expect(await misplaced(tv), `${state} ${name}`).toEqual([]);
            if (calls > 0) expect((await heights(tv)).digits).toBeGreaterThanOrEqual(18);
            await shot(tv, `tv-${state}-${name}`);
        }
        // Between two colours the contrast is what it is.
        await tv.emulateMedia({ reducedMotion: 'reduce' });
        await axe(tv);
        await tv.emulateMedia({ reducedMotion: null });
    }
});

test('the office has its say until many are called', async ({ server, openPage }) => {
    await server.setClock('2026-11-30T08:15:00+01:00');
    const tv = await openPage();
    await tv.goto('/display/chodba');
    const message = tv.locator('.display-message');
    await expect(message).toContainText('V pátek 27. listopadu');
    const look = async (state: string) => {
        for (const [name, viewport] of Object.entries(sizes)) {
            await tv.setViewportSize(viewport);
            expect(await misplaced(tv), `${state} ${name}`).toEqual([]);
            await shot(tv, `tv-${state}-${name}`);
        }
    };
    await look('message');
    await axe(tv);

    await test.step('a picture appears by itself', async () => {
        // What it shows matters little.
        const buffer = await tv.screenshot();
        const admin = await openPage();
        await logIn(admin, server, 'admin');
        await admin.goto('/admin/pictures');
        const form = admin.getByRole('region').filter({ has: admin.locator('[value="display chodba"]') });
        await form.getByLabel('Soubor s obrázkem').setInputFiles({ name: 'tv.png', mimeType: 'image/png', buffer });
        await form.getByRole('button', { name: 'Nahrát' }).click();
        const picture = message.locator('img');
        await expect(picture).toBeVisible();
        await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
        await look('picture');
        await admin.getByLabel('Odebrat: Televize: Chodba').click();
        await form.getByRole('button', { name: 'Ano, odebrat' }).click();
        await expect(picture).toHaveCount(0);
    });

    await server.call([21]);
    await expect(tv.locator('.call-newest')).toBeVisible();
    await look('message-one');
    await server.call([22, 23]);
    await expect(tv.locator('.call')).toHaveCount(2);
    await expect(message).toBeVisible();
    await look('message-few');
    await server.call([24]);
    await expect(tv.locator('.call')).toHaveCount(3);
    await expect(message).toBeHidden();
    await look('message-many');
});

test('what was called while the TV was away is shown and not said', async ({ server, openPage, tolerate }) => {
    tolerate(/ERR_/, 'the server is killed and its streams are cut on purpose');
    await server.setClock('2026-12-07T08:15:00+01:00');
    const tv = await openPage();
    const heard = await listen(tv);
    await tv.goto('/display/chodba');
    await expect(tv.locator('html')).toHaveAttribute('data-live');
    await tv.context().route('**/live/**', (route) => route.abort());
    await server.kill9();
    await expect(tv.locator('.stale-banner')).toHaveText(/Údaje nejsou aktuální/);
    await server.restart();
    await server.setClock('2026-12-07T08:15:00+01:00');
    const [first] = await server.call([21]);
    await server.setClock('2026-12-07T08:16:00+01:00');
    await tv.context().unroute('**/live/**');
    await expect(tv.locator('.call-newest .call-ticket')).toHaveText(first);

    // The next one is said, in both languages of this lobby, and nothing before it was.
    const [second] = await server.call([22]);
    const all = [CHIME, `/voice/cs/${second}/22.wav`, `/voice/en/${second}/22.wav`];
    await expect.poll(heard).toEqual(oneAfterTheOther(all));
});

test('a voice of the browser is preferred to the clips', async ({ server, openPage }) => {
    await server.setClock('2026-12-14T08:15:00+01:00');
    const tv = await openPage();
    const heard = await listen(tv);
    // Debian's Chromium has no voice: a Czech one on this machine, and an English one on the network.
    await tv.addInitScript(() => {
        class Voice {
            constructor(
                readonly lang: string,
                readonly localService: boolean,
            ) {}
        }
        class Utterance {
            onend?: (event: Event) => void;
            constructor(readonly text: string) {}
        }
        const speechSynthesis = {
            getVoices: () => [new Voice('cs-CZ', true), new Voice('en-GB', false)],
            cancel: () => {},
            speak: (words: Utterance) => {
                const heard = (window as unknown as { heard: string[] }).heard;
                heard.push(`begin ${words.text}`);
                setTimeout(() => {
                    heard.push(`end ${words.text}`);
                    words.onend?.(new Event('end'));
                }, 300);
            },
        };
        Object.assign(window, { SpeechSynthesisVoice: Voice, SpeechSynthesisUtterance: Utterance });
        Object.defineProperty(window, 'speechSynthesis', { value: speechSynthesis });
    });
    await tv.goto('/display/chodba');
    await expect(tv.locator('html')).toHaveAttribute('data-live');
    const [ticket] = await server.call([21]);
    expect(ticket).toBe('M001');
    const all = [CHIME, 'Lístek em jedna, přepážka dvacet jedna.', '/voice/en/M001/21.wav'];
    await expect.poll(heard).toEqual(oneAfterTheOther(all));
});

test('where the voice of the browser fails the clip is heard', async ({ server, openPage }) => {
    await server.setClock('2027-01-04T08:15:00+01:00');
    const tv = await openPage();
    const heard = await listen(tv);
    await tv.addInitScript(() => {
        class Voice {
            readonly lang = 'cs-CZ';
            readonly localService = true;
        }
        class Utterance {
            onerror?: (event: Event) => void;
            constructor(readonly text: string) {}
        }
        const speechSynthesis = {
            getVoices: () => [new Voice()],
            cancel: () => {},
            speak: (words: Utterance) => {
                (window as unknown as { heard: string[] }).heard.push(`fails ${words.text}`);
                setTimeout(() => words.onerror?.(new Event('error')), 100);
            },
        };
        Object.assign(window, { SpeechSynthesisVoice: Voice, SpeechSynthesisUtterance: Utterance });
        Object.defineProperty(window, 'speechSynthesis', { value: speechSynthesis });
    });
    await tv.goto('/display/chodba');
    await expect(tv.locator('html')).toHaveAttribute('data-live');
    const [ticket] = await server.call([21]);
    expect(ticket).toBe('M001');
    const [chime, czech, english] = [CHIME, '/voice/cs/M001/21.wav', '/voice/en/M001/21.wav'].map((sound) => oneAfterTheOther([sound]));
    const failed = 'fails Lístek em jedna, přepážka dvacet jedna.';
    await expect.poll(heard).toEqual([...chime!, failed, ...czech!, ...english!]);
});

test('called again, the words are said again', async ({ server, openPage }) => {
    await server.setClock('2027-01-11T08:15:00+01:00');
    const tv = await openPage({ viewport: sizes['1080p'] });
    const heard = await listen(tv);
    await tv.goto('/display/chodba');
    await expect(tv.locator('html')).toHaveAttribute('data-live');
    const [kiosk, counter] = await Promise.all([openPage({ viewport: sizes.portrait }), openPage()]);
    await enrol(kiosk, 'chodba', server, openPage);
    const ticket = await takeTicket(kiosk, 'matrika');
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 25);
    const once = [CHIME, `/voice/cs/${ticket}/25.wav`, `/voice/en/${ticket}/25.wav`];
    const client = counter.locator('.client-ticket');
    await press(counter, /^Zavolat dalšího/, () => expect(client).toHaveText(ticket, { timeout: 6_000 }));
    await expect.poll(heard).toEqual(oneAfterTheOther(once));
    await expect(async () => {
        await counter.getByRole('button', { name: /^Znovu zavolat/ }).click({ timeout: 500 });
        await expect(counter.locator('.counter-message')).toHaveText(`Lístek ${ticket} voláme znovu.`, { timeout: 3_000 });
    }).toPass();
    await expect.poll(heard).toEqual(oneAfterTheOther([...once, ...once]));
    await expect(tv.locator('.call-ticket')).toHaveCount(1);
});

test('a browser that wants a touch before it plays is given one', async ({ server, openPage }) => {
    await server.setClock('2026-12-21T08:15:00+01:00');
    const tv = await openPage({ viewport: sizes['1080p'] });
    const heard = await listen(tv);
    // As Chromium does unless it is told otherwise.
    await tv.addInitScript(() => {
        const play = HTMLMediaElement.prototype.play;
        let touched = false;
        addEventListener('pointerdown', () => (touched = true), { capture: true });
        HTMLMediaElement.prototype.play = function () {
            return touched ? play.call(this) : Promise.reject(new DOMException('a touch first', 'NotAllowedError'));
        };
    });
    await tv.goto('/display/chodba');
    const hint = tv.getByRole('button', { name: 'Klepnutím zapněte zvuk' });
    await expect(hint).toBeVisible();
    await shot(tv, 'tv-sound-blocked');
    await axe(tv);
    const [first] = await server.call([21]);
    // It is in nobody's way.
    await expect(tv.locator('.call-newest .call-ticket')).toHaveText(first);
    await shot(tv, 'tv-sound-blocked-call');
    // Anywhere on the screen.
    await tv.mouse.click(960, 700);
    await expect(hint).toHaveCount(0);
    await expect.poll(heard).toEqual(oneAfterTheOther([CHIME]));
    const [second] = await server.call([22]);
    const all = [CHIME, CHIME, `/voice/cs/${second}/22.wav`, `/voice/en/${second}/22.wav`];
    await expect.poll(heard).toEqual(oneAfterTheOther(all));
});

test('where sound is allowed nobody is asked to touch, and the screen is kept awake', async ({ server, openPage }) => {
    await server.setClock('2026-12-28T08:15:00+01:00');
    const tv = await openPage();
    await tv.addInitScript(() => {
        const counted = window as unknown as { locks: number; tried: number };
        Object.assign(counted, { locks: 0, tried: 0 });
        const request = WakeLock.prototype.request;
        WakeLock.prototype.request = async function (kind) {
            const lock = await request.call(this, kind);
            counted.locks += 1;
            return lock;
        };
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = async function () {
            await play.call(this);
            counted.tried += 1;
        };
    });
    const count = (what: 'locks' | 'tried') =>
        tv.evaluate((what) => (window as unknown as Record<string, number>)[what], what);
    await tv.goto('/display/chodba');
    await expect.poll(() => count('tried')).toBe(1);
    await expect(tv.locator('.display-sound')).toHaveCount(0);
    await expect.poll(() => count('locks')).toBe(1);
    // As after another window has been before it.
    await tv.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await expect.poll(() => count('locks')).toBe(2);
});

test.describe('a server without a voice', () => {
    test.use({ office: { ...office, arguments: ['--voice', 'no-such-program'] } });

    test('only chimes', async ({ server, openPage }) => {
        await server.setClock(MONDAY_MORNING);
        const tv = await openPage();
        const heard = await listen(tv);
        await tv.goto('/display/chodba');
        await expect(tv.locator('html')).toHaveAttribute('data-live');
        await server.call([21, 22]);
        await expect.poll(heard).toEqual(oneAfterTheOther([CHIME, CHIME]));
    });
});

test('each counter has its own small display', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const tablets = {
        small: { width: 800, height: 480 },
        large: { width: 1280, height: 800 },
        upright: { width: 600, height: 1024 },
    };
    const tablet = await openPage({ viewport: tablets.small });
    const [kiosk, counter] = await Promise.all([openPage({ viewport: sizes.portrait }), openPage()]);
    await enrol(kiosk, 'chodba', server, openPage);
    const ticket = await takeTicket(kiosk, 'matrika');
    await logIn(counter, server, 'clerk');
    await tablet.goto('/display/chodba/counter/25');
    const above = tablet.locator('.above-counter');
    const look = async (state: string) => {
        await expect(above).toHaveAttribute('data-work', state);
        for (const [name, viewport] of Object.entries(tablets)) {
            await tablet.setViewportSize(viewport);
            expect(await misplaced(tablet), `${state} ${name}`).toEqual([]);
            await shot(tablet, `counter-display-${state}-${name}`);
        }
        await axe(tablet);
    };
    // For a moment after each change a press may be the second half of a double click, and does nothing.
    const press = (name: RegExp, state: string) =>
        expect(async () => {
            const button = counter.getByRole('button', { name }).first();
            if (await button.isVisible()) await button.click({ timeout: 500 });
            await expect(above).toHaveAttribute('data-work', state, { timeout: 6_000 });
        }).toPass();
    await expect(above).toContainText('přepážka 25');
    await expect(above).toContainText('Zavřeno');
    await look('closed');

    await sitDown(counter, 25);
    await look('free');
    await press(/^Přestávka/, 'paused');
    await expect(above).toContainText('Hned jsme zpět');
    await look('paused');
    await press(/^Pokračovat/, 'free');
    await press(/^Zavolat dalšího/, 'calls');
    await expect(tablet.locator('.call-ticket')).toHaveText(ticket);
    await look('calls');
    const blinking = () => above.locator('main').evaluate((main) => {
        const { animationName, animationDuration } = getComputedStyle(main);
        return animationName === 'none' ? 0 : 1 / parseFloat(animationDuration);
    });
    expect(await blinking()).toBe(0.5);
    await tablet.emulateMedia({ reducedMotion: 'reduce' });
    expect(await blinking()).toBe(0);

    await press(/^Přišel/, 'serves');
    await expect(tablet.locator('.call-ticket')).toHaveText(ticket);
    await look('serves');

    for (const nowhere of ['/display/chodba/counter/1', '/display/chodba/counter/x', '/display/attic/counter/25']) {
        expect((await tablet.request.get(nowhere)).status(), nowhere).toBe(404);
    }
});

/**
 * In hundredths of the screen's shorter side, which is its height as it mostly hangs: the digits of the
 * newest number and of its counter, of the smallest others, and of what stands around them.
 */
async function heights(page: Page) {
    return page.evaluate(() => {
        // As high as a digit of Roboto is.
        const DIGIT = 0.711;
        const short = Math.min(innerWidth, innerHeight);
        const high = (element: Element) => (parseFloat(getComputedStyle(element).fontSize) * DIGIT * 100) / short;
        // Of several the smallest; without any, nothing is too small.
        const least = (selector: string) => Math.min(...[...document.querySelectorAll(selector)].map(high), 100);
        const newest = document.querySelector('.call-newest .call-ticket');
        return {
            digits: newest ? high(newest) : 0,
            counter: least('.call-newest .call-counter strong'),
            other: least('.call .call-ticket'),
            otherCounter: least('.call .call-counter'),
            notice: least('.display > .notices p'),
            header: least('.display-header h1'),
            clock: least('.display-header .clock'),
        };
    });
}

/** Texts and pictures that are not whole on the screen, or not within their frame, and frames that overlap. */
async function misplaced(page: Page): Promise<string[]> {
    await page.evaluate(() => document.fonts.ready);
    return page.evaluate(() => {
        const wrong: string[] = [];
        const root = document.scrollingElement ?? document.body;
        if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) wrong.push('the page scrolls');
        const FRAMES = '.call, .call-newest, .call-newest strong, .calls-open, .display-message, .display-header, '
            + '.display > .notices, .display-waiting, .display-quiet, .display-main, .above-counter > h1, .above-counter > main';
        const inside = (inner: DOMRect, outer: DOMRect) =>
            inner.left >= outer.left - 1 && inner.right <= outer.right + 1
            && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
        const screen = new DOMRect(0, 0, innerWidth, innerHeight);
        const hidden = (element: Element) => element.closest('.visually-hidden') !== null || !element.checkVisibility();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode;
            const parent = text.parentElement;
            if (!parent || !text.textContent?.trim() || hidden(parent)) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            for (const line of range.getClientRects()) {
                // A line is higher than its letters; of those with a low line the room around them may overlap.
                const size = parseFloat(getComputedStyle(parent).fontSize);
                const middle = (line.top + line.bottom) / 2;
                const letters = new DOMRect(line.left, middle - 0.37 * size, line.width, 0.74 * size);
                const frame = parent.closest(FRAMES)?.getBoundingClientRect();
                if (!inside(letters, screen)) wrong.push(`off the screen: ${text.textContent}`);
                if (frame && !inside(letters, frame)) wrong.push(`out of its frame: ${text.textContent}`);
            }
        }
        for (const picture of document.querySelectorAll('img, svg')) {
            if (hidden(picture)) continue;
            const frame = picture.closest(FRAMES)?.getBoundingClientRect() ?? screen;
            if (!inside(picture.getBoundingClientRect(), screen)) wrong.push('a picture off the screen');
            if (!inside(picture.getBoundingClientRect(), frame)) wrong.push('a picture out of its frame');
        }
        const frames = [...document.querySelectorAll('.call, .call-newest, .display-message, .display-header, .display > .notices, .display-waiting, .above-counter > *')];
        const rects = frames.filter((frame) => !hidden(frame)).map((frame) => frame.getBoundingClientRect());
        rects.forEach((one, n) => {
            for (const two of rects.slice(n + 1)) {
                const apart = one.right <= two.left + 1 || two.right <= one.left + 1 || one.bottom <= two.top + 1 || two.bottom <= one.top + 1;
                if (!apart) wrong.push(`two frames overlap at ${Math.round(two.left)}, ${Math.round(two.top)}`);
            }
        });
        return wrong;
    });
}
