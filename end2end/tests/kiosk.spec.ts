// The kiosk in the hall: its printer, hands and eyes of all kinds, and a server that is gone.

import type { CDPSession, Locator, Page } from '@playwright/test';
import { axe, expect, screens, shot, test } from './fixtures';
import { enrol, logIn, MONDAY_MORNING, sitDown, takeTicket, typeIn } from './office';
import { Printer } from './printer';

test.use({ office: { storage: 'disk', env: { PREPAZKA_PUBLIC_URL: 'https://urad.example.cz' } } });

const title = (kiosk: Page) => kiosk.getByRole('heading', { level: 1 });
const printing = (kiosk: Page) => kiosk.locator('.ticket-printing');
const mode = (kiosk: Page, name: string) => kiosk.getByRole('button', { name, exact: true });

/** Nothing is cut off, nothing lies over another, nothing needs scrolling. */
async function fits(kiosk: Page, what: string): Promise<void> {
    const wrong = await kiosk.evaluate(() => {
        const problems: string[] = [];
        const shown = [...document.querySelectorAll('.kiosk, .kiosk > :not(.ticket-slip), .kiosk button, .kiosk main *')];
        for (const one of shown) {
            if (one.closest('svg') || one.matches('.visually-hidden')) continue;
            const { top, left, bottom, right, width } = one.getBoundingClientRect();
            if (width === 0) continue;
            const name = `${one.tagName}.${one.className} "${one.textContent?.slice(0, 30)}"`;
            if (top < -1 || left < -1 || bottom > innerHeight + 1 || right > innerWidth + 1) problems.push(`outside: ${name}`);
            // The list of what a workplace does may be shortened: the next screen has it whole.
            if (one.matches('.workplace-detail')) continue;
            if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) problems.push(`too wide: ${name}`);
            if (one.matches('main, button') && one.scrollHeight > one.clientHeight + 1) problems.push(`too high: ${name}`);
        }
        const parts = [...document.querySelectorAll('.kiosk > :not(.ticket-slip)')].map((part) => part.getBoundingClientRect());
        parts.forEach((part, n) => {
            if (n > 0 && part.height > 0 && part.top < parts[n - 1].bottom - 1) problems.push(`part ${n} lies over the one before`);
        });
        return problems;
    });
    expect(wrong, what).toEqual([]);
}

async function ready(kiosk: Page): Promise<void> {
    await expect(kiosk.locator('.kiosk')).not.toHaveAttribute('data-ignores-taps');
}

async function toStart(kiosk: Page, done = 'Hotovo'): Promise<void> {
    await ready(kiosk);
    await kiosk.getByRole('button', { name: done }).click();
    await ready(kiosk);
}

