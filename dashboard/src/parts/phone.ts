/** Where pages are as narrow as on a phone: below Mantine's `sm`. */
export const onPhone = '(max-width: 48em)';
