// The one database on this device: members with their keys, what was read (until a time), work that is not sent yet.
const NAME = "myoplan";
const VERSION = 1;

// The device has no room: nothing was stored, and what was stored before is still there.
export class NoRoom extends Error {}

export async function openDatabase() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore("members", { keyPath: "owner" });
    database.createObjectStore("read", { keyPath: ["owner", "name"] }).createIndex("owner", "owner");
    const work = database.createObjectStore("work", { keyPath: "seq", autoIncrement: true });
    work.createIndex("owner", "owner");
  };
  const database = await answerOf(request);
  database.onversionchange = () => database.close();
  return database;
}

// Runs `steps(stores)` in one transaction and returns what it returns once everything is on the disk, or nothing is.
// Inside, wait for nothing but answers of this transaction: it commits by itself when nobody asks any more.
export async function inOne(database, names, steps) {
  const transaction = database.transaction(names, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(wordsFor(transaction.error));
  });
  try {
    const result = await steps(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    await done;
    return result;
  } catch (problem) {
    done.catch(() => {});
    try { transaction.abort(); } catch { /* it is over already */ }
    throw wordsFor(problem);
  }
}

export function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(wordsFor(request.error));
  });
}

function wordsFor(problem) {
  return problem?.name === "QuotaExceededError" ? new NoRoom("This device has no room left.") : problem ?? new Error("Not stored.");
}
