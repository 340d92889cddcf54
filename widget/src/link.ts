/** The attributes of every link that leads away. */
export const outside = { target: '_blank', rel: 'noopener noreferrer nofollow ugc' };
