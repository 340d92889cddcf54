import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useDraftForm } from '../../parts/form';
import { emptyFeed, type FeedValues, type Kind, kinds } from './kinds';

export type FeedForm = UseFormReturnType<FeedValues> & { forget: () => void };

/** The form of a feed of a kind. What is plainly wrong is said at once, in the person's language. Credentials are not kept in the tab. */
export function useFeedForm(name: string, kind: Kind, feed?: Thing<'Feed'>): FeedForm {
  const { t } = useTranslation('feeds');
  const { asks, ownNeeded, keys } = kinds[kind];
  const needed = ({ own }: FeedValues) => own || (ownNeeded && !feed?.ownCredential);
  const wrong = (bad: boolean, words: string) => (bad ? words : null);
  return useDraftForm<FeedValues>(
    `${name}.${kind}`,
    {
      initialValues: { ...emptyFeed, name: feed?.name ?? '', query: { ...emptyFeed.query, ...feed?.query } as FeedValues['query'] },
      validate: {
        query: {
          hashtags: (tags) => wrong(asks === 'hashtags' && tags.length === 0, t('wrong.hashtags')),
          pageId: (id) => wrong(asks === 'pageId' && id.trim() === '', t('wrong.pageId')),
          placeId: (id) => wrong(asks === 'placeId' && !/^(places\/)?[\w-]{5,255}$/.test(id.trim()), t('wrong.placeId')),
        },
        credential: Object.fromEntries(keys.map((key) => [key, (value: string, values: FeedValues) => wrong(needed(values) && value.trim() === '', t('wrong.credential'))])),
      },
    },
    ({ credential: _, own: __, ...kept }) => kept,
  );
}

/** The fields that a form of the kind shows, for what the API says of them. */
export function fieldsOf(kind: Kind): string[] {
  const { asks, keys } = kinds[kind];
  return ['name', ...(asks === 'account' ? [] : [`query.${asks}`]), ...keys.map((key) => `credential.${key}`)];
}
