import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { Conflict } from '../../parts/Conflict';
import { FailureNote } from '../../parts/Failure';
import type { useSettings } from '../../parts/useSettings';
import { useTenancy } from '../../shell/TenantRoute';

interface Props extends Pick<ReturnType<typeof useSettings>, 'changed' | 'busy' | 'note' | 'conflict'> {
  save: string;
  /** What a field is called, and a field's value as people read it. */
  label: (field: string) => string;
  say: (field: string, value: unknown) => ReactNode;
}

/** The foot of a form: what went wrong, what somebody else has saved, and the button that saves. */
export function SaveRow({ save, changed, busy, note, conflict, label, say }: Props) {
  const { mayOwn } = useTenancy();
  if (!mayOwn) return null;
  if (conflict) return <Conflict conflict={conflict} label={label} say={say} />;
  return (
    <>
      {note && <FailureNote error={note} />}
      <Group justify="flex-end"><Button type="submit" loading={busy} disabled={!changed}>{save}</Button></Group>
    </>
  );
}
