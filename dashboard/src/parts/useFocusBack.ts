import { useEffect, useMemo } from 'react';

/**
 * Gives the keyboard back to what opened a dialog when it closes. Mantine does so only for a dialog that was there before
 * it opened: not for one that is loaded when somebody asks for it, and not for one asked for in a menu, which is gone by then.
 */
export function useFocusBack(opened = true) {
  const opener = useMemo(() => (opened ? openerOf(document.activeElement) : null), [opened]); // once drawn, the menu may be gone
  useEffect(() => {
    if (!opened) return;
    return () => {
      const left = document.activeElement;
      setTimeout(() => {
        const now = document.activeElement;
        if (now === left || now === document.body) opener?.focus({ preventScroll: true });
      });
    };
  }, [opened]);
}

/** For an item of a menu, the menu's button. */
function openerOf(element: Element | null) {
  const button = element?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return (button ? document.getElementById(button) : element) as HTMLElement | null;
}
