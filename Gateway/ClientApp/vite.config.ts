import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { pageFiles } from './pageFiles.ts';

/** Where `npm run dev` finds the gateway; `dotnet run --project Silo` listens there. */
const gateway = process.env.RCFLEET_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), pageFiles()],
  build: {
    // Nothing is inlined, so that the page works under a policy without 'unsafe-inline' and without data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Where Gateway.csproj picks it up.
    outDir: '../../artifacts/page/dist',
    emptyOutDir: true,
  },
  server: {
    proxy: {
      '/api': gateway,
      '/ws': { target: gateway, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    // The clocks are fake, so this says only that a test hangs; on a busy machine rendering alone can take seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
