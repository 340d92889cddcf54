import type { Words } from '..';
import type en from '../en/shell';

export default {
  nav: {
    label: 'Principal',
    tabs: 'Au quotidien',
    home: 'Accueil',
    feeds: 'Flux',
    posts: 'Publications',
    design: 'Apparence',
    analytics: 'Statistiques',
    settings: 'Réglages',
    overview: 'Tous les murs',
    platform: 'Plateforme',
    more: 'Plus',
    skip: 'Aller au contenu',
  },
  switcher: { label: 'Mur', search: 'Chercher un mur', none: 'Aucun mur de ce nom', add: 'Ajouter un mur', troubles_one: '{{count}} flux demande votre attention', troubles_other: '{{count}} flux demandent votre attention' },
  account: { label: 'Votre compte', language: 'Langue', look: 'Thème', light: 'Clair', dark: 'Sombre', auto: 'Automatique', signOut: 'Se déconnecter' },
  roles: { owner: 'Propriétaire', editor: 'Éditeur', viewer: 'Lecteur' },
  plans: { starter: 'Starter', business: 'Business', enterprise: 'Enterprise' },
  networks: { instagram: 'Instagram', facebook: 'Facebook', twitter: 'X', google: 'Google', direct: 'Vos publications' },
  status: { provisioning: 'En préparation', active: 'Actif', suspended: 'Suspendu', deleted: 'Fermé' },
  suspended: { title: 'Ce mur est suspendu.', text: 'Les visiteurs ne le voient pas. Vous pouvez tout consulter, mais rien modifier.' },
  viewer: 'Vous pouvez tout consulter ici, mais rien modifier. Un propriétaire peut vous donner un autre rôle.',
  actions: { save: 'Enregistrer', saving: 'Enregistrement…', cancel: 'Annuler', close: 'Fermer', edit: 'Modifier', remove: 'Supprimer', back: 'Retour', next: 'Continuer', copy: 'Copier', copied: 'Copié', undo: 'Annuler', more: 'Autres actions', dismiss: 'Masquer' },
  loading: 'Chargement…',
  saved: 'Enregistré',
  never: 'jamais',
  justNow: 'à l’instant',
  inAMoment: 'dans un instant',
} satisfies Words<typeof en>;
