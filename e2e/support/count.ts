import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter';

/** Ends the run as Node's test runner does, so that CI counts both alike. */
export default class Count implements Reporter {
  private readonly tests = new Set<TestCase>();

  onTestEnd(test: TestCase) {
    this.tests.add(test);
  }

  onEnd(_: FullResult) {
    const outcomes = [...this.tests].map((test) => test.outcome());
    const count = (...names: string[]) => outcomes.filter((outcome) => names.includes(outcome)).length;
    console.log(`# tests ${outcomes.length}\n# pass ${count('expected', 'flaky')}\n# fail ${count('unexpected')}\n# skipped ${count('skipped')}`);
  }
}
