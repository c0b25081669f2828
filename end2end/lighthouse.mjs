// Started by `cargo xtask bench`, which says in SERVER_BIN where the release build of the server is:
// what Lighthouse, as a middling phone on a slow network, thinks of the pages that citizens book by.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const TARGET = '(target ≥ 95, 100, 100)';

/** A page is measured so often, and its median kept: the machine does other things as well. */
const RUNS = 3;

/** The server with the town as it is shipped. No mail server is there, so the mails wait. */
async function start() {
    const server = spawn(process.env.SERVER_BIN, [
        ...['--listen', '127.0.0.1:0'],
        ...['--database', 'mem://'],
        ...['--town', 'town.toml'],
        ...['--smtp', 'smtp://127.0.0.1:9'],
    ], { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of createInterface({ input: server.stdout })) {
        const [word, url] = line.split(/\s+/);
        if (word === 'ready') {
            return { url, stop: () => server.kill() };
        }
    }
    throw new Error('the server ended');
}

/** The first address on a page that begins like this and is longer. */
async function follow(url, page, beginning) {
    const html = await (await fetch(url + page)).text();
    const [address] = html.match(new RegExp(`${beginning}[^"'?#]+`)) ?? [];
    if (!address) {
        throw new Error(`${page} leads nowhere`);
    }
    return address;
}

async function scores(url, port) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) {
        const { lhr } = await lighthouse(url, { port, onlyCategories: CATEGORIES, logLevel: 'error' });
        runs.push(lhr);
    }
    const performance = (lhr) => lhr.categories.performance.score;
    runs.sort((one, other) => performance(one) - performance(other));
    return runs[Math.floor(RUNS / 2)];
}

function failed(lhr) {
    const refs = CATEGORIES.slice(1).flatMap((category) => lhr.categories[category].auditRefs);
    const audits = refs.filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]);
    return audits.filter(({ score }) => score !== null && score < 1).map(({ id }) => id);
}

const { url, stop } = await start();
const chromium = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
    ],
});
try {
    const times = '/book/op-zadost';
    const contact = await follow(url, times, `${times}/\\d{4}-\\d\\d-\\d\\d/\\d\\d:`);
    for (const page of ['/', '/book', times, contact]) {
        const lhr = await scores(url + page, chromium.port);
        const shown = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
        const paint = lhr.audits['largest-contentful-paint'].displayValue;
        console.log(`Lighthouse ${page}: ${shown.join(', ')}, largest paint ${paint} ${TARGET}`);
        failed(lhr).forEach((audit) => console.log(`    ${audit}`));
    }
} finally {
    chromium.kill();
    stop();
}
