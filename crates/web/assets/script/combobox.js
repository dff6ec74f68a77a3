// Scope suggestions after the ARIA combobox pattern. htmx fills the list; choosing presses the form's own button, so the
// same form works without script. Keys of an input method (isComposing, 229) are never ours: Enter that picks a Chinese
// candidate must not choose or submit.
export function combobox(input) {
  const list = document.getElementById(input.getAttribute('aria-controls'));
  const pick = input.form.querySelector('[data-pick]');
  const said = document.getElementById(input.dataset.said);
  if (!list || !pick) return;
  let active = -1;

  const options = () => [...list.querySelectorAll('[role=option]:not([aria-disabled])')];

  function show(open) {
    input.setAttribute('aria-expanded', String(open));
    if (!open) mark(-1);
  }

  function mark(index) {
    const all = options();
    all.forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
    active = index;
    const option = all[index];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function choose(option) {
    pick.value = option.dataset.code;
    input.value = '';
    show(false);
    list.textContent = '';
    pick.click();
  }

  list.addEventListener('htmx:afterSwap', () => {
    const count = options().length;
    show(list.childElementCount > 0 && document.activeElement === input && input.value.trim() !== '');
    mark(count ? 0 : -1);
    if (said) said.textContent = (count ? input.dataset.some : input.dataset.none).replace('#', count);
  });

  input.addEventListener('keydown', event => {
    if (event.isComposing || event.keyCode === 229) return;
    const open = input.getAttribute('aria-expanded') === 'true';
    const all = options();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!all.length) return;
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (!open) show(true);
      mark((active + step + all.length) % all.length);
    } else if (event.key === 'Enter' && open && all[active]) {
      event.preventDefault();
      choose(all[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      show(false);
    } else if (event.key === 'Tab') {
      show(false);
    }
  });

  // mousedown keeps the focus in the field
  list.addEventListener('mousedown', event => event.preventDefault());
  list.addEventListener('click', event => {
    const option = event.target.closest('[role=option]:not([aria-disabled])');
    if (option) choose(option);
  });
  input.addEventListener('blur', () => show(false));
  input.addEventListener('focus', () => show(options().length > 0 && input.value.trim() !== ''));
}
