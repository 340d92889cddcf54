import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './LayoutPicker.module.css';
import { type Look, layouts } from './look';

/** Boxes of each layout on a field of 48 by 32: x, y, width, height. */
const drawings: Record<Look['layout'], number[][]> = {
  grid: [[2, 2, 13, 16], [2, 20, 13, 10], [17.5, 2, 13, 10], [17.5, 14, 13, 16], [33, 2, 13, 14], [33, 18, 13, 12]],
  list: [[9, 2, 30, 8], [9, 12, 30, 8], [9, 22, 30, 8]],
  carousel: [[-6, 5, 14, 22], [10.5, 5, 14, 22], [27, 5, 14, 22], [43.5, 5, 14, 22]],
  ticker: [[-8, 12, 16, 8], [10, 12, 22, 8], [34, 12, 22, 8]],
};

/** The layouts as drawings: one sees what one chooses. */
export function LayoutPicker({ value, onChange }: { value: Look['layout']; onChange: (layout: Look['layout']) => void }) {
  const { t } = useTranslation('design');
  const name = useId();
  return (
    <div role="radiogroup" aria-label={t('fields.layout')} className={classes.layouts}>
      {layouts.map((layout) => (
        <label key={layout} className={classes.layout} data-chosen={layout === value || undefined}>
          <input type="radio" name={name} value={layout} checked={layout === value} onChange={() => onChange(layout)} />
          <svg viewBox="0 0 48 32" aria-hidden="true">{drawings[layout].map(([x, y, width, height], i) => <rect key={i} x={x} y={y} width={width} height={height} rx="2" />)}</svg>
          {t(`values.layout.${layout}`)}
        </label>
      ))}
    </div>
  );
}
