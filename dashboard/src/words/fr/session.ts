import type { Words } from '..';
import type en from '../en/session';

export default {
  welcome: {
    title: 'Votre mur social, sur votre propre site',
    text: 'Ce que l’on publie sur vous sur Instagram, Facebook, X et Google, réuni sur un mur qui se rafraîchit toutes les cinq minutes.',
    signIn: 'Se connecter',
    create: 'Créer mon mur',
    hint: 'Sans carte bancaire. Votre mur est prêt à coller en deux minutes environ.',
  },
  signInAgain: 'Se reconnecter',
  ended: {
    title: 'Votre session a expiré',
    text: 'Reconnectez-vous pour continuer. Vous reviendrez sur cette page, et ce que vous avez saisi est conservé.',
  },
  failed: {
    title: 'Vous n’êtes pas encore connecté',
    text: 'La connexion a pris trop de temps, ou a été commencée dans une autre fenêtre. Veuillez réessayer.',
    offline: 'Vous semblez être hors ligne. Vérifiez votre connexion, puis réessayez.',
  },
} satisfies Words<typeof en>;
