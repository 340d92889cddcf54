/**
 * The wall for bundlers: `import { init } from 'hashmytag'`. Nothing happens on
 * import, so it can also be imported on a server.
 */
export { define, mount as init } from './embed';
export type { Colors, Layout, Options, Scroll, Theme } from './settings';
export type { WallHandle } from './wall';
