// The error summary takes the focus; its links take the field, not only the place.
export function focusErrors() {
  const summary = document.querySelector('[data-error-summary]');
  if (!summary) return;
  summary.focus();
  summary.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const group = field.closest('.govuk-form-group, fieldset') || field;
    group.scrollIntoView({ block: 'start' });
    const target = field.matches('input,select,textarea,button,a') ? field : field.querySelector('input,select,textarea,button,a') || field;
    target.focus({ preventScroll: true });
  });
}
