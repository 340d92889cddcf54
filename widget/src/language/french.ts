import type { Words } from './english';

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
  picture: 'Image publiée par {0}',
  us: 'nous',
  stars: '{0} sur 5',
  reviews: '{0} avis',
  pinned: 'Épinglé',
  newPosts: 'Nouvelles publications',
  emptyTitle: 'Votre mur est prêt',
  emptyText: 'Les publications apparaissent ici dès que l’un de vos flux en trouve.',
};
