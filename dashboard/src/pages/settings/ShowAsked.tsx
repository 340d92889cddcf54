import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Goes to the section that the address names, as soon as it is there. */
export function ShowAsked() {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return null;
}
