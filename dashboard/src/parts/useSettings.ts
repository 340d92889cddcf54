import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import type { TenantApi } from '../api/client';
import { problemOf, type Tagged } from '../api/problem';
import { readWidget, type Widget, writeWidget } from '../api/widget';
import { useTenancy } from '../shell/TenantRoute';
import { useDraftForm, useSaving } from './form';
import { differences, merge, overlay, same } from './merge';

/** A part of some settings in a form, beside the settings that it was made from. */
type Values<Whole, Part> = Part & { base: Tagged<Whole> } & Record<string, unknown>;

/** A part of some settings: how to take it out, its fields, and what it is called in this tab. */
export interface PartOf<Whole, Part> {
  name: string;
  fields: string[];
  take: (whole: Whole) => Part;
  validate?: (values: Part) => FormErrors;
}

/** Where the settings are: what is there now, and how a part is written unless somebody else has since `base` was read. */
export interface Store<Whole, Part> {
  read: () => Promise<Tagged<Whole>>;
  write: (part: Part, base: Tagged<Whole>) => Promise<Tagged<Whole>>;
}

/**
 * A form over a part of settings that several people may change. Nothing is overwritten that somebody else changed in the
 * meantime: a change elsewhere in the settings is kept, one in this part is shown (`theirs`) before anything is saved.
 */
export function useSettings<Whole, Part extends object>(part: PartOf<Whole, Part>, store: Store<Whole, Part>, read: Tagged<Whole>, saved: () => unknown) {
  const { tenant } = useTenancy();
  const [theirs, setTheirs] = useState<Tagged<Whole>>();
  const from = (base: Tagged<Whole>) => ({ ...part.take(base.value), base }) as Values<Whole, Part>;
  const form = useDraftForm<Values<Whole, Part>>(`${tenant.id}.${part.name}`, { initialValues: from(read), validate: part.validate });
  const mine = part.take(form.values as unknown as Whole);
  const { base } = form.values;
  const changed = !same(mine, part.take(base.value));

  const save = async ({ base: before, ...rest }: Values<Whole, Part>): Promise<Tagged<Whole>> => {
    const wanted = rest as unknown as Part;
    try {
      return await store.write(wanted, before);
    } catch (error) {
      if (problemOf(error).code !== 'changed') throw error;
      const now = await store.read();
      if (same(part.take(now.value), part.take(before.value))) return store.write(wanted, now);
      setTheirs(now);
      throw error;
    }
  };
  const begin = (base: Tagged<Whole>) => {
    setTheirs(undefined);
    form.setValues(from(base));
    form.clearErrors();
    form.forget();
  };
  const { saving, submit, note } = useSaving(form as UseFormReturnType<Values<Whole, Part>>, part.fields, save, (now) => {
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
        const both = { ...merge(part.take(base.value), mine, part.take(theirs.value)), base: theirs } as Values<Whole, Part>;
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

/** The widget's settings. */
export const widgetStore = (api: TenantApi): Store<Widget, object> => ({
  read: () => readWidget(api),
  write: (part, { value, etag }) => writeWidget(api, overlay(value, part), etag),
});
