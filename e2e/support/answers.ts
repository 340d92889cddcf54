/** Canned answers of `GET /v1/wall`, as the API gives them. */

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A picture that the test server draws: `<width>x<height>-<hue>`. */
const picture = (host: string, width: number, height: number, hue: number) => `${host}/picture/${width}x${height}-${hue}.svg`;

/** A wall with a bit of everything that networks send. */
export function richWall(host: string) {
  return {
    wall: { theme: 'light', layout: 'grid', columns: 3, scroll: 'off', limit: 24, language: 'auto', branding: {} },
    posts: [
      { id: 'direct:1', network: 'direct', feedIds: [], pinned: true, author: { name: 'Le Bon Goût' }, text: 'Réservez votre table pour les fêtes: nos menus du réveillon sont en ligne. https://restaurant-bon-gout.com/reveillon', url: '', publishedAt: minutesAgo(4000), media: [{ type: 'image', url: picture(host, 1200, 800, 18), width: 1200, height: 800, alt: 'Une table dressée' }] },
      { id: 'twitter:2', network: 'twitter', feedIds: ['f1'], author: { name: 'Camille Durand', handle: 'camille_d', url: 'https://x.com/camille_d', avatar: picture(host, 96, 96, 200) }, text: 'Dinner of the year at @lebongout. The sea bass! #bongout #paris', url: 'https://x.com/camille_d/status/2', publishedAt: minutesAgo(12), media: [], pinned: false },
      { id: 'instagram:3', network: 'instagram', feedIds: ['f2'], author: {}, text: 'Dessert first. 🍮 #bongout #patisserie', url: 'https://www.instagram.com/p/3/', publishedAt: minutesAgo(47), media: [{ type: 'image', url: picture(host, 1080, 1350, 330), width: 1080, height: 1350, alt: 'Instagram: Dessert first. 🍮 #bongout #patisserie' }, { type: 'image', url: picture(host, 1080, 1080, 30), width: 1080, height: 1080, alt: 'Instagram: Dessert first. 🍮 #bongout #patisserie' }, { type: 'image', url: picture(host, 1080, 1080, 60), width: 1080, height: 1080, alt: 'Instagram: Dessert first. 🍮 #bongout #patisserie' }], pinned: false },
      { id: 'google:4', network: 'google', feedIds: ['f3'], author: { name: 'Marc Lefèvre', url: 'https://www.google.com/maps/contrib/4', avatar: picture(host, 96, 96, 120) }, text: 'Une adresse rare: service attentif, cave superbe, et un chef qui passe en salle.', url: 'https://www.google.com/maps/reviews/4', publishedAt: minutesAgo(60 * 26), media: [], rating: 5, pinned: false },
      { id: 'facebook:5', network: 'facebook', feedIds: ['f4'], author: { name: 'Restaurant Le Bon Goût', url: 'https://www.facebook.com/lebongout', avatar: picture(host, 96, 96, 18) }, text: 'Le marché de ce matin: cèpes, potimarron, et les premières truffes. Ce soir à la carte, jusqu’à épuisement. Nous travaillons avec trois maraîchers à moins de trente kilomètres, et cela se goûte. Merci à Hélène, à Paul et à toute l’équipe de cuisine qui a tout préparé avant l’aube. À ce soir!\n\n#marché #saison', url: 'https://www.facebook.com/lebongout/posts/5', publishedAt: minutesAgo(60 * 30), media: [{ type: 'image', url: picture(host, 1600, 900, 40), width: 1600, height: 900, alt: 'Restaurant Le Bon Goût: Le marché de ce matin: cèpes, potima' }], pinned: false },
      { id: 'instagram:6', network: 'instagram', feedIds: ['f2'], author: { name: 'lebongout', handle: 'lebongout', url: 'https://www.instagram.com/lebongout/' }, text: 'En cuisine, 19h30.', url: 'https://www.instagram.com/p/6/', publishedAt: minutesAgo(60 * 50), media: [{ type: 'video', url: `${host}/film.mp4`, poster: picture(host, 720, 900, 260), width: 720, height: 900, alt: 'lebongout: En cuisine, 19h30.' }], pinned: false },
      { id: 'google:7', network: 'google', feedIds: ['f3'], author: { name: 'Sofia R.', url: 'https://www.google.com/maps/contrib/7' }, text: '', url: 'https://www.google.com/maps/reviews/7', publishedAt: minutesAgo(60 * 80), media: [], rating: 4, pinned: false },
      { id: 'twitter:8', network: 'twitter', feedIds: ['f1'], author: { name: 'ليلى حسن', handle: 'layla', url: 'https://x.com/layla' }, text: 'أفضل عشاء في باريس هذا العام، شكراً للفريق #bongout', url: 'https://x.com/layla/status/8', publishedAt: minutesAgo(60 * 120), media: [], pinned: false },
      { id: 'facebook:9', network: 'facebook', feedIds: ['f4'], author: { name: 'Restaurant Le Bon Goût', url: 'https://www.facebook.com/lebongout', avatar: picture(host, 96, 96, 18) }, text: 'Fermeture exceptionnelle lundi. Bon repos à tous!', url: 'https://www.facebook.com/lebongout/posts/9', publishedAt: minutesAgo(60 * 24 * 9), media: [], pinned: false },
      { id: 'instagram:10', network: 'instagram', feedIds: ['f2'], author: {}, text: 'Golden hour on the terrace ☀️ #bongout', url: 'https://www.instagram.com/p/10/', publishedAt: minutesAgo(60 * 24 * 12), media: [{ type: 'image', url: picture(host, 1080, 720, 45), width: 1080, height: 720, alt: 'Instagram: Golden hour on the terrace ☀️ #bongout' }], pinned: false },
      { id: 'google:11', network: 'google', feedIds: ['f3'], author: { name: 'Jonas Weber', url: 'https://www.google.com/maps/contrib/11' }, text: 'Sehr gutes Essen, etwas laut am Abend. Die Weinkarte ist hervorragend.', url: 'https://www.google.com/maps/reviews/11', publishedAt: minutesAgo(60 * 24 * 20), media: [], rating: 4, pinned: false },
      { id: 'twitter:12', network: 'twitter', feedIds: ['f1'], author: { name: 'Paris Mange', handle: 'parismange', url: 'https://x.com/parismange', avatar: picture(host, 96, 96, 350) }, text: 'Notre sélection de la semaine: cinq tables où fêter la fin d’année. Le Bon Goût ouvre le bal #paris', url: 'https://x.com/parismange/status/12', publishedAt: minutesAgo(60 * 24 * 21), media: [{ type: 'image', url: picture(host, 1200, 675, 210), width: 1200, height: 675, alt: 'Paris Mange: Notre sélection de la semaine: cinq tables où f' }], pinned: false },
    ],
    nextCursor: '',
    updatedAt: minutesAgo(12),
    refreshSeconds: 300,
  };
}

export type WallAnswer = ReturnType<typeof richWall>;
