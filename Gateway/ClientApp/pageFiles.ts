import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = new Set(['.html', '.js', '.css', '.svg', '.webmanifest', '.json']);
const WORKER = join(import.meta.dirname, 'src/shell/serviceWorker.js');

/** Every file below a folder, as paths with slashes. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)).split(sep).join('/'))
    .sort();
}

/** Writes the service worker with the names of all files, then each text file compressed beside itself, as the gateway serves it. */
export function pageFiles(): Plugin {
  let outDir = '';
  return {
    name: 'rcfleet-page-files',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) outDir = config.build.outDir;
    },
    closeBundle() {
      const files = filesOf(outDir);
      const hash = createHash('sha256').update(readFileSync(WORKER));
      for (const file of files) hash.update(file).update(readFileSync(join(outDir, file)));
      const kept = files.filter((file) => file !== 'index.html' && !file.startsWith('icons/')).map((file) => `/${file}`);
      writeFileSync(
        join(outDir, 'sw.js'),
        readFileSync(WORKER, 'utf8').replace('__VERSION__', hash.digest('hex').slice(0, 12)).replace('__FILES__', JSON.stringify(kept)),
      );
      for (const file of [...files, 'sw.js'].filter((name) => TEXT.has(extname(name)))) {
        const bytes = readFileSync(join(outDir, file));
        writeFileSync(join(outDir, `${file}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(join(outDir, `${file}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
