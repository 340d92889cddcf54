/** The script's own address, from which it finds its API and its parts. */
export const base = (document.currentScript as HTMLScriptElement | null)?.src || location.href;
