/** An event of Chromium's trace: times in microseconds by the clock (ts, dur), and in which its thread had a processor (tts, tdur). */
export interface TraceEvent {
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tts?: number;
  tdur?: number;
}

/**
 * A trace in which tasks take the processor's time and not the clock's: what other work on the machine takes from a page
 * is not the page's. Within a task all moves together; where a task begins stays.
 */
export function byProcessor(events: TraceEvent[]): TraceEvent[] {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const name = `${event.pid} ${event.tid}`;
    if (!threads.has(name)) threads.set(name, []);
    threads.get(name)!.push(event);
  }
  return [...threads.values()].flatMap(thread);
}

function thread(events: TraceEvent[]): TraceEvent[] {
  let task: Task | undefined;
  return events
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .map((event) => {
      if (!task || event.ts >= task.ts + task.dur) task = isTask(event) ? event : undefined;
      return task ? within(task, event) : event;
    });
}

type Task = TraceEvent & Required<Pick<TraceEvent, 'dur' | 'tts' | 'tdur'>>;

const isTask = (event: TraceEvent): event is Task => event.ph === 'X' && event.dur !== undefined && event.tts !== undefined && event.tdur !== undefined;

function within(task: Task, event: TraceEvent): TraceEvent {
  const into = event.tts === undefined ? ((event.ts - task.ts) * task.tdur) / Math.max(task.dur, 1) : event.tts - task.tts;
  const ts = task.ts + Math.round(Math.min(Math.max(into, 0), task.tdur));
  if (event.ph !== 'X') return { ...event, ts };
  return { ...event, ts, dur: Math.min(event.tdur ?? 0, task.ts + task.tdur - ts) };
}
