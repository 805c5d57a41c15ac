// What a person has to decide about a draft: which of two values holds, or what becomes of what cannot be sent.
import { askWhichHolds, tellWhatIsLeft } from "./compare.js";
import { troubleOf } from "./needs.js";

// `discard` and `open` are what the page does where the person chooses so.
export function decide(draft, words, { discard, open }) {
  if (draft.asked.length && !draft.trouble) {
    const entries = draft.asked.map(({ path, paths, theirs }) => ({
      path, label: words.label(path), theirs: words.value(paths, theirs), mine: words.value(paths, paths.map((one) => draft.mine[one] ?? null)),
    }));
    askWhichHolds(entries, (choices) => draft.settle(choices));
    return;
  }
  const retry = () => { draft.trouble = null; draft.send(); };
  const gone = { label: "Discard what I entered", tone: "is-stop", act: discard };
  tellWhatIsLeft(troubleOf(draft, words, { again: () => draft.again(), retry, open, discard: gone }));
}
