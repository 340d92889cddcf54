/** What `GET /v1/wall` answers. Every field but a post's id may be missing. */

export interface Author {
  name?: string;
  handle?: string;
  url?: string;
  avatar?: string;
}

export interface Media {
  type?: string;
  url?: string;
  poster?: string;
  srcset?: string;
  placeholder?: string;
  width?: number;
  height?: number;
  alt?: string;
}

/** What a review network says of a whole place. */
export interface Place {
  network?: string;
  rating?: number;
  count?: number;
  url?: string;
}

/** A marked part of a post's text; start and end count Unicode code points. */
export interface Entity {
  type?: string;
  start?: number;
  end?: number;
  url?: string;
  text?: string;
}

export interface Post {
  id: string;
  network?: string;
  author?: Author;
  text?: string;
  entities?: Entity[];
  url?: string;
  publishedAt?: string;
  media?: Media[];
  rating?: number;
  pinned?: boolean;
}

/** The tenant's settings. */
export interface WallSettings {
  theme?: string;
  colors?: Partial<Record<'background' | 'card' | 'text' | 'accent', string>>;
  layout?: string;
  columns?: number;
  scroll?: string;
  limit?: number;
  networks?: string[];
  language?: string;
  branding?: { logo?: string; font?: string };
  places?: Place[];
  analytics?: boolean;
}

export interface WallAnswer {
  wall?: WallSettings;
  posts?: Post[];
  nextCursor?: string | null;
  updatedAt?: string;
  refreshSeconds?: number;
}
