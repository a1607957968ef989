/** What is asked for without a tap waits for its turn: a few at a time, in the order of reading. */

const most = 3;
const queue: (() => Promise<void>)[] = [];
let running = 0;

export function inTurn(work: () => Promise<void>): void {
  queue.push(work);
  run();
}

function run(): void {
  while (running < most) {
    const next = queue.shift();
    if (!next) return;
    running += 1;
    void next().finally(() => {
      running -= 1;
      run();
    });
  }
}
