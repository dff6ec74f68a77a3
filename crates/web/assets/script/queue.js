// Keys of the staff queue: J/K move (and show the preview), X choose, Enter open, / search, ? list of keys.
// Single letters never act inside a field, and can be switched off for a person (data-keys="off" on the table).
export function queue() {
  const table = document.querySelector('[data-queue]');
  const rows = table ? [...table.querySelectorAll('tbody tr')] : [];
  let at = Math.max(0, rows.findIndex(row => row.classList.contains('cur')));

  function move(to) {
    const row = rows[to];
    if (!row) return;
    rows[at]?.classList.remove('cur');
    at = to;
    row.classList.add('cur');
    row.querySelector('a')?.focus();
    show(row);
  }

  function show(row) {
    if (row.hasAttribute('hx-get')) row.dispatchEvent(new CustomEvent('preview', { bubbles: false }));
  }

  rows.forEach((row, index) => row.addEventListener('click', event => {
    if (event.target.closest('a,input,button,label')) return;
    move(index);
  }));

  document.addEventListener('keydown', event => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input,select,textarea,[contenteditable]')) return;
    if (table?.dataset.keys === 'off') return;
    if (event.key === '/') {
      const search = document.querySelector('[data-search]');
      if (search) {
        event.preventDefault();
        search.focus();
      }
      return;
    }
    if (event.key === '?') document.querySelector('[data-keys-help]')?.setAttribute('open', '');
    const shortcut = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (shortcut && event.key.length === 1) {
      event.preventDefault();
      shortcut.click();
      return;
    }
    if (!rows.length) return;
    if (event.key === 'j') move(at + 1);
    if (event.key === 'k') move(at - 1);
    if (event.key === 'x') rows[at]?.querySelector('input[type=checkbox]')?.click();
    if (event.key === 'Enter' && !event.target.closest('a,button,summary')) rows[at]?.querySelector('a')?.click();
  });
}
