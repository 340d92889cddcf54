import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { useForm, type UseFormInput } from '@mantine/form';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import i18next from 'i18next';
import { useEffect } from 'react';
import { type FieldProblem, type Problem, problemOf } from '../api/problem';
import { refusalWords } from './refusalWords';

/** Forms of plain values; their paths are the API's pointers with dots: `/query/pageId` is `query.pageId`. */
type Values = Record<string, unknown>;

/**
 * A form that keeps what is typed in this tab until it is saved: over a reload, a crash or a new sign-in. `keep` leaves
 * out what must not be kept.
 */
export function useDraftForm<V extends Values>(
  name: string,
  input: UseFormInput<V>,
  keep: (values: V) => Partial<V> = (values) => values,
): UseFormReturnType<V> & { forget: () => void } {
  const kept = `hashmytag.draft.${name}`;
  const form = useForm<V>({
    ...input,
    initialValues: { ...input.initialValues, ...draft(kept) } as V,
    onValuesChange: (values, before) => {
      sessionStorage.setItem(kept, JSON.stringify(keep(values)));
      input.onValuesChange?.(values, before);
    },
  });
  return Object.assign(form, { forget: () => sessionStorage.removeItem(kept) });
}

function draft(kept: string): object {
  try {
    return JSON.parse(sessionStorage.getItem(kept) ?? '{}') as object;
  } catch {
    return {};
  }
}

/** The form's field that a pointer means: that of its path, the nearest above it, or the first below it. */
function fieldOf(pointer: string, fields: string[]): string | undefined {
  const parts = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = parts.join('.');
  while (parts.length > 0 && !fields.includes(parts.join('.'))) parts.pop();
  return parts.length > 0 ? parts.join('.') : fields.find((field) => path !== '' && field.startsWith(`${path}.`));
}

/**
 * Names the problem's fields at the form's fields, and gives back those that the form does not have. `fields` are the
 * paths that the form shows, so that `/query/hashtags/2` is said at `query.hashtags`.
 */
export function nameFields<V extends Values>(form: UseFormReturnType<V>, problem: Problem, fields: string[]): FieldProblem[] {
  const errors: FormErrors = {};
  const homeless = problem.fields.filter((field) => {
    const path = fieldOf(field.pointer, fields);
    if (path) errors[path] ??= refusalWords(field) ?? i18next.t('problems:fieldRefused', { detail: field.detail });
    return !path;
  });
  form.setErrors(errors);
  focusFirst(errors);
  return homeless;
}

/** Puts the keyboard on the first field that is wrong. Fields carry `data-path`, which form.getInputProps gives. */
export function focusFirst(errors: FormErrors) {
  const first = Object.keys(errors)[0];
  if (first) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-path="${CSS.escape(first)}"]`)?.focus());
}

/** Saves a form: problems of fields are named at them, all others are `saving.error`, for parts/Failure's FailureNote. */
export function useSaving<V extends Values, Answer>(
  form: UseFormReturnType<V>,
  fields: string[],
  save: (values: V) => Promise<Answer>,
  saved: (answer: Answer) => unknown,
): { saving: UseMutationResult<Answer, Error, V>; submit: (event?: React.FormEvent<HTMLFormElement>) => void; note: Problem | undefined } {
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async (answer) => {
      if ('forget' in form) (form as { forget: () => void }).forget();
      await saved(answer);
    },
    onError: (error) => {
      nameFields(form, problemOf(error), fields);
    },
  });
  const problem = saving.error ? problemOf(saving.error) : undefined;
  const homeless = problem?.fields.filter(({ pointer }) => !fieldOf(pointer, fields)) ?? [];
  const named = problem?.code === 'invalid' && problem.fields.length > 0 && homeless.length === 0;
  return {
    saving,
    submit: form.onSubmit((values) => saving.mutate(values), focusFirst),
    note: named || problem?.code === 'unauthenticated' ? undefined : problem,
  };
}

/** Asks before the tab is closed while something is not saved. */
export function useLeaveWarning(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
