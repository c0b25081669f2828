// Writes FILE.br and FILE.gz beside every file of the given folder, for the server to send as they
// are. By Node's zlib, because compiling a compressor would slow down every first `cargo xtask`.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// Compressed already by their formats.
const finished = /\.(avif|br|gz|jpg|m4a|mp3|ogg|opus|png|webp|woff2)$/;

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || finished.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(content)); // as small as it can
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
