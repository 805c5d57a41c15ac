"""What tests of a device share: its modules in a page that asks for nothing by itself."""

MODULES = """
  const { openStore, lastOwner, NoRoom } = await import("/static/js/device/store.js");
  const { Queue } = await import("/static/js/device/queue.js");
  const { create, createOnce, change, act, remove, newId } = await import("/static/js/device/asking.js");
  const [owner] = document.querySelector('meta[name="kept-by"]').content.split(" ");
  const rows = async (name) => {
    const request = indexedDB.open("myoplan");
    const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const all = database.transaction(name).objectStore(name).getAll();
    const found = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
    database.close();
    return found;
  };
"""


def quiet(open_page):
    """A patient's phone on a page that asks for nothing by itself, and nothing kept."""
    page = open_page("patient@harbor.example", size="phone")
    page.goto("/accounts/2fa/")
    page.wait_for_load_state("networkidle")  # what it does by itself is done: nothing asks the database that goes
    page.evaluate("""async () => {
      for (const { name } of await indexedDB.databases()) {
        const request = indexedDB.deleteDatabase(name);
        await new Promise((resolve, reject) => { request.onsuccess = resolve; request.onerror = reject; });
      }
    }""")
    return page


def run(page, steps: str, given=None):
    """The result of steps that may use the modules, the owner and the rows of a store."""
    return page.evaluate(f"async (given) => {{ {MODULES} {steps} }}", given)
