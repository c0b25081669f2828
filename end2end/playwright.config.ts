// Started by `cargo xtask test`, which builds the server and says in SERVER_BIN where it is. There is
// no `webServer` here: every test file has a server of its own (see tests/fixtures.ts).

import { defineConfig } from '@playwright/test';

export default defineConfig({
    testDir: 'tests',
    outputDir: 'results',
    // A worker is a browser and a server; more than two starve each other on a small machine.
    workers: 2,
    // A whole visit on a small, busy machine; a hang is found all the same.
    timeout: 240_000,
    expect: { timeout: 30_000 },
    forbidOnly: Boolean(process.env.CI),
    reporter: 'list',
    use: {
        // Wrong on purpose: a page that shows a time in the browser's zone and not in the town's
        // is a bug, and here a visible one.
        timezoneId: 'Pacific/Auckland',
        locale: 'cs-CZ',
        screenshot: 'only-on-failure',
        trace: 'retain-on-failure',
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: [
                '--no-sandbox',
                '--disable-gpu',
                '--disable-quic',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-sync',
                // As the TV's browser is started. What Playwright looks up in a page counts as a touch
                // in it, so that without this it would depend on the moment whether a sound is allowed.
                '--autoplay-policy=no-user-gesture-required',
            ],
        },
    },
    projects: [
        { name: 'hydrated' },
        // Forms work without JavaScript: a test with the tag @nojs runs a second time like that.
        { name: 'without-javascript', grep: /@nojs/, use: { javaScriptEnabled: false } },
    ],
});
