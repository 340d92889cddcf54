import type { Words } from './english';

const units = { day: 'jour', hour: 'heure', minute: 'minute' };
const months = ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'];

export const words: Words = {
  wall: 'Mur social',
  seeOn: 'Voir sur {0}',
  showMore: 'Afficher plus',
  readMore: 'Lire la suite',
  readLess: 'Réduire',
  pause: 'Mettre en pause',
  play: 'Reprendre',
  playVideo: 'Lire la vidéo',
  previous: 'Précédent',
  next: 'Suivant',
  previousPicture: 'Image précédente',
  nextPicture: 'Image suivante',
  us: 'nous',
  stars: '{0} sur 5',
  reviews: '{0} avis',
  decimal: ',',
  thousands: '\u202f',
  pinned: 'Épinglé',
  now: 'maintenant',
  ago: (count, unit) => (count === 1 && unit === 'day' ? 'hier' : `il y a ${count} ${units[unit]}${count > 1 ? 's' : ''}`),
  date(moment, withYear) {
    const day = moment.getDate();
    return `${day}${day === 1 ? 'er' : ''} ${months[moment.getMonth()]}${withYear ? ` ${moment.getFullYear()}` : ''}`;
  },
  newPosts: 'Nouvelles publications',
  emptyTitle: 'Votre mur est prêt',
  emptyText: 'Les publications apparaissent ici dès que l’un de vos flux en trouve.',
};
