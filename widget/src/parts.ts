/**
 * What loads later, beside the posts or when it is needed. Bundlers follow these
 * imports; the build of the script replaces them by the addresses of the parts.
 */
export const finishPart = () => import('./parts/finish');
export const newsPart = () => import('./parts/news');
export const countingPart = () => import('./parts/counting');
export const french = () => import('./language/french');
