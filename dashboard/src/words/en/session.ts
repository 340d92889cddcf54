export default {
  welcome: {
    title: 'Your social wall, on your own site',
    text: 'What people post about you on Instagram, Facebook, X and Google, together on one wall that refreshes every five minutes.',
    signIn: 'Sign in',
    create: 'Create my wall',
    hint: 'No card needed. Your wall is ready to paste in about two minutes.',
  },
  signInAgain: 'Sign in again',
  ended: {
    title: 'Your session has ended',
    text: 'Sign in again to go on. You come back to this page, and what you typed is kept.',
  },
  failed: {
    title: 'You are not signed in yet',
    text: 'The sign-in took too long, or it was begun in another window. Please try once more.',
    offline: 'You seem to be offline. Check your connection, then try once more.',
  },
};
