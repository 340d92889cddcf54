import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const coral: MantineColorsTuple = ['#fff2ef', '#ffe3dd', '#fec5ba', '#fb9f90', '#f77e6b', '#f25f4c', '#dd4733', '#bd3726', '#9a2c1f', '#782318'];
const gray: MantineColorsTuple = ['#fbfaf7', '#f5f3ee', '#eae7e0', '#dcd8cf', '#c6c1b6', '#9d978c', '#726d64', '#57534c', '#3c3934', '#24221f'];
const dark: MantineColorsTuple = ['#edecf3', '#d0cfdc', '#a9a8bd', '#8584a0', '#4e4d66', '#38374f', '#29283d', '#1b1b2b', '#151522', '#0e0e18'];
const green: MantineColorsTuple = ['#ebfbee', '#d8f5dd', '#b2f2bb', '#8ce99a', '#69db7c', '#51cf66', '#40c057', '#2f9e44', '#237a35', '#175a26'];
const yellow: MantineColorsTuple = ['#fff9e3', '#fff0c2', '#ffe28a', '#ffd45c', '#fcc63b', '#f5b81f', '#e5a50a', '#b57b00', '#8a5a00', '#664100'];
const red: MantineColorsTuple = ['#fff2f0', '#ffe2de', '#ffc6bf', '#ff9a90', '#f9766a', '#ee5548', '#dd3d31', '#c92f24', '#ab231a', '#861a13'];

/** What stands above a dialog. */
const titles = { fontSize: '1.125rem', fontWeight: 680 };

/** The product's look. Shades are chosen so that text on them passes WCAG AA. */
export const theme = createTheme({
  colors: { coral, gray, dark, green, yellow, red },
  primaryColor: 'coral',
  primaryShade: 7,
  autoContrast: true,
  black: '#22223b',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  components: {
    TagsInput: { defaultProps: { dropdownOpened: false } }, // ours suggest nothing: an empty list, open on focus, would take Escape from a dialog
    Modal: { styles: { title: titles } },
    Drawer: { styles: { title: titles } },
  },
  headings: { fontWeight: '680', sizes: { h1: { fontSize: '1.75rem', lineHeight: '1.2' }, h2: { fontSize: '1.25rem', lineHeight: '1.3' }, h3: { fontSize: '1.05rem', lineHeight: '1.35' } } },
});

/** Mantine's own choices that are too pale for WCAG AA, and the warm page behind the cards. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#656159',
    '--mantine-color-placeholder': '#726d64',
    '--mantine-color-error': '#b3261e',
    '--page': '#fbfaf7',
    '--focus': '#bd3726',
    '--card': '#ffffff',
    '--line': '#eae7e0',
    '--hint': '#f3f0ea',
  },
  dark: {
    '--mantine-color-dimmed': '#a9a8bd',
    '--mantine-color-placeholder': '#9a99b0',
    '--mantine-color-error': '#ff9a90',
    '--mantine-color-body': '#1b1b2b',
    '--page': '#151522',
    '--focus': '#f77e6b',
    '--card': '#1f1f31',
    '--line': '#33334a',
    '--hint': '#29283d',
  },
});
