// What a screen reader reads, and that no state is told by its colour alone.

import { expect, screens, shot, test } from './fixtures';
import { atTheChoice, enrol, logIn, MONDAY_MORNING, press, sitDown } from './office';

test.use({ office: { env: { PREPAZKA_PUBLIC_URL: 'https://urad.example.cz' } } });

test('kiosk, status and ticket are read in their order and by their names', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    await expect(kiosk.locator('.kiosk')).toMatchAriaSnapshot(`
      - banner:
        - paragraph: Městský úřad Kostelec nad Orlicí
        - paragraph: Vstupní hala u vchodových dveří úřadu
        - paragraph: /\\d+:\\d+/
      - main:
        - heading "S čím přicházíte?" [level=1]
        - paragraph
        - list:
          - listitem:
            - button /Občanské průkazy.*0 .*čeká.*teď není otevřená žádná přepážka/
          - listitem:
            - button /Cestovní doklady.*teď není otevřená žádná přepážka/
          - listitem:
            - button /Evidence obyvatel/
          - listitem:
            - button /Centrální pokladna/
        - button /Klienti objednaní z internetu/
      - contentinfo:
        - group "Jazyk · Language":
          - button "Česky" [pressed]
          - button "English"
          - button "Deutsch"
          - button "Українська"
        - group "Zobrazení":
          - button "Níž"
          - button "Kontrast"
          - button "Větší písmo"
    `);
    const tapped = kiosk.waitForRequest(/\/api\/take_ticket/);
    await kiosk.locator('[data-workplace=evidence-obyvatel]').click();
    await kiosk.locator('[data-service=trvaly-pobyt]').click();
    await expect(kiosk.locator('.ticket-number')).toBeVisible();
    await expect(kiosk.locator('main')).toMatchAriaSnapshot(`
      - main:
        - status:
          - heading [level=1]
          - paragraph: E001
          - paragraph: /Přihlášení k trvalému pobytu/
          - paragraph: /pondělí 23\\. listopadu 2026/
        - status: /\\w+/
        - paragraph:
          - strong: Před vámi nikdo nečeká
          - text: teď není otevřená žádná přepážka
        - paragraph
        - paragraph: /Čekejte tady/
        - paragraph: /Frontu můžete sledovat v mobilu/
        - button "Hotovo"
    `);
    const key = new URLSearchParams((await tapped).postData() ?? '').get('key');

    const phone = await openPage({ viewport: screens.phone });
    await phone.goto(`/ticket/${key}`);
    await expect(phone.locator('html')).toHaveAttribute('data-live');
    await expect(phone.getByRole('main')).toMatchAriaSnapshot(`
      - main:
        - heading "Váš lístek E001" [level=1]
        - status:
          - heading "Jste první v pořadí" [level=2]
          - paragraph: /teď není otevřená žádná přepážka/
        - status:
          - button "Upozornit mě zvukem"
        - term: S čím jdete
        - definition: /Přihlášení k trvalému pobytu/
        - term: Kde čekáte
        - definition: /Vstupní hala/
    `);

    await phone.goto('/status/hall');
    await expect(phone.locator('html')).toHaveAttribute('data-live');
    await expect(phone.getByRole('main')).toMatchAriaSnapshot(`
      - main:
        - heading /Vstupní hala/ [level=1]
        - paragraph: /Aktualizováno/
        - region /Právě voláme/:
          - heading [level=2]
          - paragraph: Právě nikoho nevoláme.
        - region /Kolik lidí čeká/:
          - heading [level=2]
          - list:
            - listitem:
              - heading /Občanské průkazy/ [level=3]
              - paragraph: dnes otevřeno do 17:00
              - paragraph:
                - strong: Nikdo nečeká
                - text: /teď není otevřená žádná přepážka/
    `);
});

