/** Plain values as JSON has them. */
type Value = unknown;
type Tree = Record<string, Value>;

const isTree = (value: Value): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Value): value is string[] => Array.isArray(value);

export const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Two people's changes of one thing in one: what one of them changed is as they made it; lists get what either added and
 * lose what either removed; where both changed the same, it is as mine.
 */
export function merge<V>(base: V, mine: V, theirs: V): V {
  if (same(mine, base)) return theirs;
  if (same(theirs, base)) return mine;
  if (isTree(base) && isTree(mine) && isTree(theirs))
    return Object.fromEntries(Object.keys(mine).map((name) => [name, merge(base[name], (mine as Tree)[name], (theirs as Tree)[name])])) as V;
  if (isList(base) && isList(mine) && isList(theirs)) {
    const kept = mine.filter((one) => theirs.includes(one) || !base.includes(one));
    return [...kept, ...theirs.filter((one) => !base.includes(one) && !mine.includes(one))] as V;
  }
  return mine;
}

/** A value with a part of it replaced. */
export function overlay<V>(whole: V, part: Value): V {
  if (!isTree(whole) || !isTree(part)) return part as V;
  return { ...whole, ...Object.fromEntries(Object.entries(part).map(([name, value]) => [name, overlay(whole[name], value)])) };
}

/** The paths, with dots, at which two values differ; lists are one value. */
export function differences(a: Value, b: Value, path = ''): string[] {
  if (same(a, b)) return [];
  if (!isTree(a) || !isTree(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => differences(a[name], b[name], path ? `${path}.${name}` : name));
}

/** The value at a path. */
export function at(value: Value, path: string): Value {
  return path.split('.').reduce<Value>((part, name) => (isTree(part) ? part[name] : undefined), value);
}
