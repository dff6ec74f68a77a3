// Small things: print, everything on this page chosen, a busy mark on what htmx loads, focus kept across swaps.
export function small() {
  document.addEventListener('click', event => {
    if (event.target.closest('[data-print]')) {
      event.preventDefault();
      window.print();
    }
  });

  document.addEventListener('change', event => {
    const all = event.target.closest('[data-all]');
    if (!all) return;
    document.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`).forEach(box => { box.checked = all.checked; });
  });

  document.addEventListener('htmx:beforeRequest', event => event.detail.target?.setAttribute('aria-busy', 'true'));
  document.addEventListener('htmx:afterRequest', event => event.detail.target?.removeAttribute('aria-busy'));

  // a button that was replaced together with its part would leave the focus on nothing
  document.addEventListener('htmx:afterSettle', event => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const heading = event.detail.elt?.querySelector?.('[data-focus]');
    heading?.focus();
  });
}
