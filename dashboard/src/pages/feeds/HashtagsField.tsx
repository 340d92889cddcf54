import { TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { bareHashtag, type FeedValues, isHashtag, mostHashtags } from './kinds';

const path = 'query.hashtags';

/** Hashtags as chips. What is none is refused while it is typed, and stays there to be mended. */
export function HashtagsField({ form }: { form: UseFormReturnType<FeedValues> }) {
  const { t } = useTranslation('feeds');
  const { value, onChange, ...props } = form.getInputProps(path) as { value: string[]; onChange: (tags: string[]) => void; error?: string };
  const take = (typed: string[]) => {
    const tags = [...new Set(typed.map(bareHashtag).filter(Boolean))];
    const wrong = tags.find((tag) => !isHashtag(tag));
    onChange(tags.filter(isHashtag).slice(0, mostHashtags));
    if (wrong !== undefined) form.setFieldError(path, t('wrong.hashtag', { tag: wrong }));
    else if (tags.length > mostHashtags) form.setFieldError(path, t('wrong.many', { count: mostHashtags }));
  };
  return (
    <TagsInput
      {...props}
      value={value}
      onChange={take}
      label={t('edit.hashtags')}
      description={t('edit.hashtagsHint')}
      placeholder={value.length === 0 ? t('edit.hashtagsPlaceholder') : undefined}
      splitChars={[',', ' ', ';', '\n']}
      acceptValueOnBlur
      leftSection="#"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      enterKeyHint="done"
      comboboxProps={{ withinPortal: true }}
      clearButtonProps={{ 'aria-hidden': true }}
    />
  );
}