test('a ticket comes on paper, and without paper its number is to be copied', async ({ server, openPage, tolerate }) => {
    tolerate(/status of 422/, 'an address that is none is refused');
    await server.setClock(MONDAY_MORNING);
    const printer = await Printer.on();
    const kiosk = await openPage({ viewport: screens.kiosk });
    await kiosk.addInitScript(() => {
        window.print = () => document.body.setAttribute('data-printed-by-browser', '');
    });
    await enrol(kiosk, 'hall', server, openPage);

    const admin = await openPage();
    await logIn(admin, server, 'admin');
    await admin.goto('/admin/devices');
    await admin.getByText('Nastavit').click();
    const address = admin.getByLabel('Tiskárna (adresa:port)');
    await address.fill('192.168.1.50:80');
    await admin.getByRole('button', { name: 'Uložit' }).click();
    await expect(admin.getByText('Tohle není adresa tiskárny.', { exact: false })).toBeVisible();
    await expect(address).toHaveValue('192.168.1.50:80');
    await axe(admin);
    await shot(admin, 'devices-printer-refused', { fullPage: true });
    await address.fill(printer.address);
    await admin.getByRole('button', { name: 'Uložit' }).click();
    await expect(admin.getByText(printer.address)).toBeVisible();
    await expect
        .poll(async () => {
            await admin.reload();
            return admin.getByText('V pořádku').isVisible();
        })
        .toBe(true);
    await axe(admin);
    await shot(admin, 'devices-printer', { fullPage: true });

    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await sitDown(counter, 1);
    const warning = counter.locator('.printer-warnings');
    await expect(warning).toBeHidden();

    const take = async () => {
        await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
        await ready(kiosk);
        await kiosk.locator('[data-service=op-zadost]').click();
        return kiosk.locator('.ticket-number').innerText();
    };
    expect(await take()).toBe('A001');
    await expect(printing(kiosk)).toHaveText('Vezměte si, prosím, lístek.');
    expect(printer.tickets).toBe(1);
    await expect(kiosk.locator('main .ticket-qr svg')).toBeVisible();
    await expect(kiosk.locator('.ticket-place')).toHaveText('Čekejte tady: Vstupní hala u vchodových dveří úřadu');
    await fits(kiosk, 'printed');
    await axe(kiosk);
    await shot(kiosk, 'kiosk-printed');
    await toStart(kiosk);
    await expect(kiosk.locator('.printer-note')).toBeHidden();

    printer.mood = 'no paper';
    expect(await take()).toBe('A002');
    await expect(printing(kiosk)).toContainText('Opište si, prosím, číslo: tiskárna nemá papír.');
    await expect(kiosk.locator('.countdown')).toHaveAttribute('data-seconds', '30');
    await fits(kiosk, 'no paper');
    await axe(kiosk);
    await shot(kiosk, 'kiosk-no-paper');
    await expect(warning).toHaveText('Tiskárna kiosku „kiosek u vchodu“ nemá papír.');
    await shot(counter, 'counter-printer');
    await axe(counter);
    await toStart(kiosk);
    await expect(kiosk.locator('.printer-note')).toHaveText('Tiskárna: nemá papír');
    await fits(kiosk, 'start without paper');
    await axe(kiosk);
    await shot(kiosk, 'kiosk-start-no-paper');

    await printer.switchOff();
    expect(await take()).toBe('A003');
    await expect(printing(kiosk)).toHaveText('Lístek se tiskne…');
    await expect(printing(kiosk)).toContainText('Opište si, prosím, číslo: tiskárna neodpovídá.');
    await toStart(kiosk);

    await printer.switchOn();
    for (const mood of ['silent', 'slow'] as const) {
        printer.mood = mood;
        const number = await take();
        await expect(kiosk.locator('.countdown')).toHaveAttribute('data-seconds', '10');
        await expect(printing(kiosk)).toContainText('Opište si, prosím, číslo: tiskárna neodpovídá.');
        await expect(kiosk.locator('.ticket-number'), mood).toHaveText(number);
        // So long it takes to find a pencil.
        await expect(kiosk.locator('.countdown')).toHaveAttribute('data-seconds', '30');
        await toStart(kiosk);
    }

    printer.mood = 'works';
    await server.setClock('2026-11-23T08:30:00+01:00');
    await expect(warning).toBeHidden();
    expect(await take()).toBe('A006');
    await expect(printing(kiosk)).toHaveText('Vezměte si, prosím, lístek.');
    expect(printer.tickets, 'what could not be printed is not printed later').toBe(2);
    await toStart(kiosk);
    await expect(kiosk.locator('.printer-note')).toBeHidden();
    await expect(kiosk.locator('body')).not.toHaveAttribute('data-printed-by-browser');
    await printer.switchOff();
});

