import type { Words } from '..';
import type en from '../en/overview';

export default {
  title: 'Tous les murs',
  about: 'Ceux dont des flux sont en erreur d’abord.',
  keys: 'Ctrl K (ou ⌘ K) permet d’en changer de partout.',
  add: 'Ajouter un client',
  search: 'Chercher par nom',
  wall: 'Mur',
  state: 'État',
  last: 'Dernière actualisation',
  role: 'Votre rôle',
  well: 'Tout va bien',
  never: 'pas encore actualisé',
  none: 'Aucun mur de ce nom',
  trouble_one: '{{count}} flux en erreur',
  trouble_other: '{{count}} flux en erreur',
  sum_one: '{{walls}} murs, dont {{count}} demande votre attention',
  sum_other: '{{walls}} murs, dont {{count}} demandent votre attention',
  sumWell: '{{walls}} murs, tous en bon état',
  look: 'Voir les flux',
} satisfies Words<typeof en>;
