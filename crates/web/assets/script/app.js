// Enhancements only: every page and form works without this file.
import './root.js';
import 'htmx.org/dist/htmx.min.js';
import { combobox } from './combobox.js';
import { focusErrors } from './errors.js';
import { queue } from './queue.js';
import { small } from './small.js';

function start() {
  document.querySelectorAll('[data-combobox]').forEach(combobox);
  focusErrors();
  queue();
  small();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
