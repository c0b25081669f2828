// A real mail server for tests. It says what it does on its standard output, a JSON object a line:
//   {"event":"listening","port":2525}
//   {"event":"mail","from":"…","to":["…"],"tls":false,"raw":"…"}  when it has accepted one
//   {"event":"refused"|"greylisted"|"dropped"|"waiting","to":["…"]}
//
//   node smtp.mjs [--port 0] [--mode accept|refuse|greylist|slow|drop|broken|login]
//                 [--tls [--key FILE --cert FILE]] [--secure --key FILE --cert FILE]
//
// With --tls it offers STARTTLS, by a certificate of its own that nobody trusts if none is named; with
// --secure it speaks nothing but TLS.
//
//   refuse    550 to every recipient
//   greylist  451 to the first attempt at each recipient, then accepts
//   accept    accepts, but from recipients that begin with "full" only the first message
//   slow      accepts, but to recipients that begin with "slow" never says so
//   drop      breaks off in the middle of the first message to each recipient, then accepts
//   broken    lets nobody in: 535 to every login, and a login is needed
//   login     needs the login `urad` with the password `tajne`

import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

const { values } = parseArgs({
    options: {
        port: { type: 'string', default: '0' },
        mode: { type: 'string', default: 'accept' },
        tls: { type: 'boolean', default: false },
        secure: { type: 'boolean', default: false },
        key: { type: 'string' },
        cert: { type: 'string' },
    },
});
const { mode } = values;
const say = (event, more) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const seen = new Set();
const isFirst = (address) => !seen.has(address) && seen.add(address);

const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
    secure: values.secure,
    authOptional: mode !== 'broken' && mode !== 'login',
    allowInsecureAuth: mode !== 'login',
    disableReverseLookup: true,
    disabledCommands: values.tls ? [] : ['STARTTLS'],
    ...(values.key && { key: readFileSync(values.key), cert: readFileSync(values.cert) }),
    logger: false,
    onAuth({ username, password }, session, callback) {
        if (mode === 'login' && username === 'urad' && password === 'tajne') return callback(null, { user: username });
        callback(refusal(535, '5.7.8 wrong password'));
    },
    onRcptTo(address, session, callback) {
        const to = [address.address];
        if (mode === 'refuse') {
            say('refused', { to });
            return callback(refusal(550, `5.1.1 <${address.address}> unknown`));
        }
        if (mode === 'greylist' && isFirst(address.address)) {
            say('greylisted', { to });
            return callback(refusal(451, '4.7.1 try again later'));
        }
        if (address.address.startsWith('full') && seen.has(address.address)) {
            say('refused', { to });
            return callback(refusal(552, '5.2.2 mailbox full'));
        }
        callback();
    },
    onData(stream, session, callback) {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        if (mode === 'drop' && isFirst(to[0])) {
            return stream.once('data', (part) => {
                const id = /^Message-ID: (.*)$/im.exec(part.toString())?.[1].trim();
                say('dropped', { to, id });
                connections.forEach((socket) => socket.destroy());
            });
        }
        const parts = [];
        stream.on('data', (part) => parts.push(part));
        stream.on('end', () => {
            if (mode === 'slow' && to[0].startsWith('slow')) return say('waiting', { to });
            const raw = Buffer.concat(parts).toString();
            to.forEach((address) => seen.add(address));
            say('mail', { from: session.envelope.mailFrom.address, to, tls: session.secure, raw });
            callback();
        });
    },
});

const connections = new Set();
server.server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
});
// Clients that are killed are what the tests are about.
server.on('error', () => {});
server.listen(Number(values.port), '127.0.0.1', () => {
    say('listening', { port: server.server.address().port });
});
// Ends with whoever started it.
createInterface({ input: createReadStream('', { fd: 0 }) }).on('close', () => process.exit());
