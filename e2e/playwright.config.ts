import { defineConfig } from '@playwright/test';

/** Chromium alone: without these it looks for Google's hosts at every start. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  fullyParallel: true,
  workers: 2,
  grepInvert: process.env.PROOF ? undefined : /@proof/, // long ones: make proof
  timeout: 120_000, // for a test that hangs: on two busy cores none takes half a minute
  globalTimeout: (process.env.PROOF ? 40 : 25) * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./support/count.ts']],
  use: {
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args },
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
  },
});