test('a kiosk without a printer of the server prints by its browser, once', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await kiosk.addInitScript(() => {
        const counted = window as unknown as { prints: number };
        counted.prints = 0;
        window.print = () => void (counted.prints += 1);
    });
    await enrol(kiosk, 'hall', server, openPage);
    await kiosk.locator('[data-workplace=evidence-obyvatel]').click();
    await ready(kiosk);
    await kiosk.locator('[data-service=trvaly-pobyt]').click();
    const number = await kiosk.locator('.ticket-number').innerText();
    const prints = () => kiosk.evaluate(() => (window as unknown as { prints: number }).prints);
    await expect.poll(prints).toBe(1);
    await expect(printing(kiosk)).not.toContainText('Opište si');
    const slip = kiosk.locator('.ticket-slip');
    await expect(slip).toBeHidden();
    await kiosk.emulateMedia({ media: 'print' });
    await expect(slip).toBeVisible();
    await expect(slip.locator('.slip-number')).toHaveText(number);
    await expect(slip).toContainText('Přihlášení k trvalému pobytu');
    await expect(slip.locator('.ticket-qr svg')).toBeVisible();
    await expect(kiosk.locator('.kiosk-ticket')).toBeHidden();
    await shot(kiosk, 'kiosk-paper');
    await kiosk.emulateMedia({ media: null });
    await toStart(kiosk);
    expect(await prints(), 'nothing more on the way to the start').toBe(1);
});

/** How large each text is, in pixels; of one that stands in several places, the smallest. */
function letters(kiosk: Page): Promise<Record<string, number>> {
    return kiosk.evaluate(() => {
        const sizes: Record<string, number> = {};
        const texts = document.createTreeWalker(document.querySelector('.kiosk')!, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const parent = text.parentElement!;
            const said = text.textContent!.trim();
            if (!said || !parent.checkVisibility() || parent.closest('.ticket-slip, .visually-hidden, [aria-hidden]')) continue;
            // Numbers of tickets and people are others each time; where they stand counts.
            const name = /\d/.test(said) ? parent.className || parent.tagName : said;
            const size = parseFloat(getComputedStyle(parent).fontSize);
            sizes[name] = Math.min(sizes[name] ?? size, size);
        }
        return sizes;
    });
}

function colours(kiosk: Page): Promise<[string, string]> {
    return kiosk.locator('.kiosk main').evaluate((main) => {
        const kiosk = main.closest('.kiosk')!;
        return [getComputedStyle(kiosk).backgroundColor, getComputedStyle(main).color];
    });
}

