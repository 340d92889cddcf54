import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import { problemOf } from '../api/problem';
import { type Read, readWidget, type Widget, writeWidget } from '../api/widget';
import { useTenancy } from '../shell/TenantRoute';
import { useDraftForm, useSaving } from './form';
import { differences, merge, overlay, same } from './merge';

/** A part of the settings in a form, beside the settings that it was made from. */
type Values<Part> = Part & { base: Read } & Record<string, unknown>;

/** A part of the widget's settings: how to take it out, its fields, and what it is called in this tab. */
export interface PartOf<Part> {
  name: string;
  fields: string[];
  take: (widget: Widget) => Part;
}

/**
 * A form over a part of the widget's settings. Nothing is overwritten that somebody else changed in the meantime: a change
 * elsewhere in the settings is kept, one in this part is shown (`theirs`) before anything is saved.
 */
export function useSettings<Part extends object>(part: PartOf<Part>, read: Read, saved: () => unknown) {
  const { api, tenant } = useTenancy();
  const [theirs, setTheirs] = useState<Read>();
  const from = (base: Read) => ({ ...part.take(base.value), base }) as Values<Part>;
  const form = useDraftForm<Values<Part>>(`${tenant.id}.${part.name}`, { initialValues: from(read) });
  const mine = part.take(form.values as unknown as Widget);
  const { base } = form.values;
  const changed = !same(mine, part.take(base.value));

  const save = async (values: Values<Part>): Promise<Read> => {
    const { base: before, ...wanted } = values;
    try {
      return await writeWidget(api, overlay(before.value, wanted), before.etag);
    } catch (error) {
      if (problemOf(error).code !== 'changed') throw error;
      const now = await readWidget(api);
      if (same(part.take(now.value), part.take(before.value))) return writeWidget(api, overlay(now.value, wanted), now.etag);
      setTheirs(now);
      throw error;
    }
  };
  const begin = (base: Read) => {
    setTheirs(undefined);
    form.setValues(from(base));
    form.clearErrors();
    form.forget();
  };
  const { saving, submit, note } = useSaving(form as UseFormReturnType<Values<Part>>, part.fields, save, (now) => {
    begin(now);
    saved();
  });
  // Settings that came in the meantime, while nothing was typed.
  useEffect(() => {
    if (!changed && read.etag !== base.etag && !saving.isPending) begin(read);
  }, [read.etag]);

  return {
    form,
    changed,
    submit,
    busy: saving.isPending,
    note: theirs ? undefined : note,
    /** Back to what is saved. */
    reset: () => begin(base),
    /** What somebody else saved in the meantime, and the two ways out. */
    conflict: theirs && {
      paths: differences(part.take(base.value), part.take(theirs.value)),
      mine,
      theirs: part.take(theirs.value),
      keepMine() {
        const both = { ...merge(part.take(base.value), mine, part.take(theirs.value)), base: theirs } as Values<Part>;
        setTheirs(undefined);
        form.setValues(both);
        saving.mutate(both);
      },
      takeTheirs() {
        begin(theirs);
        saving.reset();
      },
    },
  };
}
