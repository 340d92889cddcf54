import { Button, Group } from '@mantine/core';
import type { Problem } from '../../api/problem';
import { Changed } from '../../parts/Changed';
import { FailureNote } from '../../parts/Failure';
import { useTenancy } from '../../shell/TenantRoute';

interface Props {
  label: string;
  changed: boolean;
  busy: boolean;
  note: Problem | undefined;
  theirs: () => Promise<unknown>;
  mine: () => Promise<void>;
}

/** The foot of a form: what went wrong, and the button that saves. */
export function SaveRow({ label, changed, busy, note, theirs, mine }: Props) {
  const { mayOwn } = useTenancy();
  if (!mayOwn) return null;
  return (
    <>
      {note && (note.code === 'changed' ? <Changed onTheirs={theirs} onMine={mine} busy={busy} /> : <FailureNote error={note} />)}
      <Group justify="flex-end"><Button type="submit" loading={busy} disabled={!changed}>{label}</Button></Group>
    </>
  );
}