for (const [how, viewport] of [['upright', screens.kiosk], ['wide', screens.kioskWide]] as const) {
    test(`${how}, it suits hands that do not reach high and eyes that do not see well, and forgets it`, async ({
        server,
        openPage,
        tolerate,
    }) => {
        // Five looks at six screens.
        test.setTimeout(600_000);
        tolerate(/ERR_FAILED/, 'a tap is cut off on purpose');
        await server.setClock(MONDAY_MORNING);
        const kiosk = await openPage({ viewport });
        await enrol(kiosk, 'hall', server, openPage);
        // Somebody touches it beside the buttons all the time: each screen stays for as long as it is looked at.
        await kiosk.evaluate(() => {
            const touch = () => document.querySelector('.kiosk-header')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
            setInterval(touch, 1_000);
        });
        const low = async (what: string) => {
            const { height } = viewport;
            const buttons = kiosk.locator('.kiosk button:visible');
            const tops = await buttons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
            // Half of it, but for a finger's breadth.
            expect(Math.min(...tops), `${what}: the highest button`).toBeGreaterThanOrEqual(height * 0.48);
        };
        /** Without any mode, by screen. */
        const plain: Record<string, Record<string, number>> = {};
        for (const [name, modes] of [
            ['none', []],
            ['low', ['Níž']],
            ['contrast', ['Kontrast']],
            ['large', ['Větší písmo']],
            ['all', ['Níž', 'Kontrast', 'Větší písmo']],
        ] as const) {
            const is = (wanted: string) => modes.some((it) => it === wanted);
            const look = async (screen: string) => {
                const what = `${screen}, ${name}, ${how}`;
                await ready(kiosk);
                await fits(kiosk, what);
                if (is('Níž')) await low(what);
                const sizes = await letters(kiosk);
                const before = (plain[screen] ??= sizes);
                if (is('Větší písmo')) {
                    const both = Object.keys(sizes).filter((text) => text in before);
                    expect(both.length, what).toBeGreaterThan(3);
                    const smaller = both.filter((text) => sizes[text] < before[text] - 0.1);
                    expect(smaller.map((text) => `${text}: ${before[text]} → ${sizes[text]}`), `${what}: nothing is smaller`).toEqual([]);
                    const larger = both.filter((text) => sizes[text] > before[text] * 1.05);
                    expect(larger.length / both.length, `${what}: what is larger`).toBeGreaterThan(0.5);
                }
                const [background, text] = await colours(kiosk);
                if (is('Kontrast')) expect([background, text], what).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
                else expect(background, what).not.toBe('rgb(0, 0, 0)');
                await shot(kiosk, `kiosk-mode-${name}-${screen}-${how}`);
                // Colours and names are the same in both sizes.
                if (viewport === screens.kiosk) await axe(kiosk);
            };
            for (const it of modes) {
                await mode(kiosk, it).click();
                await expect(mode(kiosk, it)).toHaveAttribute('aria-pressed', 'true');
            }
            await look('start');
            await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
            await look('services');
            await kiosk.route('**/api/take_ticket', (route) => route.abort());
            await kiosk.locator('[data-service=op-zadost]').click();
            await expect(kiosk.getByRole('button', { name: 'Zkusit znovu' })).toBeVisible();
            await look('failed');
            await kiosk.unroute('**/api/take_ticket');
            await kiosk.getByRole('button', { name: 'Zkusit znovu' }).click();
            await expect(kiosk.locator('.ticket-number')).toBeVisible();
            await look('ticket');
            await toStart(kiosk);
            for (const it of modes) await expect(mode(kiosk, it), 'the next client').toHaveAttribute('aria-pressed', 'false');

            for (const it of modes) await mode(kiosk, it).click();
            await kiosk.getByRole('button', { name: 'Klienti objednaní z internetu' }).click();
            await look('keypad');
            await toStart(kiosk, 'Zpět');
            if (modes[0]) await expect(mode(kiosk, modes[0]), 'the same client').toHaveAttribute('aria-pressed', 'true');
            await typeIn(kiosk, '000000');
            await expect(title(kiosk)).not.toHaveText('Zadejte kód objednávky');
            await look('refused');
            await ready(kiosk);
            await kiosk.getByRole('button', { name: 'Zpět', exact: true }).click();
            await ready(kiosk);
            for (const it of modes) await mode(kiosk, it).click();
        }
    });
}

/** A finger on the screen, as the system reports it. */
class Hand {
    private constructor(private readonly cdp: CDPSession) {}

    static async at(page: Page): Promise<Hand> {
        return new Hand(await page.context().newCDPSession(page));
    }

    async send(type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]): Promise<void> {
        const points = touchPoints.map((point, id) => ({ ...point, id }));
        await this.cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    }

    /** Sets a finger down, moves it to each of the places, and lifts it. */
    async draw(from: { x: number; y: number }, ...to: { x: number; y: number }[]): Promise<void> {
        await this.send('touchStart', from);
        for (const place of to) await this.send('touchMove', place);
        await this.send('touchEnd');
    }
}