test('what a colour tells, a word tells too', async ({ server, openPage }) => {
    await server.setClock(MONDAY_MORNING);
    const kiosk = await openPage({ viewport: screens.kiosk });
    await enrol(kiosk, 'hall', server, openPage);
    const counter = await openPage({ viewport: screens.counter });
    await logIn(counter, server, 'clerk');
    await atTheChoice(counter);
    await sitDown(counter, 2);
    const tablet = await openPage({ viewport: { width: 800, height: 480 } });
    await tablet.goto('/display/hall/counter/2');
    const above = tablet.locator('.above-counter');
    const take = async () => {
        const tapped = kiosk.waitForRequest(/\/api\/take_ticket/);
        await kiosk.locator('[data-workplace=obcanske-prukazy]').click();
        await kiosk.locator('[data-service=op-ztrata]').click();
        await expect(kiosk.locator('.ticket-number')).toBeVisible();
        await kiosk.getByRole('button', { name: 'Hotovo' }).click();
        await expect(kiosk.locator('.kiosk')).not.toHaveAttribute('data-ignores-taps');
        const key = new URLSearchParams((await tapped).postData() ?? '').get('key');
        return `/ticket/${key}`;
    };
    const address = await take();
    const phone = await openPage({ viewport: screens.phone });
    await phone.goto(address);
    const stage = phone.locator('.ticket-stage');
    const client = counter.locator('.client-ticket');

    await test.step('the display above a counter, and the phone', async () => {
        const says = async (work: string, words: string) => {
            await expect(above).toHaveAttribute('data-work', work);
            await expect(above.locator('main')).toContainText(words);
        };
        await says('free', 'Vyčkejte, až vás zavoláme');
        await expect(stage).toHaveAttribute('data-stage', 'waiting');
        await expect(stage).toContainText('Jste první v pořadí');
        await press(counter, /^Zavolat dalšího/, () => expect(client).toHaveCount(1, { timeout: 6_000 }));
        await says('calls', 'Pojďte k přepážce');
        await expect(above.locator('.down'), 'and an arrow').toBeVisible();
        await expect(stage).toHaveAttribute('data-stage', 'called');
        await expect(stage).toContainText('Jste na řadě');
        await press(counter, /^Přišel/, () => expect(above).toHaveAttribute('data-work', 'serves', { timeout: 6_000 }));
        await says('serves', 'Obsluhujeme');
        await expect(above.locator('.down')).toHaveCount(0);
        await expect(stage).toContainText('Jste u přepážky 2');
        await press(counter, /^Hotovo H$/i, () => expect(client).toHaveCount(0, { timeout: 6_000 }));
        await press(counter, /^Přestávka/, () => expect(above).toHaveAttribute('data-work', 'paused', { timeout: 6_000 }));
        await says('paused', 'Přestávka');
        await expect(stage).toContainText('Vyřízeno');
    });

    await test.step('the supervisor’s rows', async () => {
        const page = await openPage({ viewport: screens.counter });
        await logIn(page, server, 'admin');
        await page.goto('/admin');
        const row = (name: string) =>
            page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
        await expect(row('2')).toContainText(/přestávka/i);
        await expect(page.locator('html')).toHaveAttribute('data-live');
        await page.getByRole('button', { name: 'Lístky: Občanské průkazy' }).click();
        await page.getByRole('button', { name: 'Zastavit výdej lístků' }).click();
        await expect(row('Občanské průkazy')).toContainText('zastaven');
        await expect(kiosk.locator('[data-workplace=obcanske-prukazy]')).toContainText('Lístky teď nevydáváme.');
        const status = await openPage({ viewport: screens.phone });
        await status.goto('/status/hall');
        const off = status.locator('.workplace-status[data-off]');
        await expect(off.first()).toContainText('Lístky teď nevydáváme.');
        await page.getByRole('button', { name: 'Obnovit výdej lístků' }).click();
        await expect(off).toHaveCount(0);
    });

    await test.step('who is next, and who has come, at the counter', async () => {
        const next = await take();
        expect(next).toContain('/ticket/');
        await press(counter, /^Pokračovat/, () => expect(counter.locator('.idle')).toHaveText('Nikdo tu není', { timeout: 6_000 }));
        const first = await counter.locator('tr.next .ticket-id').innerText();
        await expect(counter.locator('.press')).toContainText(`na řadě je ${first}`);
        await shot(counter, 'counter-next-in-words');
    });
});
