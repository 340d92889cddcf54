/**
 * A script for the head of a page, which counts its timers: `timers.size` are those that are set, whatever they were
 * set with. It stands before the widget's script.
 */
export const countTimers = `<script>
  window.timers = new Set();
  for (const kind of ['Timeout', 'Interval']) {
    const [set, clear] = [window['set' + kind], window['clear' + kind]];
    window['set' + kind] = (work, wait, ...rest) => {
      const id = set((...all) => { if (kind === 'Timeout') timers.delete(id); work(...all); }, wait, ...rest);
      timers.add(id);
      return id;
    };
    window['clear' + kind] = (id) => { timers.delete(id); clear(id); };
  }
</script>`;