async function centre(button: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await button.boundingBox();
    if (!box) throw new Error('It is not there.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
}

test('a finger that shakes, drifts or stays is a tap; two fingers and a change of mind are none', async ({
    server,
    openPage,
}) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk, hasTouch: true });
    await enrol(kiosk, 'hall', server, openPage);
    const hand = await Hand.at(kiosk);
    const workplace = kiosk.locator('[data-workplace=obcanske-prukazy]');
    const service = kiosk.locator('[data-service=op-zadost]');
    await expect(kiosk.locator('html')).toHaveAttribute('data-live');
    await ready(kiosk);
    const waiting = workplace.locator('.workplace-waiting strong');
    const before = Number(await waiting.innerText());

    // Drifts by more than any browser takes for a tap, and shakes on the way.
    const on = await centre(workplace);
    await hand.draw(on, { x: on.x + 60, y: on.y - 25 }, { x: on.x - 40, y: on.y + 30 }, { x: on.x + 75, y: on.y });
    await expect(service).toBeVisible();
    await ready(kiosk);

    // Slides off the button a little, and stays for longer than a long press takes.
    const at = await centre(service);
    await hand.send('touchStart', { x: at.x, y: at.y + at.height / 2 - 10 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await hand.send('touchMove', { x: at.x, y: at.y + at.height / 2 + 35 });
    await hand.send('touchEnd');
    await expect(kiosk.locator('.ticket-number')).toHaveText(/^A\d{3}$/);
    await ready(kiosk);

    // A plain tap counts once.
    await hand.draw(await centre(kiosk.getByRole('button', { name: 'Hotovo' })));
    await expect(title(kiosk)).toHaveText('S čím přicházíte?');
    await ready(kiosk);
    await hand.draw(await centre(mode(kiosk, 'Kontrast')));
    await expect(mode(kiosk, 'Kontrast')).toHaveAttribute('aria-pressed', 'true');

    // Away from the button: the client has thought better of it.
    await hand.draw(on, { x: on.x, y: on.y - 400 });
    // Two fingers: they zoom nothing, scroll nothing, press nothing.
    const two = [
        { x: on.x - 100, y: on.y },
        { x: on.x + 100, y: on.y },
    ];
    await hand.send('touchStart', ...two);
    await hand.send('touchMove', { x: on.x - 300, y: on.y }, { x: on.x + 300, y: on.y });
    await hand.send('touchEnd');
    expect(await kiosk.evaluate(() => [visualViewport?.scale, scrollX, scrollY])).toEqual([1, 0, 0]);
    await expect(title(kiosk)).toHaveText('S čím přicházíte?');
    await expect(waiting, 'one ticket in all').toHaveText(String(before + 1));
    expect(await kiosk.evaluate(() => String(getSelection()))).toBe('');
    await hand.draw(await centre(mode(kiosk, 'Kontrast')));
    await expect(mode(kiosk, 'Kontrast')).toHaveAttribute('aria-pressed', 'false');
});

test('it returns to the start in plain sight, and any touch gives more time', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    await kiosk.clock.install();
    // Playwright numbers its timers beyond what a program of 32 bits can hold and clear again.
    await kiosk.evaluate(() => {
        const { setTimeout: set, clearTimeout: clear } = window;
        const first = 1_000_000;
        const timers: number[] = [];
        const small = (act: TimerHandler, after?: number) => first + timers.push(set(act, after)) - 1;
        Object.assign(window, { setTimeout: small, clearTimeout: (id: number) => clear(timers[id - first] ?? id) });
    });
    await kiosk.locator('.kiosk-languages [lang=en]').click();
    await kiosk.locator('[data-workplace=evidence-obyvatel]').click();
    await kiosk.locator('[data-service=trvaly-pobyt]').click();
    await expect(kiosk.locator('.ticket-number')).toBeVisible();
    const band = kiosk.locator('.countdown');
    // The time begins anew when the browser is asked for the paper.
    await expect(printing(kiosk)).toHaveText(/^Your ticket is being printed/);
    await expect(band).toBeVisible();
    expect(await left(band, 0)).toBeCloseTo(1, 1);
    expect(await left(band, 5_000)).toBeCloseTo(0.5, 1);
    expect(await left(band, 9_999), 'empty when the screen goes').toBeCloseTo(0, 1);
    await band.evaluate((it) => it.setAttribute('data-before', ''));
    // The screen stays for ten seconds; between these the time goes on as usual.
    await kiosk.clock.fastForward(6_000);
    // Not on a button.
    await kiosk.locator('.kiosk-header').click();
    await expect(kiosk.locator('.countdown[data-before]'), 'it begins anew').toHaveCount(0);
    await expect(band).toBeVisible();
    await kiosk.clock.fastForward(6_000);
    await expect(kiosk.locator('.ticket-number')).toBeVisible();
    await kiosk.clock.fastForward(10_000);
    await expect(title(kiosk), 'in the language of the next client').toHaveText('S čím přicházíte?');

    await test.step('what was set on the start screen goes in plain sight as well', async () => {
        const forgets = kiosk.locator('.kiosk-forgets');
        await expect(forgets).toHaveCount(0);
        await mode(kiosk, 'Kontrast').click();
        await expect(forgets).toHaveCount(1);
        await expect(forgets, 'not yet').toBeHidden();
        expect(await left(forgets, 21_000)).toBeCloseTo(0.9, 1);
        await expect(forgets).toBeVisible();
        await shot(kiosk, 'kiosk-forgets');
        expect(await left(forgets, 29_999)).toBeCloseTo(0, 1);
        await kiosk.clock.fastForward(20_000);
        await expect(mode(kiosk, 'Kontrast')).toHaveAttribute('aria-pressed', 'true');
        await kiosk.clock.fastForward(10_000);
        await expect(mode(kiosk, 'Kontrast')).toHaveAttribute('aria-pressed', 'false');
        await expect(forgets).toHaveCount(0);
    });
});

