import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';
import { language } from '../../words';

const columns = ['day', 'views', 'impressions', 'clicks'] as const;

/** Hands a report to the person as a table of its days. */
export function useCsv() {
  const { t } = useTranslation('analytics');
  const { tenant } = useTenancy();
  return ({ from, to, days }: Thing<'Analytics'>) => {
    const separator = language() === 'fr' ? ';' : ','; // what spreadsheets of the language expect
    const lines = [columns.map((column) => t(`columns.${column}`)), ...days.map((day) => columns.map((column) => day[column]))];
    // With a byte order mark spreadsheets read UTF-8.
    save(`\uFEFF${lines.map((line) => line.join(separator)).join('\r\n')}\r\n`, `${tenant.name} ${from} ${to}.csv`);
  };
}

function save(text: string, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name.replaceAll(/[^\p{L}\p{N}. -]/gu, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
