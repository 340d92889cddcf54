import { Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDays } from './days';
import { choices, type Range, today, type useRange, wrongWith } from './range';

/** Seven, thirty, ninety days, or any other. */
export function RangePicker({ range, chosen, chooseDays, chooseOwn }: ReturnType<typeof useRange>) {
  const { t } = useTranslation('analytics');
  const { long } = useDays();
  const wrong = wrongWith(range);
  const data = [...choices.map((count) => ({ value: String(count), label: t('range.days', { count }) })), { value: 'own', label: t('range.own') }];
  return (
    <Stack gap="sm">
      <Group gap="md">
        <SegmentedControl value={String(chosen)} onChange={(value) => (value === 'own' ? chooseOwn(range) : chooseDays(Number(value)))} data={data} aria-label={t('range.label')} />
        <Text size="sm" c="dimmed">{t('range.shown', { from: long(range.from), to: long(range.to) })}</Text>
      </Group>
      {chosen === 'own' && <Own range={range} choose={chooseOwn} wrong={wrong && t(`range.${wrong}`)} />}
    </Stack>
  );
}

function Own({ range, choose, wrong }: { range: Range; choose: (range: Range) => void; wrong?: string }) {
  const { t } = useTranslation('analytics');
  const [typed, setTyped] = useState(range);
  const change = (part: keyof Range) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const next = { ...typed, [part]: event.currentTarget.value };
    setTyped(next);
    if (next.from && next.to) choose(next); // a day that is half typed is empty
  };
  return (
    <Group gap="sm" align="flex-start">
      <TextInput type="date" label={t('range.from')} value={typed.from} max={today()} onChange={change('from')} error={wrong} w={180} />
      <TextInput type="date" label={t('range.to')} value={typed.to} max={today()} onChange={change('to')} w={180} />
    </Group>
  );
}