/** How much of a countdown is left so many milliseconds after its beginning, where 1 is all. */
function left(countdown: Locator, after: number): Promise<number> {
    return countdown.evaluate((it, after) => {
        const animations = it.getAnimations({ subtree: true });
        if (animations.length === 0) throw new Error('it does not run');
        for (const animation of animations) {
            animation.pause();
            animation.currentTime = after;
        }
        const band = it.matches('.countdown') ? it : it.querySelector('.countdown')!;
        const [, scale] = /matrix\(([^,]+)/.exec(getComputedStyle(band, '::before').transform) ?? [];
        return scale === undefined ? 1 : Number(scale);
    }, after);
}

test('while the server is gone it says so calmly, and comes back by itself', async ({ server, openPage, tolerate }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    tolerate(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/, 'the server is killed on purpose');
    await server.kill9();
    await expect(title(kiosk)).toHaveText('Kiosek teď nemůže vydávat lístky');
    await expect(kiosk.locator('main')).toContainText('obraťte se, prosím, na kteroukoli přepážku');
    await expect(kiosk.locator('.clock'), 'a clock that has stopped').toBeHidden();
    await expect(kiosk.locator('.kiosk button')).toHaveCount(0);
    await fits(kiosk, 'gone');
    await axe(kiosk);
    await shot(kiosk, 'kiosk-server-gone');
    await server.restart();
    await server.setClock(MONDAY_MORNING);
    await expect(title(kiosk)).toHaveText('S čím přicházíte?', { timeout: 60_000 });
    await ready(kiosk);
    expect(await takeTicket(kiosk, 'evidence-obyvatel', 'trvaly-pobyt')).toMatch(/^E\d{3}$/);
});

test.describe('with names as long as they may be', () => {
    test.use({ office: { town: 'end2end/towns/long.toml', env: { PREPAZKA_PUBLIC_URL: 'https://urad.example.cz' } } });

    test('every screen has room for them', async ({ server, openPage }) => {
        await server.setClock(MONDAY_MORNING);
        const kiosk = await openPage({ viewport: screens.kiosk });
        await enrol(kiosk, 'hala', server, openPage);
        for (const viewport of [screens.kiosk, screens.kioskWide]) {
            await kiosk.setViewportSize(viewport);
            for (const large of [false, true]) {
                const name = `${viewport.width}${large ? '-large' : ''}`;
                if (large) await mode(kiosk, 'Větší písmo').click();
                await fits(kiosk, `start, ${name}`);
                await shot(kiosk, `kiosk-long-start-${name}`);
                await kiosk.locator('[data-workplace=evidence]').click();
                await ready(kiosk);
                await fits(kiosk, `services, ${name}`);
                await shot(kiosk, `kiosk-long-services-${name}`);
                await kiosk.locator('[data-service=evidence-1]').click();
                await ready(kiosk);
                await fits(kiosk, `ticket, ${name}`);
                await shot(kiosk, `kiosk-long-ticket-${name}`);
                await toStart(kiosk);
            }
        }
    });
});
