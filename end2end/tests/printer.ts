// A kiosk's printer on the network, as far as the screens need one: it says how it stands, and counts
// what it cuts. What is on the paper is read by the program's own tests.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** `silent` takes what comes and says nothing; `slow` answers when nobody waits for it any more. */
export type Mood = 'works' | 'no paper' | 'silent' | 'slow';

/** Longer than the server waits. */
const SLOW = 7_000;

const FIXED = 0b0001_0010;
let printers = 0;

export class Printer {
    mood: Mood = 'works';
    /** How many tickets have come out. */
    tickets = 0;
    private readonly host: string;
    private server?: Server;
    private readonly sockets = new Set<Socket>();

    private constructor() {
        // Printers have their ports, so each has an address of its own at this machine.
        printers += 1;
        this.host = `127.${1 + (process.pid & 0x7f)}.${(process.pid >> 7) & 0xff}.${printers}`;
    }

    static async on(): Promise<Printer> {
        const printer = new Printer();
        await printer.switchOn();
        return printer;
    }

    /** As an administrator types it in. */
    get address(): string {
        return `${this.host}:9100`;
    }

    async switchOn(): Promise<void> {
        this.server = createServer((socket) => this.talk(socket)).listen(9100, this.host);
        await once(this.server, 'listening');
    }

    /** Connections are refused. */
    async switchOff(): Promise<void> {
        const { server } = this;
        if (!server) return;
        this.server = undefined;
        server.close();
        for (const socket of this.sockets) socket.destroy();
        await once(server, 'close');
    }

    private talk(socket: Socket): void {
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
        // Whoever asks may be gone before the answer.
        socket.on('error', () => {});
        socket.on('data', (bytes) => {
            if (this.mood === 'silent') return;
            const say = (answer: Uint8Array) => {
                if (this.mood === 'slow') setTimeout(() => socket.destroyed || socket.write(answer), SLOW);
                else socket.write(answer);
            };
            for (let at = 0; at < bytes.length; at += 1) {
                if (bytes[at] === 0x10 && bytes[at + 1] === 0x04) say(this.status(bytes[at + 2]));
                // Cut, and: is all printed?
                if (bytes[at] === 0x1d && bytes[at + 1] === 0x56) this.tickets += 1;
                if (bytes[at] === 0x1d && bytes[at + 1] === 0x72) say(Uint8Array.of(0));
            }
        });
    }

    private status(question: number): Uint8Array {
        const noPaper: Record<number, number> = { 1: 0b0000_1000, 2: 0b0010_0000, 4: 0b0110_1100 };
        return Uint8Array.of(FIXED | (this.mood === 'no paper' ? noPaper[question] : 0));
    }
}
