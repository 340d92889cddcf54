import type { Words } from '..';
import type en from '../en/analytics';

export default {
  title: 'Statistiques',
  about: 'Qui voit votre mur, et ce qui plaît.',
  range: { label: 'Période', days: '{{count}} jours', own: 'Choisir', from: 'Du', to: 'Au', shown: 'du {{from}} au {{to}}', order: 'Le premier jour précède le dernier.', old: 'Les chiffres sont gardés 400 jours.', long: 'Un an au plus à la fois.' },
  csv: 'Télécharger en CSV',
  columns: { day: 'Jour', views: 'Vues', impressions: 'Publications vues', clicks: 'Clics' },
  counts: { views: 'Vues', impressions: 'Publications vues', clicks: 'Clics' },
  hints: { views: 'Combien de fois le mur a été ouvert', impressions: 'Combien de fois une publication est apparue à l’écran', clicks: 'Combien de fois une publication a été cliquée' },
  perDay: '{{figure}} par jour en moyenne',
  chart: '{{name}} par jour, du {{from}} au {{to}}. Le maximum : {{most}}, le {{day}}.',
  chartEmpty: '{{name}} : rien sur cette période.',
  networks: { title: 'Par réseau', network: 'Réseau', seen_one: '{{figure}} publication vue', seen_other: '{{figure}} publications vues', clicks_one: '{{figure}} clic', clicks_other: '{{figure}} clics', share: '{{percent}} des publications vues' },
  top: { title: 'Les publications qui plaisent', about: 'Les plus cliquées d’abord', seen_one: 'vue {{figure}} fois', seen_other: 'vue {{figure}} fois', open: 'Ouvrir la publication sur {{network}}', gone: 'Une publication qui n’est plus là', wordless: 'Une publication sans texte', none: 'Aucune publication n’a été vue sur cette période.' },
  empty: {
    title: 'Personne n’a vu votre mur sur cette période',
    text: 'Les chiffres apparaissent en quelques minutes dès que des visiteurs l’ouvrent. Est-il déjà sur votre site ?',
    button: 'Obtenir le code',
  },
  privacy: 'Les jours sont ceux du temps universel (UTC). Les visiteurs sont comptés sans cookies, et jamais reconnus.',
} satisfies Words<typeof en>;
